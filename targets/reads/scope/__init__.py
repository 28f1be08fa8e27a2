"""Who sees what, as known when, under which names and rules."""
