"""What can go wrong with the embedded database, in words for the person at the keyboard."""


class EmbeddedPostgresError(Exception):
    """The embedded database cannot be used; the message says why and what to do."""
