"""Changing a target in the administration: a revision or a correction, each with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from targets.models import Series, Target, Tier

NO_PATH = {
    "path-TOTAL_FORMS": 0, "path-INITIAL_FORMS": 0, "path-MIN_NUM_FORMS": 0,
    "path-MAX_NUM_FORMS": 0,
}  # fmt: skip


@pytest.fixture
def client_of_manager(world: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(world.here.manager)
    return client


def change(client: Client, target: Target, **fields: Any) -> Any:
    data = {"comparator": ">=", "value": "93"} | NO_PATH | fields
    address = reverse("admin:targets_target_change", args=[target.pk])
    return client.post(address, data)


def test_a_changed_target_becomes_a_revision(
    world: SimpleNamespace, client_of_manager: Client
) -> None:
    answer = change(client_of_manager, world.here.target, value="80", how="revise",
                    revised_on="2024-07-01", why="年中调整")  # fmt: skip
    assert answer.status_code == 302
    rows = Target.objects.filter(series=world.here.series).order_by("effective_on")
    assert [row.value for row in rows] == [93, 80]
    assert rows[1].effective_on == date(2024, 7, 1)
    assert (rows[1].reason, rows[1].author) == ("年中调整", world.here.manager)
    assert rows[0].superseded_at is None


def test_a_correction_ends_the_wrong_row(world: SimpleNamespace, client_of_manager: Client) -> None:
    change(client_of_manager, world.here.target, value="39", how="correct", why="录入错误")
    assert Target.objects.known(None).get(series=world.here.series).value == 39
    ended = Target.objects.get(pk=world.here.target.pk)
    assert ended.superseded_at is not None
    again = change(client_of_manager, ended, value="40", how="correct", why="x")
    assert again.status_code == 403, "an ended row is history"


def test_what_does_not_fit_is_said_after_the_save(
    world: SimpleNamespace, client_of_manager: Client
) -> None:
    Tier.objects.get_or_create(
        code="stretch",
        defaults={"name_zh": "奋斗目标", "name_en": "Stretch", "short_zh": "奋斗",
                  "short_en": "Stretch", "order": 20},
    )  # fmt: skip
    data = {"series": world.here.series.pk, "year": 2024, "tier": "stretch", "comparator": ">="}
    address = reverse("admin:targets_target_add")
    answer = client_of_manager.post(address, data | {"value": "90"} | NO_PATH, follow=True)
    levels = [message.level_tag for message in answer.context["messages"]]
    assert sorted(levels) == ["success", "warning"]
    assert Target.objects.filter(tier_id="stretch").exists()
    stretch = Target.objects.get(tier_id="stretch")
    answer = change(client_of_manager, stretch, value="99", how="correct", why="x")
    assert answer.status_code == 302
    shown = client_of_manager.get(reverse("admin:targets_target_changelist"))
    assert [message.level_tag for message in shown.context["messages"]] == ["success"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"how": "revise", "revised_on": "2024-07-01", "why": ""}, "why"),
        ({"how": "revise", "revised_on": "2024-01-01", "why": "x"}, "revised_on"),
        ({"how": "revise", "revised_on": "2024-13-01", "why": "x"}, "revised_on"),
        ({"how": "correct", "why": "x", "value": "much"}, "value"),
        ({"how": "correct", "why": "x", "comparator": "between"}, "__all__"),
        ({"how": "correct", "why": "x", "comparator": "between", "upper_value": "3"}, "__all__"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    world: SimpleNamespace, client_of_manager: Client, fields: dict[str, str], field: str
) -> None:
    answer = change(client_of_manager, world.here.target, **fields)
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert Target.objects.filter(series=world.here.series).count() == 1


def test_a_target_is_stated_for_an_own_series_only(
    world: SimpleNamespace, client_of_manager: Client
) -> None:
    add = reverse("admin:targets_target_add")
    data = {"year": 2025, "tier": "plan", "comparator": ">=", "value": "100"} | NO_PATH
    client_of_manager.post(add, data | {"series": world.there.series.pk})
    assert not Target.objects.filter(year=2025).exists()
    mine: Series = world.here.series
    assert client_of_manager.post(add, data | {"series": mine.pk}).status_code == 302
    assert Target.objects.get(year=2025).value == Decimal(100)
    twice = client_of_manager.post(add, data | {"series": mine.pk})
    assert twice.status_code == 200
    assert twice.context["adminform"].form.errors
