"""Attachments: taken by their content, kept by their sum, handed out to who may read."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from targets.models import Actual, Attachment, Role
from tests.web.log.log_posts import MONTH, text
from tests.web.rooms import OCTOBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db
PAGE = "/attachments/testland/ROAD_KM/2026-10/"
PDF = b"%PDF-1.7\n% a report\n"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ATTACHMENT_FOLDER = tmp_path / "attachments"
    return tmp_path / "attachments"


@pytest.fixture
def chen(rooms: Rooms) -> Client:
    return client_of(rooms.works, name="chen")


def send(client: Client, content: bytes = PDF, name: str = "月报.pdf", page: str = PAGE):  # type: ignore[no-untyped-def]
    return client.post(page, {"file": SimpleUploadedFile(name, content)})


def package(**parts: str) -> bytes:
    """A ZIP with these parts; “__” stands for a dot in their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "."), content)
    return file.getvalue()


def test_a_file_is_kept_listed_and_handed_out(rooms: Rooms, chen: Client, folder: Path) -> None:
    assert send(chen).status_code == 302
    kept = Attachment.objects.get()
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (kept.file_name, kept.media_type, kept.size, kept.sha256) == (
        "月报.pdf", "application/pdf", len(PDF), sha256,
    )  # fmt: skip
    assert kept.author is not None
    assert kept.address == "127.0.0.1"
    path = folder / sha256[:2] / sha256
    assert path.read_bytes() == PDF
    assert folder.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == [sha256]
    shown = text(chen.get(PAGE))  # type: ignore[arg-type]
    assert sha256 in shown
    assert "月报.pdf" in shown
    assert f"/attachments/{kept.id}/" in text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    answer = chen.get(f"/attachments/{kept.id}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == ("attachment; filename*=utf-8''%E6%9C%88%E6%8A%A5.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_it_is_removed_from_the_list_and_stays_in_the_ledger(
    rooms: Rooms, chen: Client, folder: Path
) -> None:
    send(chen)
    kept = Attachment.objects.get()
    assert client_of(rooms.finance).post(f"/attachments/{kept.id}/remove").status_code == 403
    assert Client().post(f"/attachments/{kept.id}/remove").status_code == 302
    assert chen.post(f"/attachments/{kept.id}/remove").status_code == 302
    kept.refresh_from_db()
    assert kept.superseded_at is not None
    assert "月报.pdf" not in text(chen.get(PAGE)).split("</header>")[1].split("messages")[0]  # type: ignore[arg-type]
    assert any(path.is_file() for path in folder.rglob("*"))
    assert chen.post(f"/attachments/{kept.id}/remove").status_code == 400
    assert chen.get(f"/attachments/{kept.id}/").status_code == 200
    assert client_of(rooms.place, Role.VIEWER).get(f"/attachments/{kept.id}/").status_code == 403
    assert send(chen).status_code == 302  # the same bytes again


def test_who_may_read_it(rooms: Rooms, chen: Client, settings: Settings) -> None:
    settings.ANONYMOUS_READING = True
    send(chen)
    address = f"/attachments/{Attachment.objects.get().id}/"
    assert Client().get(address).status_code == 302
    viewer, finance = client_of(rooms.place, Role.VIEWER), client_of(rooms.finance)
    checker = client_of(rooms.place, Role.CHECKER)
    from targets.writes.targets.places import add_place

    stranger = client_of(add_place("elsewhere", "别处")[0], Role.MANAGER)
    assert stranger.get(address).status_code == 403
    assert viewer.get(address).status_code == finance.get(address).status_code == 200
    enter(rooms.roads, "70", release_on=date(2026, 12, 20))
    assert viewer.get(address).status_code == finance.get(address).status_code == 403
    assert chen.get(address).status_code == checker.get(address).status_code == 200


def test_who_may_attach(rooms: Rooms, chen: Client) -> None:
    assert send(Client()).status_code == 302
    for unit, role in ((rooms.finance, Role.REPORTER), (rooms.works, Role.VIEWER),
                       (rooms.place, Role.CHECKER), (rooms.works, Role.SIGNER)):  # fmt: skip
        client = client_of(unit, role)
        assert client.get(PAGE).status_code == 403
        assert send(client).status_code == 403
    assert not Attachment.objects.exists()
    assert send(client_of(rooms.place)).status_code == 302
    for page, status in (
        ("/attachments/testland/NOTHING/2026-10/", 404),
        ("/attachments/testland/ROAD_KM/soon/", 400),
        ("/attachments/testland/ROAD_KM/2026-12/", 400),
    ):
        assert send(chen, page=page).status_code == status


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.pdf"),
        (b"<html><script>alert(1)</script>", "report.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture.png"),
        (b"MZ\x90\x00" + bytes(200), "report.docx"),
        (b"#!/bin/sh\n", "report.xls"),
        (package(word="x"), "report.docx"),
        (b"PK\x03\x04 broken", "report.docx"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "report.doc"),
    ],
)
def test_what_is_no_report_is_refused_by_its_content(
    rooms: Rooms, chen: Client, folder: Path, content: bytes, name: str
) -> None:
    answer = send(chen, content, name)
    assert answer.status_code == 400
    assert 'role="alert"' in text(answer)
    assert not Attachment.objects.exists()
    assert not folder.exists()


def test_nothing_chosen_is_said(chen: Client) -> None:
    answer = chen.post(PAGE, {})
    assert answer.status_code == 400
    assert "请先选择文件" in text(answer)  # type: ignore[arg-type]


def test_size_and_number_are_bounded(rooms: Rooms, chen: Client, settings: Settings) -> None:
    settings.ATTACHMENT_MEGABYTES = 1
    assert send(chen, PDF + bytes(1024 * 1024)).status_code == 400
    assert send(chen).status_code == 302
    twice = send(chen, name="again.pdf")
    assert twice.status_code == 400
    assert "已有内容相同的附件" in text(twice)
    for number in range(9):
        assert send(chen, PDF + bytes([number])).status_code == 302
    full = send(chen, PDF + b"one more")
    assert full.status_code == 400
    assert "已有10个附件" in text(full)


def test_a_missing_file_is_said_clearly(rooms: Rooms, chen: Client, folder: Path) -> None:
    send(chen)
    kept = Attachment.objects.get()
    (folder / kept.sha256[:2] / kept.sha256).unlink()
    answer = chen.get(f"/attachments/{kept.id}/")
    assert answer.status_code == 404
    assert "服务器上找不到该文件" in text(answer)  # type: ignore[arg-type]
    # Attached again elsewhere, the bytes are there again
    assert send(chen, page=PAGE.replace("ROAD_KM", "HOMES")).status_code == 302
    assert chen.get(f"/attachments/{kept.id}/").status_code == 200


def test_the_ledger_guards_hold(rooms: Rooms, chen: Client, as_serving_role: str) -> None:
    assert send(chen).status_code == 302
    kept = Attachment.objects.get()
    assert chen.post(f"/attachments/{kept.id}/remove").status_code == 302
    assert not Actual.objects.filter(period_end=OCTOBER).exists()
