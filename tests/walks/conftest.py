"""A district with something of everything, and everybody who may come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from targets import clock
from targets.models import (
    Attachment,
    CompositeIndex,
    Document,
    Holiday,
    Import,
    Margins,
    Membership,
    Relation,
    Role,
    SavedView,
    Token,
    Upload,
    Wording,
)
from targets.writes.entries.attachments import path_of
from tests.api.conftest import token_of
from tests.walks.addresses import keys_of_rows
from tests.web.briefing.briefing_room import fill, issue
from tests.web.rooms import OCTOBER, TODAY, Rooms, build_rooms

PEOPLE = ("nobody", "reporter", "checker", "manager", "root")
PASSWORD = "right-and-long"


class World(NamedTuple):
    """Who comes, with what, and what there is to name in an address."""

    clients: dict[str, Client]
    tokens: dict[str, str]
    values: dict[str, str]


@pytest.fixture(scope="module")
def world(rolled_back: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Made once for a module: each call of a walk is rolled back."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "today", lambda: TODAY)
        folder = tmp_path_factory.mktemp("files")
        patched.setattr(settings, "ATTACHMENT_FOLDER", folder / "attachments")
        patched.setattr(settings, "UPLOAD_FOLDER", folder / "uploads")
        patched.setattr(settings, "API_PER_MINUTE", 1_000_000)
        patched.setattr(settings, "API_FAILURES_PER_MINUTE", 1_000_000)
        patched.setattr(settings, "ANONYMOUS_READING", True)
        patched.setattr(settings, "AXES_ENABLED", False)
        yield _built()


def _built() -> World:
    rooms = fill(build_rooms())
    people = {"root": User.objects.create_superuser("root", password=PASSWORD)}
    for name, unit, role in (
        ("reporter", rooms.works, Role.REPORTER),
        ("checker", rooms.place, Role.CHECKER),
        ("manager", rooms.place, Role.MANAGER),
        ("viewer", rooms.place, Role.VIEWER),
    ):
        people[name] = User.objects.create_user(name, password=PASSWORD)
        Membership.objects.create(person=people[name], unit=unit, role=role)
    clients = {"nobody": Client()}
    for name, person in people.items():
        clients[name] = Client()
        clients[name].force_login(person)
    tokens = {"nobody": "tt_" + "x" * 43}
    tokens |= {name: token_of(person)[1] for name, person in people.items()}
    return World(clients, tokens, _things(rooms, people["root"], clients) | keys_of_rows())


def _things(rooms: Rooms, root: User, clients: dict[str, Client]) -> dict[str, str]:
    """One of each, and the keys that addresses name them by."""
    Holiday.objects.create(day=date(2026, 10, 1), name="国庆节")
    Document.objects.create(code="PLAN", title_zh="计划")
    Group.objects.create(name="group")
    CompositeIndex.objects.create(code="INDEX", name_zh="指数")
    Margins.objects.create(
        effective_on=date(2026, 1, 1), due_soon_days=30, reason="定", recorded_at=timezone.now()
    )
    Relation.objects.create(
        indicator=rooms.homes.indicator, kind="part_of", of=rooms.roads.indicator
    )
    Import.objects.create(
        file_name="a.csv", sha256="0" * 64, rows_new=1, rows_changed=0, rows_unchanged=0,
        recorded_at=timezone.now(),
    )  # fmt: skip
    Wording.objects.create(place=rooms.place, key="met", language="zh-hans", text="{met}")
    view = SavedView.objects.create(
        person=root, name="mine", screen="overview", query="", saved_at=timezone.now()
    )
    client = clients["root"]
    page = "/attachments/testland/ROAD_KM/2026-10/"
    sent = client.post(page, {"file": SimpleUploadedFile("月报.pdf", b"%PDF-1.7\n% a\n")})
    assert sent.status_code == 302, sent.content.decode()
    rows = "编码,期末日期,数值\r\nROAD_KM,2026-08,50\r\nROAD_KM,2026-07,许多\r\n".encode()
    sent = client.post("/import/", {"place": "testland", "file": SimpleUploadedFile("a.csv", rows)})
    assert sent.status_code == 302, sent.content.decode()
    briefing = issue(client)
    attachment, upload = Attachment.objects.get(), Upload.objects.get()
    assert path_of(settings.ATTACHMENT_FOLDER, attachment.sha256).is_file()
    entry = rooms.roads.actuals.get(period_end=OCTOBER)
    return {
        "attachment_id": str(attachment.pk),
        "upload_id": str(upload.pk),
        "briefing": str(briefing.pk),
        "view": str(view.pk),
        "entry": str(entry.pk),
        "token": str(Token.objects.filter(person=root).values_list("pk", flat=True)[0]),
    }
