"""What progress is judged by: facts, closed lists, messages, and how text is read."""
