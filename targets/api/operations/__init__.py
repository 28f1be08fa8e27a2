"""What the API does, one module a subject."""
