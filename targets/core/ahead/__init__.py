"""Where a year will likely end, and what the rest of it must bring."""
