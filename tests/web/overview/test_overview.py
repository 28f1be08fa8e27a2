"""The overview by its answers: what is asked for, refused, counted, and how many queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from targets.models import Membership, Role, Unit
from targets.writes.targets.places import add_place
from tests.loaded import shipped_data

TODAY = date(2026, 11, 23)


@pytest.fixture
def baiyun(db: None) -> Unit:
    shipped_data(TODAY)
    return Unit.objects.get(code="baiyun")


def page(client: Client, **asked: str) -> HttpResponse:
    return client.get("/", asked)  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def viewer(place: Unit, role: Role = Role.VIEWER) -> Client:
    person = User.objects.create_user(f"person-{User.objects.count()}")
    Membership.objects.create(person=person, unit=place, role=role)
    client = Client()
    client.force_login(person)
    return client


def test_it_opens_on_the_latest_year_and_period(client: Client, baiyun: Unit) -> None:
    shown = text(page(client))
    assert "2024年全年,25项量化指标中7项有数据:完成2项,未完成5项。" in shown
    assert shown.count('class="row ') == 56
    assert "7项指标有2024年公开数据" in shown


def test_the_half_year_is_two_on_target_and_three_well_below(client: Client, baiyun: Unit) -> None:
    for month in ("2024-06", "2024年6月", "２０２４年６月", "6"):
        shown = text(page(client, as_of=month))
        assert "2024年1—6月,25项量化指标中5项有数据:达到目标2项,明显低于目标3项。" in shown


def test_english_is_complete(client: Client, baiyun: Unit) -> None:
    client.cookies["django_language"] = "en"
    shown = text(page(client))
    assert "7 of 25 quantified indicators have data" in shown
    assert "GDP growth (real)" in shown
    assert "≥ 5.5%" in shown
    assert '<html lang="en">' in shown


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"as_of": "2099-01"}, 400),
        ({"as_of": "yesterday"}, 400),
        ({"as_of": "2024-13"}, 400),
        ({"year": "twenty"}, 400),
        ({"year": "3000"}, 400),
        ({"tier": "dream"}, 400),
        ({"verdict": "splendid"}, 400),
        ({"place": "nowhere"}, 404),
        ({"sort": "nothing"}, 200),
        ({"tier": "headline"}, 200),
        ({"lead": "nobody"}, 200),
        ({"place": "白云区"}, 200),
    ],
)
def test_what_does_not_exist_is_said(
    client: Client, baiyun: Unit, asked: dict[str, str], status: int
) -> None:
    answer = page(client, **asked)
    assert answer.status_code == status
    assert "<h1>" in text(answer)


def test_a_month_that_has_not_come_says_until_when(client: Client, baiyun: Unit) -> None:
    assert "尚未到来" in text(page(client, as_of="2099-01"))


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"q": "投资"}, 10),
        ({"lead": "baiyun-finance"}, 1),
        ({"verdict": "met"}, 2),
        ({"verdict": "met", "q": "地区"}, 1),
        ({"q": "no such thing"}, 0),
    ],
)
def test_filters_stand_in_the_url(
    client: Client, baiyun: Unit, asked: dict[str, str], rows: int
) -> None:
    assert text(page(client, **asked)).count('class="row ') == rows


def test_sorting_puts_the_unknown_last(client: Client, baiyun: Unit) -> None:
    shown = text(page(client, sort="deviation"))
    assert 'aria-sort="ascending"' in shown
    first = shown.index("社会消费品零售总额增速", shown.index("<table"))
    assert first < shown.index("地区生产总值增速", shown.index("<table"))
    turned = text(page(client, sort="-deviation"))
    assert 'aria-sort="descending"' in turned


def test_a_chosen_tier_judges_and_falls_back(client: Client, baiyun: Unit) -> None:
    shown = text(page(client, tier="stretch", as_of="2024-06"))
    assert "略低于目标1项" in shown, "GDP growth misses the stretch target by 0.2"


def test_anonymous_reading_is_a_setting(client: Client, baiyun: Unit, settings: Settings) -> None:
    settings.ANONYMOUS_READING = False
    answer = page(client)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("targets:login"))


def test_only_those_with_a_membership_read(baiyun: Unit, settings: Settings) -> None:
    settings.ANONYMOUS_READING = False
    other, _made = add_place("other", "另区")
    assert page(viewer(baiyun), place="baiyun").status_code == 200
    assert page(viewer(other), place="baiyun").status_code == 403
    assert page(viewer(baiyun), place="other").status_code == 403


@pytest.mark.parametrize("places", [1, 40])
def test_at_most_eight_queries_when_logged_in(baiyun: Unit, places: int) -> None:
    for number in range(places):
        add_place(f"more-{number}", f"更多{number}")
    client = viewer(baiyun)
    page(client, place="baiyun")
    with CaptureQueriesContext(connection) as captured:
        page(client, place="baiyun")
    assert len(captured) == 8, [query["sql"][:80] for query in captured]


@pytest.mark.parametrize("path", ["/", "/changes/", "/sheet/", "/wall/", "/briefing/"])
def test_a_place_that_cannot_be_written_is_unknown(baiyun: Unit, path: str) -> None:
    assert viewer(baiyun).get(path, {"place": "bai\0yun"}).status_code == 404


def test_many_places_are_asked_for_by_name(client: Client, baiyun: Unit) -> None:
    for number in range(31):
        add_place(f"more-{number}", f"更多{number}")
    shown = text(page(client, place="更多7"))
    assert '<option value="more-' not in shown
    assert 'value="more-7"' in shown


def test_a_place_says_that_it_is_illustrative(client: Client, baiyun: Unit) -> None:
    Unit.objects.filter(pk=baiyun.pk).update(illustrative=True)
    assert "示例数据" in text(page(client))


def test_navigation_offers_what_one_may(client: Client, baiyun: Unit) -> None:
    links = {"log": reverse("targets:log"), "admin": reverse("admin:index")}
    for reader, offered in (
        (client, set()),
        (viewer(baiyun), set()),
        (viewer(baiyun, Role.REPORTER), {"log"}),
        (viewer(baiyun, Role.MANAGER), {"admin"}),
    ):
        shown = text(page(reader))
        assert {name for name, link in links.items() if f'href="{link}"' in shown} == offered


def test_the_security_headers_are_strict(client: Client, baiyun: Unit) -> None:
    answer = page(client)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert "style=" not in text(answer)
    assert "<script>" not in text(answer)


def test_rows_are_grouped_by_status_from_best_to_worst(client: Client, baiyun: Unit) -> None:
    shown = text(page(client, group="status"))
    assert shown.count('class="row ') == 56
    heads = [shown.index(f'id="theme-{code}"') for code in ("met", "missed", "no_data")]
    assert heads == sorted(heads)
    assert "按状态" in shown


def test_rows_are_grouped_by_lead_unit(client: Client, baiyun: Unit) -> None:
    shown = text(page(client, group="lead"))
    assert shown.count('class="row ') == 56
    assert 'id="theme-baiyun-statistics"' in shown
    assert "group=lead" in shown  # months and sorting keep it


def test_another_grouping_is_refused(client: Client, baiyun: Unit) -> None:
    answer = page(client, group="colour")
    assert answer.status_code == 400
    assert "colour" in text(answer)


def test_what_needs_attention_says_how_many_there_are(
    client: Client, baiyun: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"year": "2024", "as_of": "2024-12"}
    everything = text(page(client, **asked)).split('class="panel attention"')[1].split("</div>")[0]
    number = everything.count("<li")
    assert number > 2
    assert "列出前" not in everything
    monkeypatch.setattr("targets.reads.overview.overview.ATTENTION", 2)
    assert f"共{number}项,列出前2项" in text(page(client, **asked))
