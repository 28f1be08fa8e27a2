"""What a program brings."""
