"""The zero-setup database: a PostgreSQL of the product's own when no DATABASE_URL is given."""

from tracker.embedded_postgres.errors import EmbeddedPostgresError
from tracker.embedded_postgres.folders import data_folder
from tracker.embedded_postgres.programs import installed_program
from tracker.embedded_postgres.roles import OWNER, SERVING, write_private
from tracker.embedded_postgres.server import EmbeddedPostgres
from tracker.embedded_postgres.watching import Watch

__all__ = [
    "OWNER",
    "SERVING",
    "EmbeddedPostgres",
    "EmbeddedPostgresError",
    "Watch",
    "data_folder",
    "installed_program",
    "write_private",
]
