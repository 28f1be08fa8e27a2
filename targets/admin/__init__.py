"""The administration, scoped by ``access``: one module a subject."""

from . import catalogue, judging, ledgers, people, relations

__all__ = ["catalogue", "judging", "ledgers", "people", "relations"]
