"""What the columns of a sheet are."""
