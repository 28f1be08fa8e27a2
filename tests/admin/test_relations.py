"""Relations, indices and wordings in the administration: who, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from targets.models import CompositeIndex, Indicator, Relation, Wording
from targets.writes.targets import StatedTarget, state_target
from tests.admin.test_scope import as_user, page


def wording(text: str, **more: object) -> dict[str, object]:
    return {"place": "", "key": "title", "language": "en", "text": text} | more


def test_relations_hold_everywhere_so_superusers_declare_them(world: SimpleNamespace) -> None:
    manager, root = as_user(world.here.manager), as_user(world.root)
    add = page("targets_relation_add")
    said = {"indicator": world.here.indicator.pk, "kind": "part_of", "of": world.shared.pk}
    assert manager.get(page("targets_relation_changelist")).status_code == 200
    assert manager.post(add, said).status_code == 403
    assert root.post(add, said).status_code == 302
    assert Relation.objects.get().of == world.shared
    assert root.post(add, said | {"kind": "share_of"}).status_code == 200, "names no whole"
    assert Relation.objects.count() == 1


def test_an_index_has_weights_above_zero(world: SimpleNamespace) -> None:
    root = as_user(world.root)
    assert as_user(world.here.manager).get(page("targets_compositeindex_add")).status_code == 403
    typed: dict[str, object] = {
        "code": "TOWNS", "name_zh": "镇街指数", "order": "0", "parts-TOTAL_FORMS": "1",
        "parts-INITIAL_FORMS": "0", "parts-0-indicator": world.shared.pk, "parts-0-weight": "0",
    }  # fmt: skip
    assert root.post(page("targets_compositeindex_add"), typed).status_code == 200
    assert not CompositeIndex.objects.exists()
    typed["parts-0-weight"] = "40"
    assert root.post(page("targets_compositeindex_add"), typed).status_code == 302
    assert CompositeIndex.objects.get().parts.get().weight == 40


@pytest.mark.parametrize(
    ("changed", "comparator", "said"),
    [
        ({"measure": "rate", "accumulation": "latest"}, ">=", "Only amounts have a completion"),
        ({"measure": "stock", "accumulation": "latest"}, ">=", "Only amounts have a completion"),
        ({"measure": "milestone", "accumulation": "stage"}, ">=", "Only amounts have a"),
        ({"higher_is_better": False}, ">=", "Less of it is better"),
        ({}, "<=", "Less of it is better"),
    ],
)
def test_an_index_weighs_completion_rates(
    world: SimpleNamespace, changed: dict[str, object], comparator: str, said: str
) -> None:
    Indicator.objects.filter(pk=world.here.indicator.pk).update(**changed)
    here = world.here
    stated = StatedTarget(here.series.pk, 2025, "plan", comparator=comparator, value=Decimal(90))
    state_target(here.place.pk, stated)
    root = as_user(world.root)
    root.cookies["django_language"] = "en"
    typed: dict[str, object] = {
        "code": "TOWNS", "name_zh": "镇街指数", "order": "0", "parts-TOTAL_FORMS": "1",
        "parts-INITIAL_FORMS": "0", "parts-0-indicator": world.here.indicator.pk,
        "parts-0-weight": "40",
    }  # fmt: skip
    answer = root.post(page("targets_compositeindex_add"), typed)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not CompositeIndex.objects.exists()


def test_a_wording_keeps_its_numbers_and_its_place(world: SimpleNamespace) -> None:
    add = page("targets_wording_add")
    manager = as_user(world.here.manager)
    text = "{place}: {period} {year}"
    assert manager.post(add, wording(text)).status_code == 200, "a manager's has a place"
    beyond = wording(text, place=world.there.place.pk)
    assert manager.post(add, beyond).status_code == 200
    mine = wording("{nothing}", place=world.here.place.pk)
    shown = manager.post(add, mine)
    assert shown.status_code == 200
    assert "nothing" in shown.content.decode()
    assert not Wording.objects.exists()
    assert manager.post(add, wording(text, place=world.here.place.pk)).status_code == 302
    assert as_user(world.root).post(add, wording(text)).status_code == 302
    assert Wording.objects.count() == 2
