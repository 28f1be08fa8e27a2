"""What the grid asks before it sends what was typed: who is here, and which token is good."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db
ADDRESS = "/log/alive"


def test_nobody_is_refused() -> None:
    answer = Client().get(ADDRESS)
    assert answer.status_code == 403
    assert "X-CSRFToken" not in answer


def test_it_says_who_it_is_and_gives_a_token_that_is_good() -> None:
    person = User.objects.create_user("li", password="secret-7")
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    answer = client.get(ADDRESS)
    assert answer.status_code == 204
    assert answer["X-Person"] == str(person.pk)
    assert "no-store" in answer["Cache-Control"]
    sent = {"language": "en", "csrfmiddlewaretoken": answer["X-CSRFToken"]}
    assert client.post("/language/", sent).status_code == 302
    assert client.post("/language/", {"language": "en"}).status_code == 403


def test_it_is_only_read() -> None:
    assert Client().post(ADDRESS).status_code == 405
