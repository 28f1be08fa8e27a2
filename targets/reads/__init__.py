"""Reading: one module a screen, a fixed number of queries whatever the number of rows."""
