"""What every request passes on its way in and out, and what is said when it cannot be answered."""
