"""Django's PostgreSQL backend with an end to every wait, and a word for what was lost."""
