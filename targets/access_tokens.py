"""What a changed password ends beside the sessions, which Django ends itself."""

from __future__ import annotations

from typing import Any

from targets import clock
from targets.writes.people.tokens import revoke_all_tokens


class EndTokens:
    """Told by Django of every password that was changed or reset, by whatever form or command:
    whoever knew the old one may have made a token with it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Any password will do."""

    def get_help_text(self) -> str:
        """Nothing for who chooses one."""
        return ""

    def password_changed(self, password: str, user: Any = None) -> None:
        """End the person's tokens at once."""
        if user is not None and user.pk is not None:
            revoke_all_tokens(user.pk, now=clock.now())
