"""Rights as facts: by role, by subtree, both ways."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from targets import access
from targets.models import Indicator, Membership, Role, Series, Theme, Unit


class Tree:
    """City over two districts, each with a department; a series reported by the first one's."""

    def __init__(self) -> None:
        self.city = Unit.objects.create(code="city", name_zh="市", kind="place")
        self.here = Unit.objects.create(code="here", name_zh="甲区", kind="place", parent=self.city)
        self.there = Unit.objects.create(
            code="there", name_zh="乙区", kind="place", parent=self.city
        )
        self.office = Unit.objects.create(
            code="here-o", name_zh="局", kind="department", parent=self.here
        )
        self.section = Unit.objects.create(
            code="here-o-s", name_zh="科", kind="department", parent=self.office
        )
        theme = Theme.objects.create(code="T", name_zh="题")
        indicator = Indicator.objects.create(
            code="I", name_zh="指标", theme=theme, measure="amount",
            accumulation="running_total", frequency="monthly",
        )  # fmt: skip
        self.series = Series.objects.create(
            place=self.here, indicator=indicator, calendar="monthly", reporting=self.section
        )

    def above(self, unit: Unit) -> frozenset[uuid.UUID]:
        return access.units_above([unit.id])


@pytest.fixture
def tree(db: None) -> Tree:
    return Tree()


def person(role: Role | None = None, unit: Unit | None = None, **more: Any) -> User:
    user = User.objects.create_user(f"user-{User.objects.count()}", **more)
    if role and unit:
        Membership.objects.create(person=user, unit=unit, role=role)
    return user


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("at", "reads_here", "reads_there"),
    [
        ("city", True, True),
        ("here", True, False),
        ("office", True, False),
        ("section", True, False),
        ("there", False, True),
    ],
)
def test_reading_needs_a_membership_that_covers_the_place_or_lies_below_it(
    tree: Tree, role: Role, at: str, reads_here: bool, reads_there: bool
) -> None:
    rights = access.rights_of(person(role, getattr(tree, at)))
    assert rights.may_read(tree.above(tree.here), tree.here.id) is reads_here
    assert rights.may_read(tree.above(tree.there), tree.there.id) is reads_there
    readable = set(access.readable_places(rights))
    assert (tree.here in readable) is reads_here
    assert (tree.there in readable) is reads_there
    assert tree.city in readable, "a district's people may read the city it belongs to"


def test_without_a_membership_nothing_is_read(tree: Tree) -> None:
    rights = access.rights_of(person())
    assert not rights.may_read(tree.above(tree.here), tree.here.id)
    assert not access.readable_places(rights).exists()


def test_a_deactivated_account_is_nobody(tree: Tree) -> None:
    user = person(Role.MANAGER, tree.city, is_active=False)
    assert access.rights_of(user) == access.NOBODY


@pytest.mark.parametrize("allowed", [True, False])
def test_anonymous_readers_are_let_in_by_a_setting(
    tree: Tree, settings: Settings, allowed: bool
) -> None:
    settings.ANONYMOUS_READING = allowed
    rights = access.rights_of(AnonymousUser())
    assert rights.may_read(tree.above(tree.here), tree.here.id) is allowed
    assert access.readable_places(rights).exists() is allowed
    assert not rights.sees_people(tree.above(tree.here), tree.here.id)
    assert not rights.reports
    assert not rights.manages


@pytest.mark.parametrize(
    ("role", "at", "may"),
    [
        (Role.REPORTER, "section", True),
        (Role.REPORTER, "office", True),
        (Role.REPORTER, "here", True),
        (Role.REPORTER, "city", True),
        (Role.REPORTER, "there", False),
        (Role.VIEWER, "section", False),
        (Role.CHECKER, "section", False),
        (Role.MANAGER, "here", False),
    ],
)
def test_only_reporters_of_the_unit_or_above_log_for_it(
    tree: Tree, role: Role, at: str, may: bool
) -> None:
    rights = access.rights_of(person(role, getattr(tree, at)))
    assert access.reporting_units(rights, tree.here.id).filter(id=tree.section.id).exists() is may
    assert rights.has_role(Role.REPORTER, tree.above(tree.section)) is may


def test_a_manager_manages_their_subtree_only(tree: Tree) -> None:
    rights = access.rights_of(person(Role.MANAGER, tree.here))
    assert set(access.managed_units(rights)) == {tree.here, tree.office, tree.section}
    assert set(access.managed_places(rights)) == {tree.here}
    assert not access.managed_units(access.rights_of(person(Role.VIEWER, tree.city))).exists()


def test_a_superuser_may_everything(tree: Tree) -> None:
    rights = access.rights_of(person(is_superuser=True))
    assert rights.may_read(tree.above(tree.here), tree.here.id)
    assert rights.has_role(Role.REPORTER, tree.above(tree.section))
    assert access.managed_units(rights).count() == 5


def test_rights_cost_one_query(
    tree: Tree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = person(Role.VIEWER, tree.section)
    Membership.objects.create(person=user, unit=tree.there, role=Role.REPORTER)
    with django_assert_num_queries(1):
        rights = access.rights_of(user)
    with django_assert_num_queries(0):
        access.rights_of(AnonymousUser())
        assert rights.reports
