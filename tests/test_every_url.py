"""Who may and who may not, for every address there is: a new one has to be entered here."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from targets.models import Membership, Role, Unit
from targets.web.urls import urlpatterns
from targets.writes.targets.places import add_place
from tracker.urls import urlpatterns as root

pytestmark = pytest.mark.usefixtures("places_named")

SESSION_COOKIE = "sessionid"
READERS = ("nobody", "stranger", "viewer", "reporter", "checker", "manager", "root")
OPEN = dict.fromkeys(READERS, 200)
LOGGED_IN = OPEN | {"nobody": 302}
COVERED = LOGGED_IN | {"stranger": 403}
NOTHING_BELOW = {reader: 400 if code == 200 else code for reader, code in COVERED.items()}
LOGGING = dict.fromkeys(READERS, 403) | {"nobody": 302, "reporter": 200, "root": 200}
CORRECTING = LOGGING | {"manager": 200}  # closed periods: tests/web/check/test_correcting.py
CHECKING = dict.fromkeys(READERS, 403) | {"nobody": 302, "checker": 200, "root": 200}
MANAGING = dict.fromkeys(READERS, 403) | {"nobody": 302, "manager": 200, "root": 200}
MANAGES = MANAGING | {"stranger": 200}  # their own people, wherever those are
UPLOADED = LOGGING | {"reporter": 404, "manager": 404, "root": 404}
POSTED = dict.fromkeys(READERS, 405)
ABOUT_PEOPLE = dict(COVERED)  # never anonymous, whatever the setting

# Address (GET, with anonymous reading off) → who gets what
EXPECTED: dict[str, tuple[str, dict[str, int]]] = {
    "overview": ("/?place=baiyun", COVERED),
    "series": ("/series/baiyun/GDP_GROWTH/", COVERED),
    "log": ("/log/?place=baiyun&unit=baiyun-statistics&period=2024-12", CORRECTING),
    "log_preview": ("/log/preview", POSTED),
    "log_year": ("/log/series/baiyun/GDP_GROWTH/?year=2024", CORRECTING),
    "log_sheet": ("/log/sheet?place=baiyun&unit=baiyun-statistics&period=2024-12", CORRECTING),
    "attachments_add": ("/attachments/baiyun/GDP_GROWTH/2024-12/", LOGGING),
    # Who may read one that exists: tests/web/log/test_attachments.py
    "attachment": (
        f"/attachments/{UUID(int=0)}/",
        dict.fromkeys(READERS, 404) | {"nobody": 302},
    ),
    "attachment_remove": (f"/attachments/{UUID(int=0)}/remove", POSTED),
    "log_workbook": (
        "/log/workbook.xlsx?place=baiyun&unit=baiyun-statistics&period=2024-12",
        CORRECTING,
    ),
    "import_start": ("/import/", CORRECTING),
    # An upload is its person's alone: tests/web/upload/test_import.py
    "import_preview": (f"/import/{UUID(int=0)}/", UPLOADED),
    "import_progress": (f"/import/{UUID(int=0)}/progress", UPLOADED),
    "import_refused": (f"/import/{UUID(int=0)}/refused", UPLOADED),
    "import_mapping": (f"/import/{UUID(int=0)}/columns", POSTED),
    "import_confirm": (f"/import/{UUID(int=0)}/confirm", POSTED),
    "import_drop": (f"/import/{UUID(int=0)}/drop", POSTED),
    "log_alive": ("/log/alive", dict.fromkeys(READERS, 204) | {"nobody": 403}),
    "check": ("/check/?place=baiyun", CHECKING),
    "check_decide": ("/check/decide", POSTED),
    "closing": ("/closing/?place=baiyun&period=2024-12", CHECKING | {"manager": 200}),
    "explain": (
        "/series/baiyun/GDP_GROWTH/explain/?year=2024",
        dict.fromkeys(READERS, 403) | {"nobody": 302, "reporter": 200, "manager": 200, "root": 200},
    ),
    # Who edits and issues: tests/web/briefing/test_briefing.py
    "briefing": ("/briefing/?place=baiyun", COVERED),
    "briefing_draft_file": ("/briefing/briefing.csv?place=baiyun", ABOUT_PEOPLE),
    "briefing_edit": ("/briefing/edit?place=baiyun", MANAGING),
    "briefing_issue": ("/briefing/issue?place=baiyun", POSTED),
    "briefing_issued": (f"/briefing/{UUID(int=0)}/", dict.fromkeys(READERS, 404) | {"nobody": 302}),
    "briefing_issued_file": (
        f"/briefing/{UUID(int=0)}/briefing.csv",
        dict.fromkeys(READERS, 404) | {"nobody": 302},
    ),
    "consistency": ("/consistency/?place=baiyun", COVERED),
    "sheet": ("/sheet/?place=baiyun", COVERED),
    "changes": ("/changes/?place=baiyun", COVERED),
    "changes_csv": ("/changes/changes.csv?place=baiyun", COVERED),
    "changes_xlsx": ("/changes/changes.xlsx?place=baiyun", COVERED),
    # A person's own alone: tests/web/changes/test_changes.py
    "saved_views": ("/views/", LOGGED_IN),
    "saved_view_delete": (f"/views/{UUID(int=0)}/delete/", POSTED),
    "targets": ("/targets/?place=baiyun", COVERED),
    "target_edit": ("/targets/baiyun/GDP_TOTAL/?year=2024&tier=plan", MANAGING),
    "target_split": (
        "/targets/baiyun/GDP_TOTAL/split/?year=2024&tier=stretch",
        MANAGING,
    ),
    "places": ("/places/?place=baiyun", COVERED),
    "places_csv": ("/places/places.csv?place=baiyun", NOTHING_BELOW),
    "places_xlsx": ("/places/places.xlsx?place=baiyun", NOTHING_BELOW),
    "heat": ("/places/heat/?place=baiyun", COVERED),
    "heat_csv": ("/places/heat/heat.csv?place=baiyun", COVERED),
    "wall": ("/wall/?place=baiyun", COVERED),
    "display_links": ("/wall/links/?place=baiyun", MANAGING),
    "display_link_revoke": (f"/wall/links/{UUID(int=0)}/revoke", POSTED),
    # Its secret is the right to read it: tests/web/overview/test_displays.py
    "display": ("/display/td_nobody-made-this/", dict.fromkeys(READERS, 404)),
    "embed_address": ("/series/baiyun/GDP_GROWTH/embed/", ABOUT_PEOPLE),
    # Its signature is the right to read it: tests/web/series/test_embed.py
    "embed": ("/embed/nobody-signed-this/", dict.fromkeys(READERS, 403)),
    "due": ("/due/", LOGGED_IN),
    "reporting": ("/reporting/?place=baiyun&year=2024", ABOUT_PEOPLE),
    "reporting_csv": ("/reporting/matrix.csv?place=baiyun&year=2024", ABOUT_PEOPLE),
    "reporting_xlsx": ("/reporting/matrix.xlsx?place=baiyun&year=2024", ABOUT_PEOPLE),
    "reporting_urge": ("/reporting/urge", POSTED),
    "ledger": ("/ledger/?place=baiyun", ABOUT_PEOPLE),
    "ledger_csv": ("/ledger/ledger.csv?place=baiyun", ABOUT_PEOPLE),
    "ledger_xlsx": ("/ledger/ledger.xlsx?place=baiyun", ABOUT_PEOPLE),
    "ledger_entry": (
        f"/ledger/{UUID(int=0)}/",  # of a real one: tests/web/ledger/test_ledger.py
        dict.fromkeys(READERS, 404) | {"nobody": 302},
    ),
    "export": ("/export/", LOGGED_IN),
    "export_assessments": ("/export/assessments.csv?place=baiyun", COVERED),
    "export_actuals": ("/export/actuals.csv?place=baiyun", COVERED),
    "export_targets": ("/export/targets.csv?place=baiyun", COVERED),
    "export_assessments_xlsx": ("/export/assessments.xlsx?place=baiyun", COVERED),
    "export_actuals_xlsx": ("/export/actuals.xlsx?place=baiyun", COVERED),
    "export_targets_xlsx": ("/export/targets.xlsx?place=baiyun", COVERED),
    "login": ("/login/", OPEN),
    "logout": ("/logout/", POSTED),
    "password": ("/password/", LOGGED_IN),
    "password_changed": ("/password/changed/", LOGGED_IN),
    "active": ("/account/active", dict.fromkeys(READERS, 204) | {"nobody": 403}),
    "reminders": ("/account/reminders/", LOGGED_IN),
    "tokens": ("/account/tokens/", LOGGED_IN),
    "people_tokens": ("/account/tokens/people/", MANAGES),
    "people_token_revoke": (f"/account/tokens/people/{UUID(int=0)}/revoke", POSTED),
    "delays": ("/account/delays/", MANAGES),
    "token_revoke": (f"/account/tokens/{UUID(int=0)}/revoke", POSTED),
    "language": ("/language/", POSTED),
    "healthz": ("/healthz", OPEN),
    "readyz": ("/readyz", OPEN),
}


@pytest.fixture(scope="module")
def sessions(shipped_district: None) -> dict[str, str]:
    """Everybody's cookie, by name; nobody has none."""
    baiyun = Unit.objects.get(code="baiyun")
    elsewhere, _made = add_place("elsewhere", "别处")
    memberships = {
        "stranger": (elsewhere, Role.MANAGER),
        "viewer": (baiyun, Role.VIEWER),
        "reporter": (Unit.objects.get(code="baiyun-statistics"), Role.REPORTER),
        "checker": (baiyun, Role.CHECKER),
        "manager": (baiyun, Role.MANAGER),
    }
    people = {"root": User.objects.create_superuser("root")}
    for name, (unit, role) in memberships.items():
        people[name] = User.objects.create_user(name)
        Membership.objects.create(person=people[name], unit=unit, role=role)
    found = {"nobody": ""}
    for name, person in people.items():
        client = Client()
        client.force_login(person)
        found[name] = client.cookies[SESSION_COOKIE].value
    return found


@pytest.fixture
def clients(sessions: dict[str, str], db: None) -> dict[str, Client]:
    found = {name: Client() for name in sessions}
    for name, session in sessions.items():
        if session:
            found[name].cookies[SESSION_COOKIE] = session
    return found


def test_every_address_is_entered_here() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(EXPECTED)
    # The API's operations: tests/api/test_rights.py; the administration: tests/admin
    assert {str(pattern.pattern) for pattern in root} == {"admin/", "api/", ""}


@pytest.mark.parametrize("name", EXPECTED)
def test_who_may_and_who_may_not(clients: dict[str, Client], settings: Settings, name: str) -> None:
    settings.ANONYMOUS_READING = False
    address, expected = EXPECTED[name]
    found = {}
    for who, client in clients.items():
        answer = client.get(address)
        found[who] = answer.status_code
        if answer.status_code == 302:
            assert answer["Location"].startswith(reverse("targets:login"))
        if answer.streaming:
            assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert found == expected


@pytest.mark.parametrize("name", [name for name, (_at, rights) in EXPECTED.items()
                                  if rights is COVERED])  # fmt: skip
def test_anonymous_readers_are_let_in_where_allowed_and_see_no_people(
    clients: dict[str, Client], settings: Settings, name: str
) -> None:
    settings.ANONYMOUS_READING = True
    Unit.objects.get(code="baiyun").series.update(leader="王某某")
    answer = clients["nobody"].get(EXPECTED[name][0])
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert "王某某" not in body.decode(errors="replace")  # a workbook is compressed
    known = clients["viewer"].get(EXPECTED[name][0])
    seen = b"".join(known.streaming_content) if known.streaming else known.content  # type: ignore[attr-defined]
    if name in {"overview", "series", "export_targets"}:
        assert "王某某" in seen.decode()


def test_no_address_fails_for_texts_that_cannot_be_stored(clients: dict[str, Client]) -> None:
    root = clients["root"]
    extra = "q=%00&lead=%00&known=%00&as_of=%00&tier=%00&show=%00&next=/%00&%00=%00"
    form = {"place": "baiyun\0", "reason": "\0", "\0": "\0"}
    answers: dict[str, int] = {}
    for address, expected in EXPECTED.values():
        path, _mark, query = address.partition("?")
        asked = "&".join(f"{part}%00" for part in query.split("&") if part)
        answers[path] = root.get(f"{path}?{asked}&{extra}").status_code
        if expected == POSTED and "logout" not in path:
            answers[f"POST {path}"] = root.post(path, form).status_code
    assert root.get("/series/bai%00yun/GDP_GROWTH/").status_code == 404
    assert not {path: status for path, status in answers.items() if status >= 500}
