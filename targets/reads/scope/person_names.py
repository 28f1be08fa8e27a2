"""Who somebody was when they recorded something: a later renaming renames nothing of it."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from targets.models import PersonName


def name_then_sql(row: str, *, person: str = "author_id", at: str = "recorded_at") -> str:
    """The SQL for the name that the person of a ledger's row had when it was recorded; empty
    where nobody is named. ``row`` is the table's alias."""
    return f"""coalesce((
        SELECT n.name FROM targets_personname n
        WHERE n.person_id = {row}.{person} AND n.since <= {row}.{at}
        ORDER BY n.since DESC LIMIT 1
    ), '')"""  # noqa: S608 - fixed column names


def name_then(person: str = "author", *, at: str = "recorded_at") -> Coalesce:
    """The same as an expression for a query set of the ledger."""
    names = PersonName.objects.filter(
        person_id=OuterRef(f"{person}_id"), since__lte=OuterRef(at)
    ).order_by("-since")
    return Coalesce(Subquery(names.values("name")[:1]), Value(""))
