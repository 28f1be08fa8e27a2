"""Logging in and out, the password, the language, the health check, error pages."""

from __future__ import annotations

from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

LOGIN, PASSWORD = "/login/", "kaishan-2026-lu"


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("wang", password=PASSWORD)


def test_logging_in_and_out(client: Client, person: User) -> None:
    answer = client.post(LOGIN, {"username": "wang", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("targets:overview"))
    assert client.get(reverse("targets:logout")).status_code == 405, "logging out is a POST"
    assert client.post(reverse("targets:logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_wrong_password_is_said_and_nobody_is_sent_elsewhere(
    client: Client, person: User
) -> None:
    answer = client.post(LOGIN, {"username": "wang", "password": "no"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    elsewhere = client.post(
        f"{LOGIN}?next=https://elsewhere.example/", {"username": "wang", "password": PASSWORD}
    )
    assert elsewhere["Location"] == reverse("targets:overview")


def test_the_password_is_changed_by_who_knows_it(client: Client, person: User) -> None:
    address = reverse("targets:password")
    assert client.get(address).status_code == 302, "only for those who are logged in"
    client.force_login(person)
    new = {"new_password1": "shangang-2027-he", "new_password2": "shangang-2027-he"}
    assert client.post(address, {"old_password": "no"} | new).status_code == 200
    assert client.post(address, {"old_password": PASSWORD} | new).status_code == 302
    person.refresh_from_db()
    assert person.check_password("shangang-2027-he")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_language_is_kept_in_a_cookie(client: Client, db: None, language: str) -> None:
    answer = client.post(
        reverse("targets:language"), {"language": language, "next": "/?as_of=2024-06"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/?as_of=2024-06")
    assert answer.cookies["django_language"].value == language


@pytest.mark.parametrize("language", ["", "fr", "zh-hant", "<b>"])
def test_a_language_that_does_not_exist_is_refused(client: Client, db: None, language: str) -> None:
    answer = client.post(reverse("targets:language"), {"language": language})
    assert answer.status_code == 400
    assert "<b>" not in answer.content.decode()
    assert client.get(reverse("targets:language")).status_code == 405


def test_nobody_is_led_away_by_the_language(client: Client, db: None) -> None:
    answer = client.post(
        reverse("targets:language"), {"language": "en", "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == reverse("targets:overview")


def test_health(client: Client, db: None) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.post("/healthz").status_code == 405
    with mock.patch("tracker.readiness.connections") as broken:
        broken.__getitem__.return_value.cursor.side_effect = OperationalError
        assert client.get("/healthz").status_code == 503


def test_errors_are_clear_pages(client: Client, db: None) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "返回总览" in answer.content.decode()


def test_a_form_without_its_token_changes_nothing(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(LOGIN, {"username": "wang", "password": PASSWORD})
    assert answer.status_code == 403
    assert "未保存" in answer.content.decode()
