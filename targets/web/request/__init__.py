"""What is asked, by whom, and what is answered when that cannot be."""
