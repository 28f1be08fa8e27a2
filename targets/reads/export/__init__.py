"""What files and programs take out."""
