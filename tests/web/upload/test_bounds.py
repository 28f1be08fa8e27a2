"""How many files may wait and be read: of one person and of all, with a sentence beyond."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from targets.models import Attachment, Role, Upload, UploadState
from targets.web.upload import reader
from targets.writes.database_time import database_time
from targets.writes.upload import stage, store
from tests.web.rooms import Rooms, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Any) -> None:
    settings.UPLOAD_FOLDER = tmp_path / "uploads"


@pytest.fixture
def li(rooms: Rooms) -> Client:
    return client_of(rooms.works, Role.REPORTER, "li")


def send(client: Client, content: str = "指标代码,2026-10\nROAD_KM,71\n") -> Any:
    file = SimpleUploadedFile("十月.csv", content.encode())
    return client.post("/import/", {"place": "testland", "file": file})


def standing(rooms: Rooms, person_id: int, state: str, **more: Any) -> Upload:
    now = database_time()
    return Upload.objects.create(
        place=rooms.place, person_id=person_id, file_name="x.csv", sha256="", state=state,
        **{"size": 1, "uploaded_at": now, "touched_at": now} | more,
    )  # fmt: skip


def others(rooms: Rooms, count: int, state: str) -> None:
    for number in range(count):
        client = client_of(rooms.finance, Role.REPORTER, f"other{number}")
        standing(rooms, int(client.session["_auth_user_id"]), state)


def own(client: Client) -> int:
    return int(client.session["_auth_user_id"])


def test_a_line_without_end_is_refused_at_once(rooms: Rooms, li: Client, at_once: None) -> None:
    began = time.process_time()
    answer = send(li, "指标代码,2026-10\n" + "1," * 122_000)
    page = li.get(answer["Location"]).content
    assert b"500" in page
    assert len(page) < 100_000
    # Some hundredths of a second; it used to be minutes
    assert time.process_time() - began < 10


def test_files_that_wait_are_counted_for_each_person(rooms: Rooms, li: Client) -> None:
    for _number in range(store.MOST_WAITING):
        standing(rooms, own(li), UploadState.READY)
    answer = send(li)
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert "待确认" in answer.content.decode()
    assert Upload.objects.count() == store.MOST_WAITING
    assert not list(store.path_of(Upload.objects.first().id).parent.glob("*"))  # type: ignore[union-attr]
    other = client_of(rooms.works, Role.REPORTER, "zhao")
    assert send(other).status_code == 302


def test_large_files_count_by_their_size(rooms: Rooms, li: Client) -> None:
    standing(rooms, own(li), UploadState.READY, size=store.MOST_WAITING_BYTES + 1)
    assert send(li).status_code == 429


def test_refused_files_make_room(rooms: Rooms, li: Client) -> None:
    for _number in range(store.MOST_WAITING):
        standing(rooms, own(li), UploadState.FAILED)
    assert send(li).status_code == 302


def test_files_that_wait_are_counted_in_all(
    rooms: Rooms, li: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "ALL_WAITING", 3)
    others(rooms, 3, UploadState.READY)
    answer = send(li)
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_readers_are_counted_for_each_person(rooms: Rooms, li: Client) -> None:
    for _number in range(store.MOST_READING):
        standing(rooms, own(li), UploadState.READING)
    answer = send(li)
    assert answer.status_code == 429
    assert "正在读取" in answer.content.decode()
    # Nothing of the file that came too early is left
    assert Upload.objects.count() == store.MOST_READING
    Upload.objects.update(touched_at=database_time() - 2 * store.SILENT)
    assert send(li).status_code == 302


def test_readers_are_counted_in_all(rooms: Rooms, li: Client) -> None:
    others(rooms, store.ALL_READING, UploadState.READING)
    assert send(li).status_code == 503


def test_reading_again_is_counted_too(rooms: Rooms, li: Client) -> None:
    address = send(li)["Location"]
    for _number in range(store.MOST_READING):
        standing(rooms, own(li), UploadState.READING)
    answer = li.post(address + "columns", {"year": "2026"})
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        (errno.ENOSPC, 507, "没有空间"),
        (errno.EDQUOT, 507, "没有空间"),
        (errno.EACCES, 503, "无法保存文件"),
        (errno.EROFS, 503, "无法保存文件"),
    ],
)
@pytest.mark.parametrize("where", ["pathlib.Path.open", "pathlib.Path.mkdir"])
def test_a_folder_without_room_is_a_sentence(
    rooms: Rooms, li: Client, monkeypatch: pytest.MonkeyPatch, *, code: int, status: int,
    words: str, where: str,
) -> None:  # fmt: skip
    def refuse(path: Path, *_more: Any, **_named: Any) -> None:
        raise OSError(code, os.strerror(code))

    li.raise_request_exception = False
    monkeypatch.setattr(where, refuse)
    answer = send(li)
    assert answer.status_code == status
    text = answer.content.decode()
    assert words in text
    assert "未保存任何内容" in text
    assert not Upload.objects.exists()


def test_a_disk_that_fills_while_a_file_comes_in_leaves_nothing(
    rooms: Rooms, li: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def chunks(_file: Any, _size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")

    li.raise_request_exception = False
    monkeypatch.setattr(InMemoryUploadedFile, "chunks", chunks)
    assert send(li).status_code == 507
    assert not list(settings.UPLOAD_FOLDER.glob("*"))
    assert not Upload.objects.exists()


def test_attachments_find_no_room_either(
    rooms: Rooms, li: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.ATTACHMENT_FOLDER = tmp_path / "attachments"

    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    li.raise_request_exception = False
    monkeypatch.setattr("targets.writes.entries.attachments.os.fsync", refuse)
    file = SimpleUploadedFile("月报.pdf", b"%PDF-1.4\n")
    code = rooms.roads.indicator.code
    address = reverse("targets:attachments_add", args=["testland", code, "2026-10"])
    answer = li.post(address, {"file": file})
    assert answer.status_code == 507
    assert not Attachment.objects.exists()
    assert [each for each in settings.ATTACHMENT_FOLDER.rglob("*") if each.is_file()] == []


# ---- Previews


MOST_BYTES = 1_000_000  # of a page


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is read within its request, whatever it costs: another thread would not see what
    a test has not committed."""
    monkeypatch.setattr(reader, "_is_light", lambda _upload: True)


def preview(client: Client, content: bytes | str) -> str:
    """The page that shows what a file would do."""
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("十月.csv", data)
    answer = client.post("/import/", {"place": "testland", "file": file})
    assert answer.status_code == 302
    return str(client.get(answer["Location"]).content.decode())


def test_a_preview_of_a_wide_header_stays_a_page(rooms: Rooms, li: Client, at_once: None) -> None:
    """As many columns as are read, each with a long heading, and twenty ways to take each."""
    headings = [f"{'很长的说明' * 12}{number}" for number in range(497)]
    page = preview(li, f"指标代码,2026-10,{','.join(headings)}\nROAD_KM,71{',1' * 497}\n")
    assert len(page.encode()) < MOST_BYTES
    assert page.count("<select") == 200
    assert "还有299列未在此列出" in page
    assert "很长的说明" * 12 not in page


def test_what_is_asked_about_is_among_the_columns_shown(rooms: Rooms, li: Client) -> None:
    middle = ",".join(f"备注{number}" for number in range(300))
    page = preview(li, f"指标代码,{middle},10月累计,10月累计\nROAD_KM{',x' * 300},71,72\n")
    assert page.count('<tr class="asked">') == 2


def test_a_preview_of_many_tables_stays_a_page(rooms: Rooms, li: Client, at_once: None) -> None:
    table = "指标代码,2026-09,2026-10,说明\nROAD_KM,70,71,x\n\n"
    page = preview(li, table * 600)
    assert len(page.encode()) < MOST_BYTES


def test_a_preview_of_many_things_to_say_stays_a_page(
    rooms: Rooms, li: Client, at_once: None
) -> None:
    """One sentence for each column that holds figures and is not read."""
    headings = ",".join(f"{'不认识的列' * 8}{number},空" for number in range(200))
    page = preview(li, f"指标代码,2026-10,{headings}\n" + f"ROAD_KM,71{',1,' * 200}\n" * 3)
    assert len(page.encode()) < MOST_BYTES
    assert "以及同类情况" in page


def test_long_cells_do_not_make_a_long_page(rooms: Rooms, li: Client, at_once: None) -> None:
    rows = "".join(f"{'长' * 300}{number},{'值' * 300}\n" for number in range(200))
    page = preview(li, f"指标代码,2026-10\nROAD_KM,71\n{rows}")
    assert len(page.encode()) < MOST_BYTES
    assert "长" * 65 not in page
    assert page.count('class="where"') == 100


# ---- Time


def test_reading_ends_when_it_takes_too_long(
    rooms: Rooms, li: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "READ_SECONDS", -60)
    page = preview(li, "指标代码,2026-10\nROAD_KM,71\n")
    assert "分钟仍未完成" in page
    assert Upload.objects.get().state == UploadState.FAILED
