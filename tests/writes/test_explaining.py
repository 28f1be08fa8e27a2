"""Explaining: appended, its history kept, nothing lost between two people."""

from __future__ import annotations

import threading
import time
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from targets.models import Explanation, Series
from targets.reads.series.explanations import current_of, explanations
from targets.writes.checking.explain import (
    Explaining,
    ExplanationConflict,
    ExplanationRefused,
    Said,
    explain,
)

JANUARY, FEBRUARY = date(2024, 1, 31), date(2024, 2, 29)
SLOW = Said("征地拆迁滞后", "专班推进", date(2024, 6, 30))


def by(series: Series, end: date = JANUARY, **more: Any) -> Explaining:
    return Explaining(series.place_id, series.id, end, None, "10.0.0.1", **more)


def current(series: Series) -> Explanation:
    return Explanation.objects.known(None).get(series=series, period_end=JANUARY)


def test_an_explanation_is_kept_with_who_gave_it(roads: Series, as_serving_role: str) -> None:
    person = User.objects.create_user("chen", last_name="陈", first_name="工")
    assert explain(SLOW, by(roads)._replace(author_id=person.pk))
    row = current(roads)
    assert (row.cause, row.measure, row.catch_up_on) == SLOW
    assert (row.author, row.address) == (person, "10.0.0.1")
    (found,) = explanations(roads.place_id, roads.id, 2024, up_to=FEBRUARY)
    assert found.current.author == "陈工"


def test_a_later_one_follows_the_earlier_one(roads: Series, as_serving_role: str) -> None:
    explain(SLOW, by(roads))
    first = current(roads)
    explain(Said("资金未到位"), by(roads, seen_id=first.id))
    first.refresh_from_db()
    assert first.superseded_at == current(roads).recorded_at
    explain(SLOW, by(roads, FEBRUARY))
    february, january = explanations(roads.place_id, roads.id, 2024, up_to=FEBRUARY)
    assert february.current.cause == "征地拆迁滞后"
    assert [entry.cause for entry in january.earlier] == ["征地拆迁滞后"]
    assert current_of([january], FEBRUARY) is None
    known = explanations(roads.place_id, roads.id, 2024, up_to=JANUARY, known_at=first.recorded_at)
    assert known[0].current.cause == "征地拆迁滞后"


def test_saying_the_same_again_writes_nothing(roads: Series) -> None:
    explain(SLOW, by(roads))
    assert not explain(SLOW, by(roads))
    assert Explanation.objects.count() == 1


def test_who_did_not_see_the_current_one_is_told(roads: Series) -> None:
    explain(SLOW, by(roads))
    with pytest.raises(ExplanationConflict) as met:
        explain(Said("资金未到位"), by(roads))
    assert met.value.current == current(roads)
    with pytest.raises(ExplanationConflict):
        explain(SLOW, by(roads, FEBRUARY, seen_id=current(roads).id))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(""), "cause"),
        (Said("长" * 501), "cause"),
        (Said("因", "长" * 501), "measure"),
        (Said("因", "", JANUARY), "catch_up_on"),
    ],
)
def test_what_is_wrong_is_named(roads: Series, said: Said, field: str) -> None:
    with pytest.raises(ExplanationRefused) as refused:
        explain(said, by(roads))
    assert set(refused.value.problems) == {field}
    assert not Explanation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_first_ones_at_once_one_is_told(roads: Series) -> None:
    outcome: list[object] = []

    def second() -> None:
        try:
            outcome.append(explain(Said("资金未到位"), by(roads)))
        except ExplanationConflict as met:
            outcome.append(met)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        explain(SLOW, by(roads))
        other.start()
        for _ in range(2000):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    break
            time.sleep(0.01)
    other.join(30)
    (met,) = outcome
    assert isinstance(met, ExplanationConflict)
    assert met.current == current(roads)
