"""What broke pages once, each by its example; the walks in tests/walks try the kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DataError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from targets.models import Role, Upload
from tests.web.rooms import Rooms, client_of
from tests.web.upload.test_import import uploaded
from tracker.requests.body_limit import BodyLimit
from tracker.requests.clean_texts import CleanCookies
from tracker.requests.impossible import Impossible

MANY_DIGITS = "9" * 4400
YEARS = (
    "/?place=testland&year={}", "/export/actuals.csv?year={}", "/targets/?place=testland&year={}",
    "/reporting/?place=testland&year={}", "/log/series/testland/ROAD_KM/?year={}",
    "/places/?place=testland&page={}", "/wall/?place=testland&seconds={}",
    "/ledger/?place=testland&after={}",
)  # fmt: skip


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.mark.parametrize("address", YEARS)
@pytest.mark.parametrize("number", [MANY_DIGITS, "0" * 5000 + "2026", "²", "-1", "1e400"])
def test_numbers_that_are_none(rooms: Rooms, root: Client, address: str, number: str) -> None:
    answer = root.get(address.format(number), headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "Back to the overview" in answer.content.decode()
    assert len(answer.content) < 40_000, "what was asked for is not repeated at length"


def test_anonymous_readers_too(rooms: Rooms, settings: Settings) -> None:
    settings.ANONYMOUS_READING = True
    assert Client().get(f"/?place=testland&year={MANY_DIGITS}").status_code == 400


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/log/?place=a%00b", None), ("/log/?place=testland&unit=%00", None),
        ("/log/?place=testland", {"do": "\0", "value-\0": "\0"}),
        ("/check/decide", {"do": "accept", "entry": "\0"}),
        ("/check/decide", {"do": "accept", "entry": f"{MANY_DIGITS}.{MANY_DIGITS}"}),
    ],
)  # fmt: skip
def test_nul_is_refused_or_left_out(rooms: Rooms, root: Client, path: str, form: Any) -> None:
    answer = root.get(path) if form is None else root.post(path, form)
    assert 200 <= answer.status_code < 500
    assert answer.content or answer.status_code == 302


def test_nul_in_the_disguise_of_a_cookie(rooms: Rooms) -> None:
    seen = []
    headers = CleanCookies(lambda request: seen.append(request.COOKIES))  # type: ignore[arg-type, return-value]
    headers(RequestFactory().get("/", headers={"Cookie": 'sessionid="a\\000b"; look=dark'}))
    assert seen == [{"look": "dark"}]
    odd = {"Cookie": 'sessionid="a\\000b"'}
    assert Client().get("/log/?place=testland", headers=odd).status_code == 302


@pytest.mark.parametrize("content", [b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_the_refused_rows_of_an_unreadable_file(
    rooms: Rooms, settings: Settings, tmp_path: Path, content: bytes
) -> None:
    settings.UPLOAD_FOLDER = tmp_path
    client = client_of(rooms.works)
    upload: Upload = uploaded(client, content, "十月.xlsx")
    answer = client.get(f"/import/{upload.id}/refused", headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "The file could not be read" in answer.content.decode()
    for path in tmp_path.iterdir():
        path.unlink()
    assert client.get(f"/import/{upload.id}/refused").status_code == 404


@pytest.mark.parametrize("key", ["1E-400", "1E400", "NaN", MANY_DIGITS, "\0", "x", "-1"])
def test_keys_in_forms_of_the_administration(rooms: Rooms, root: Client, key: str) -> None:
    relation = {"indicator": key, "kind": "part_of", "of": key, "within": key}
    answer = root.post("/admin/targets/relation/add/", relation)
    assert answer.status_code == 200
    assert {"indicator", "of"} <= set(answer.context["adminform"].form.errors)
    parts = {
        "code": "INDEX", "name_zh": "指数", "parts-TOTAL_FORMS": "1", "parts-INITIAL_FORMS": "0",
        "parts-0-indicator": key, "parts-0-weight": "1E-400",
    }  # fmt: skip
    assert root.post("/admin/targets/compositeindex/add/", parts).status_code == 200
    target = {"series": key, "year": key, "value": "1E+999999999", "base_value": "NaN"}
    assert root.post("/admin/targets/target/add/", target).status_code == 200


@pytest.mark.parametrize("count", ["1000000000", MANY_DIGITS, "-1", "NaN", ""])
def test_rows_that_a_form_claims_to_have(rooms: Rooms, root: Client, count: str) -> None:
    said = {"code": "INDEX", "name_zh": "指数", "parts-TOTAL_FORMS": count,
            "parts-INITIAL_FORMS": count}  # fmt: skip
    answer = root.post("/admin/targets/compositeindex/add/", said)
    assert answer.status_code == 200
    assert len(answer.content) < 2_000_000


def test_addresses_of_the_administration(rooms: Rooms, root: Client) -> None:
    for address in (
        "/admin/r/1/1E-400/", f"/admin/r/{MANY_DIGITS}/1/", "/admin/targets/unit/?_to_field=",
        f"/admin/targets/unit/{rooms.place.pk}/change/?_to_field=",
        f"/admin/targets/unit/{rooms.place.pk}/delete/?_to_field=&_popup=x",
        f"/admin/auth/user/{MANY_DIGITS}/change/", f"/admin/auth/user/{MANY_DIGITS}/password/",
        f"/admin/targets/unit/?p={MANY_DIGITS}", f"/admin/targets/unit/?o={MANY_DIGITS}.²",
        "/admin/targets/unit/?id__exact=1E-400", "/admin/targets/unit/?e=1&e=2",
        f"/admin/targets/actual/?period_end__year={MANY_DIGITS}",
        "/admin/targets/holiday/?day__year=2147483648", "/admin/targets/holiday/?day__year=10000",
        "/admin/autocomplete/?app_label=x&model_name=y&field_name=z&term=%00",
        "/admin/autocomplete/?app_label=targets&model_name=target&field_name=series"
        f"&page={MANY_DIGITS}",
    ):  # fmt: skip
        answer = root.get(address)
        assert answer.status_code in {200, 302, 400, 403, 404}, address
        assert answer.content or answer.status_code == 302
    several = {"action": "delete_selected", "_selected_action": ["1E-400", "\0"], "post": "yes"}
    assert root.post("/admin/targets/unit/", several).status_code == 400


def test_what_a_view_overlooks_is_refused(rf: RequestFactory) -> None:
    impossible = Impossible(lambda _request: None)  # type: ignore[arg-type, return-value]
    answer = impossible.process_exception(rf.get("/log/"), DataError("out of range"))
    assert answer is not None
    assert answer.status_code == 400
    assert "请求中有" in answer.content.decode()
    assert impossible.process_exception(rf.get("/log/"), KeyError("ours")) is None
    assert impossible.process_exception(rf.get("/api/v1/me"), DataError()) is None


def test_a_length_that_is_none(rf: RequestFactory, settings: Settings) -> None:
    settings.BODY_LIMIT = 1024
    limited = BodyLimit(lambda request: HttpResponse(request.META["CONTENT_LENGTH"]))
    for length, expected in (("²", b"0"), ("+5", b"0"), ("1024", b"1024"), ("", b"")):
        assert limited(rf.post("/", CONTENT_LENGTH=length)).content == expected
    for length in (MANY_DIGITS, "1025", "0" * 5000):
        assert limited(rf.post("/", CONTENT_LENGTH=length)).status_code == 413


@pytest.mark.parametrize("seen", ["unknown", "192.0.2.1:51034", "[::1", "x" * 300, "\xff"])
def test_addresses_that_are_none_can_fail_to_log_in(
    db: None, settings: Settings, seen: str
) -> None:
    settings.PROXY_COUNT = 1
    wrong = {"username": "y" * 150, "password": "z" * 5000}
    for path in ("/login/", "/admin/login/"):
        headers = {"X-Forwarded-For": seen, "User-Agent": "x" * 3000}
        answer = Client().post(f"{path}?next={'n' * 5000}", wrong, headers=headers)
        assert answer.status_code == 200


def test_roles_are_as_before(rooms: Rooms) -> None:
    manager = client_of(rooms.place, Role.MANAGER)
    assert manager.get("/admin/targets/unit/?_to_field=").status_code == 200
