"""Relations, indices and wordings in the administration: who, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from targets.models import CompositeIndex, Indicator, Relation, Series, Wording
from targets.writes.targets.write import StatedTarget, state_target
from tests.admin.test_scope import as_user, page


def wording(text: str, **more: object) -> dict[str, object]:
    return {"place": "", "key": "title", "language": "en", "text": text} | more


def test_relations_hold_everywhere_so_superusers_declare_them(world: SimpleNamespace) -> None:
    manager, root = as_user(world.here.manager), as_user(world.root)
    add = page("targets_relation_add")
    said = {"indicator": world.here.indicator.pk, "kind": "part_of", "of": world.shared.pk}
    assert manager.get(page("targets_relation_changelist")).status_code == 200
    refused = manager.post(add, said)
    assert refused.status_code == 200, "the other district keeps it too"
    assert "of" in refused.context["adminform"].form.errors
    assert root.post(add, said).status_code == 302
    declared = Relation.objects.get()
    assert declared.of == world.shared
    change = page("targets_relation_change", declared.pk)
    assert manager.get(change).status_code == 200
    assert manager.post(change, said | {"complete": "on"}).status_code == 403
    assert manager.post(page("targets_relation_delete", declared.pk)).status_code == 403
    several = {"action": "delete_selected", "_selected_action": [declared.pk], "post": "yes"}
    manager.post(page("targets_relation_changelist"), several)
    assert not Relation.objects.get().complete
    assert root.post(add, said | {"kind": "share_of"}).status_code == 200, "names no whole"
    assert Relation.objects.count() == 1


def test_managers_declare_relations_of_what_only_their_places_keep(world: SimpleNamespace) -> None:
    manager, stranger = as_user(world.here.manager), as_user(world.there.manager)
    whole = Indicator.objects.create(
        code="WHOLE", name_zh="总里程", theme=world.theme, measure="amount",
        accumulation="running_total", frequency="monthly", unit_zh="公里",
    )  # fmt: skip
    Series.objects.create(place=world.here.place, indicator=whole, calendar="monthly")
    said = {"indicator": world.here.indicator.pk, "kind": "part_of", "of": whole.pk}
    assert stranger.post(page("targets_relation_add"), said).status_code == 200
    assert not Relation.objects.exists()
    assert manager.post(page("targets_relation_add"), said).status_code == 302
    declared = Relation.objects.get()
    change = page("targets_relation_change", declared.pk)
    assert stranger.post(change, said | {"complete": "on"}).status_code == 403
    assert manager.post(change, said | {"complete": "on"}).status_code == 302
    assert Relation.objects.get().complete
    assert manager.post(page("targets_relation_delete", declared.pk), {"post": "yes"}
                        ).status_code == 302  # fmt: skip
    assert not Relation.objects.exists()


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
