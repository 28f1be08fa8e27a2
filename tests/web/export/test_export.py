"""Downloads by their bytes: what they hold, whose they are, how many run at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from targets.core.values.entry import Entry
from targets.exchange.out.actuals import ACTUALS_FILE
from targets.exchange.out.assessments import ASSESSMENTS_FILE, read_assessments
from targets.exchange.targets.file import TARGETS_FILE, read_targets
from targets.models import Actual, Origin, Role, Series, Unit
from targets.reads.export import actuals as actuals_export
from targets.reads.export.actuals import copy_rows
from targets.web.parts.downloads import ExportStream
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.upload.from_file import Door, import_actuals
from targets.writes.upload.stage import Importer
from tests.loaded import shipped_data
from tests.web.rooms import OCTOBER, SEPTEMBER, TODAY, Rooms, client_of, enter

FILES = ["assessments", "actuals", "targets"]


def download(client: Client, name: str, **asked: str) -> bytes:
    answer = client.get(f"/export/{name}.csv", asked)
    assert isinstance(answer, StreamingHttpResponse)
    assert answer.status_code == 200
    return answer.getvalue()  # reading to the end closes it


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def filled(rooms: Rooms) -> Rooms:
    enter(rooms.roads, "66", SEPTEMBER, source='=月报,"一"\n第二行', note="内部")
    enter(rooms.roads, "1071.40")
    enter(rooms.homes, "120", date(2025, 12, 31))
    entry = Entry(rooms.task.id, "monthly", OCTOBER, stage="已开工", declared="normal")
    write_ledger([entry], Stamp(rooms.place.id, None, Origin.COMMAND))
    return rooms


@pytest.mark.parametrize("name", FILES)
def test_a_file_opens_in_excel(filled: Rooms, name: str) -> None:
    content = download(client_of(filled.works), name)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r") == content.count(b"\n") or name == "actuals"


@pytest.mark.parametrize(
    ("language", "first"), [("zh-hans", "地区代码,指标代码"), ("en", "Place code,Code")]
)
def test_headers_are_in_the_readers_language(filled: Rooms, language: str, first: str) -> None:
    client = client_of(filled.works)
    client.cookies["django_language"] = language
    for name in ("assessments", "actuals"):
        assert download(client, name).decode("utf-8-sig").startswith(first)


def test_every_file_imports_again(filled: Rooms) -> None:
    client = client_of(filled.works)
    assessments = read_assessments(io.BytesIO(download(client, "assessments")))
    assert {row.code for row in assessments.rows} == {"ROAD_KM", "GROWTH", "HOMES", "AIRFIELD"}
    assert [row.tier for row in assessments.rows if row.code == "ROAD_KM"] == ["plan", "stretch"]
    result = import_actuals(
        filled.place,
        io.BytesIO(download(client, "actuals")),
        Door("actuals.csv"),
        Importer(TODAY, None, lambda message: message.msgid),
    )
    assert (result.new, result.changed, result.unchanged) == (0, 0, 4)
    actuals = Actual.objects.official().known(None).select_related("series__indicator")
    assert {(row.series.indicator.code, row.period_end) for row in actuals} == {
        ("ROAD_KM", SEPTEMBER), ("ROAD_KM", OCTOBER), ("HOMES", date(2025, 12, 31)),
        ("AIRFIELD", OCTOBER),
    }  # fmt: skip
    september = next(row for row in actuals if row.period_end == SEPTEMBER)
    assert september.source.startswith("=月报")
    targets = read_targets(io.BytesIO(download(client, "targets")), place="testland")
    assert len(targets.rows) == 4


def test_actuals_are_plain_numbers_and_harmless_texts(filled: Rooms) -> None:
    client = client_of(filled.works)
    client.cookies["django_language"] = "en"
    content = download(client, "actuals", year="2026")
    header = ACTUALS_FILE.headers("en")
    rows = [dict(zip(header, row.values(), strict=True)) for row in table(content)]
    columns = dict(zip(ACTUALS_FILE.columns, header, strict=True))
    by_code = {(row[columns["code"]], row[columns["period_end"]]): row for row in rows}
    october, september = by_code["ROAD_KM", "2026-10-31"], by_code["ROAD_KM", "2026-09-30"]
    assert october[columns["value"]] == "1071.4"
    assert october[columns["period_label"]] == "1—10月"
    assert september[columns["source"]].startswith("'=月报")
    assert september[columns["note"]] == "内部"
    recorded = Actual.objects.get(series=filled.roads, period_end=OCTOBER).recorded_at
    local = timezone.localtime(recorded)
    assert october[columns["recorded_at"]] == f"{local:%Y-%m-%d %H:%M:%S}"


def test_only_what_stands_is_in_it(filled: Rooms) -> None:
    enter(filled.roads, "1072", reason="更正")
    withdrawn = Entry(filled.homes.id, "monthly", date(2025, 12, 31), withdrawn=True, reason="误")
    write_ledger(
        [withdrawn],
        Stamp(filled.place.id, None, Origin.COMMAND),
        trust_current=True,
    )
    rows = download(client_of(filled.works), "actuals").decode()
    assert "1072" in rows
    assert "1071.4" not in rows
    assert "HOMES" not in rows


def test_year_month_and_tier_narrow_it(filled: Rooms) -> None:
    client = client_of(filled.works)
    assert "HOMES" not in download(client, "actuals", year="2026").decode()
    assert "2026-10-31" not in download(client, "actuals", as_of="2026年9月").decode()
    assert "stretch" not in download(client, "targets", tier="plan").decode()
    headline = download(client, "assessments", tier="stretch").decode()
    assert "ROAD_KM" in headline
    only = download(client, "assessments", q="道路").decode()
    assert "ROAD_KM" in only
    assert "GROWTH" not in only


def test_the_shipped_verdicts_are_those_of_the_screen(client: Client, db: None) -> None:
    shipped_data(TODAY)
    rows = read_assessments(
        io.BytesIO(download(client, "assessments", place="baiyun", year="2024", as_of="2024-12"))
    ).rows
    headline = [row.verdict for row in rows if row.headline]
    assert (headline.count("met"), headline.count("missed")) == (2, 5)
    assert len({row.code for row in rows}) == 56
    assert not any(row.illustrative for row in rows)


def test_illustrative_places_say_so(filled: Rooms) -> None:
    Unit.objects.filter(id=filled.place.id).update(illustrative=True)
    client = client_of(filled.works)
    client.cookies["django_language"] = "en"
    for name in FILES:
        rows = table(download(client, name, place="testland"))
        assert {row["Illustrative data"] for row in rows} == {"yes"}
    answer = client.get("/export/actuals.csv", {"place": "testland"})
    assert "illustrative" in answer["Content-Disposition"]
    answer.close()


def test_each_reader_gets_their_own_places(filled: Rooms, settings: Settings) -> None:
    elsewhere = Unit.objects.create(code="elsewhere", name_zh="别区", kind="place", order=9)
    Series.objects.create(
        place=elsewhere, indicator=filled.roads.indicator, calendar="monthly", order=1
    )
    stranger = client_of(elsewhere, Role.VIEWER)
    for name in FILES:
        assert "testland" not in download(stranger, name).decode()
        assert stranger.get(f"/export/{name}.csv", {"place": "testland"}).status_code == 403
        assert stranger.get(f"/export/{name}.csv", {"place": "nowhere"}).status_code == 404
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    both = download(root, "assessments").decode()
    assert "testland" in both
    assert "elsewhere" in both
    settings.ANONYMOUS_READING = False
    for path in ("/export/", *(f"/export/{name}.csv" for name in FILES)):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")


def test_anonymous_readers_get_no_notes_and_no_people(filled: Rooms, settings: Settings) -> None:
    settings.ANONYMOUS_READING = True
    for name in FILES:
        for asked in ({}, {"place": "testland"}):
            content = download(Client(), name, **asked).decode()
            assert "内部" not in content
            assert "张副区长" not in content


@pytest.mark.parametrize(
    "asked",
    [{"year": "then"}, {"as_of": "2099-01"}, {"as_of": "soon"}, {"tier": "dream"},
     {"verdict": "splendid"}],
)  # fmt: skip
@pytest.mark.parametrize("name", FILES)
def test_what_does_not_exist_is_refused(rooms: Rooms, name: str, asked: dict[str, str]) -> None:
    assert client_of(rooms.works).get(f"/export/{name}.csv", asked).status_code == 400


def test_the_screen_offers_the_three_files(rooms: Rooms) -> None:
    shown = client_of(rooms.works).get("/export/").content.decode()
    for name in FILES:
        assert f'formaction="/export/{name}.csv"' in shown


def test_files_are_not_kept_by_caches_or_posted_to(rooms: Rooms) -> None:
    client = client_of(rooms.works)
    answer = client.get("/export/targets.csv")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    answer.close()
    assert client.post("/export/targets.csv").status_code == 405


@pytest.fixture
def other_session(serving_dsn: str, transactional_db: None) -> Iterator[psycopg.Connection]:
    """Another process of the product, in a transaction of its own."""
    with psycopg.connect(serving_dsn) as session:
        yield session
        session.rollback()


def _hold(session: psycopg.Connection, slot: int) -> bool:
    """Take a slot as another process does."""
    taken = session.execute(
        "SELECT pg_try_advisory_xact_lock(%s, %s)", [actuals_export._LOCK_CLASS, slot]
    ).fetchone()
    return taken == (True,)


def test_more_downloads_than_slots_are_told_to_come_back(
    client: Client, other_session: psycopg.Connection, settings: Settings
) -> None:
    settings.EXPORT_SLOTS, settings.ANONYMOUS_READING = 2, True
    assert _hold(other_session, 0)
    download(client, "actuals")
    assert _hold(other_session, 1)
    answer = client.get("/export/actuals.csv")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "请稍后再试" in answer.content.decode()
    other_session.rollback()
    download(client, "actuals")


def test_a_reader_who_goes_away_gives_the_slot_back(
    other_session: psycopg.Connection, transactional_db: None
) -> None:
    # Row by row: a function in FROM would be written down to its end first
    endless = "SELECT repeat('x', 100) FROM (SELECT generate_series(1, 100000000)) AS each"
    for read in (0, 1, 3):
        stream = ExportStream(copy_rows(endless, {}), 1)  # type: ignore[arg-type]
        for _number in range(read):
            assert next(stream)
        stream.close()
        stream.close()
        assert _hold(other_session, 0)
        other_session.rollback()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")


def test_a_download_that_fails_gives_the_slot_back(
    other_session: psycopg.Connection, transactional_db: None
) -> None:
    stream = ExportStream(copy_rows("SELECT 1 / (5 - n) FROM generate_series(1, 9) n", {}), 1)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="division by zero"):
        list(stream)
    assert _hold(other_session, 0)


def test_the_number_of_queries_does_not_grow_with_the_rows(rooms: Rooms) -> None:
    client = client_of(rooms.works)

    def count(name: str) -> int:
        with CaptureQueriesContext(connection) as said:
            download(client, name, place="testland")
        return len([each for each in said if "SAVEPOINT" not in each["sql"]])

    few = [count(name) for name in FILES]
    for month in range(1, 11):
        last = date.fromordinal(date(2026, month + 1, 1).toordinal() - 1)
        for series in (rooms.roads, rooms.rate, rooms.homes):
            enter(series, "5", last)
    assert [count(name) for name in FILES] == few
    assert few == [9, 8, 8]


def test_columns_are_the_promised_ones() -> None:
    assert ASSESSMENTS_FILE.columns[-9:-7] == ("source", "actual_source")
    assert ASSESSMENTS_FILE.columns[-2:] == ("catch_up_on", "reference")
    assert TARGETS_FILE.columns[:3] == ("order", "code", "role")
