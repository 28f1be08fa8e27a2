"""One call of a walk: what it did is taken back, so that the next finds all as it was."""

from __future__ import annotations

import copy
from typing import Any

from django.db import transaction

from tests.walks.conftest import World


def rolled_back_call(
    world: World, who: str, method: str, path: str, *form: Any, **more: Any
) -> Any:
    """The answer, read to its end."""
    client: Any = world.clients[who]
    cookies = copy.deepcopy(client.cookies)
    headers = dict(more.pop("headers", {}))
    if path.startswith("/api/"):
        headers["Authorization"] = f"Bearer {world.tokens[who]}"
    with transaction.atomic():
        if form and isinstance(form[0], bytes):  # as it is, whatever its kind says of it
            answer = client.generic(method.upper(), path, *form, headers=headers, **more)
        else:
            answer = getattr(client, method)(path, *form, headers=headers, **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer
