"""The cells of ``writing`` as PostgreSQL expressions: for what the database itself writes out."""

from __future__ import annotations

from targets.exchange.sheets.defusing import TRIGGERS

_ESCAPES = {"\t": r"E'\t'", "\r": r"E'\r'", "\n": r"E'\n'"}


def sql_defused(text_sql: str) -> str:
    """The same as :func:`~.defusing.defused` for the text expression ``text_sql``."""
    triggers = ", ".join(_ESCAPES.get(trigger, f"'{trigger}'") for trigger in TRIGGERS)
    text = f"({text_sql})"
    return (
        f"CASE WHEN left(ltrim({text}, ''''), 1) IN ({triggers}) "
        f"THEN '''' || {text} ELSE {text} END"
    )


def sql_plain(numeric_sql: str) -> str:
    """The same as :func:`~.writing.plain` for a numeric expression."""
    return f"trim_scale({numeric_sql})"


def sql_yes(boolean_sql: str) -> str:
    return f"CASE WHEN {boolean_sql} THEN 'yes' ELSE 'no' END"


def sql_moment(instant_sql: str) -> str:
    """An instant as :func:`~.writing.cell` writes it, in the session's time zone."""
    return f"to_char({instant_sql}, 'YYYY-MM-DD HH24:MI:SS')"
