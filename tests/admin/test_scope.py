"""The administration: every page for those who may, refused to those who may not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from targets.core.values.entry import Entry
from targets.models import (
    Actual,
    Holiday,
    Import,
    Margins,
    Membership,
    Origin,
    Role,
    Series,
    Target,
    Unit,
)
from targets.writes.entries.ledger import Stamp, write_ledger

OURS = [
    "unit", "theme", "tier", "document", "indicator", "series", "target", "margins",
    "membership", "actual", "import", "holiday", "relation", "compositeindex", "wording",
]  # fmt: skip


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"admin:{name}", args=args)


@pytest.mark.parametrize("who", ["nobody", "reporter"])
def test_those_who_manage_nothing_do_not_enter(world: SimpleNamespace, who: str) -> None:
    client = Client() if who == "nobody" else as_user(world.here.reporter)
    addresses = [page("index")] + [page(f"targets_{name}_changelist") for name in OURS]
    addresses += [page("auth_user_changelist"), page("auth_user_add"), page("targets_target_add")]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith(page("login")), address


@pytest.mark.parametrize("who", ["manager", "root"])
def test_every_list_opens_for_managers_and_superusers(world: SimpleNamespace, who: str) -> None:
    client = as_user(world.root if who == "root" else world.here.manager)
    write_ledger(
        [Entry(world.here.series.id, "monthly", date(2024, 1, 31), Decimal(1))],
        Stamp(world.here.place.id, None, Origin.GRID),
    )
    for name in OURS:
        assert client.get(page(f"targets_{name}_changelist")).status_code == 200, name
    assert client.get(page("auth_user_changelist")).status_code == 200
    assert client.get(page("index")).status_code == 200


def test_every_registered_model_is_scoped_or_for_superusers(world: SimpleNamespace) -> None:
    client = as_user(world.here.manager)
    ours = {f"targets_{name}" for name in OURS} | {"auth_user"}
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        if name not in ours:
            assert client.get(page(f"{name}_changelist")).status_code == 403, name


@pytest.mark.parametrize("kind", ["unit", "indicator", "series", "target", "membership"])
def test_a_manager_opens_what_is_theirs_and_not_what_is_not(
    world: SimpleNamespace, kind: str
) -> None:
    client = as_user(world.here.manager)
    attribute = {"unit": "office"}.get(kind, kind)
    mine, foreign = getattr(world.here, attribute), getattr(world.there, attribute)
    listing = client.get(page(f"targets_{kind}_changelist")).content.decode()
    assert str(mine.pk) in listing
    assert str(foreign.pk) not in listing
    assert client.get(page(f"targets_{kind}_change", mine.pk)).status_code == 200
    answer = client.get(page(f"targets_{kind}_change", foreign.pk))
    assert answer.status_code == 302, "a row out of scope does not exist for this reader"


def test_an_indicator_that_others_use_too_is_not_a_managers_to_change(
    world: SimpleNamespace,
) -> None:
    address = page("targets_indicator_change", world.shared.pk)
    assert as_user(world.here.manager).get(address).status_code == 302
    assert as_user(world.root).get(address).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [("unit", 200), ("indicator", 200), ("series", 200), ("target", 200), ("margins", 200),
     ("membership", 200), ("theme", 200), ("document", 200), ("tier", 403), ("actual", 403),
     ("import", 403)],
)  # fmt: skip
def test_what_a_manager_may_add(world: SimpleNamespace, kind: str, status: int) -> None:
    assert as_user(world.here.manager).get(page(f"targets_{kind}_add")).status_code == status


def test_choices_end_at_the_subtree(world: SimpleNamespace) -> None:
    client = as_user(world.here.manager)
    for kind in ("series", "membership", "unit"):
        form = client.get(page(f"targets_{kind}_add")).content.decode()
        assert str(world.there.place.pk) not in form
        assert str(world.there.office.pk) not in form


def test_nobody_grants_beyond_their_own_subtree(world: SimpleNamespace) -> None:
    client = as_user(world.here.manager)
    add = page("targets_membership_add")
    beyond = {"person": world.here.reporter.pk, "unit": world.there.place.pk, "role": "manager"}
    assert client.post(add, beyond).status_code == 200, "the form comes back with a message"
    assert not Membership.objects.filter(person=world.here.reporter, role="manager").exists()
    foreigner = {"person": world.there.reporter.pk, "unit": world.here.place.pk, "role": "viewer"}
    client.post(add, foreigner)
    assert not Membership.objects.filter(
        person=world.there.reporter, unit=world.here.place
    ).exists()
    within = {"person": world.here.reporter.pk, "unit": world.here.place.pk, "role": "viewer"}
    assert client.post(add, within).status_code == 302
    assert Membership.objects.filter(person=world.here.reporter, role="viewer").exists()


def test_a_manager_takes_a_role_away(world: SimpleNamespace) -> None:
    client = as_user(world.here.manager)
    for membership, gone in ((world.there.membership, False), (world.here.membership, True)):
        client.post(page("targets_membership_delete", membership.pk), {"post": "yes"})
        assert Membership.objects.filter(pk=membership.pk).exists() is not gone


def inline(*rows: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "memberships-TOTAL_FORMS": len(rows), "memberships-INITIAL_FORMS": 0,
        "memberships-MIN_NUM_FORMS": 0, "memberships-MAX_NUM_FORMS": 1000,
    }  # fmt: skip
    for number, row in enumerate(rows):
        data |= {f"memberships-{number}-{name}": value for name, value in row.items()}
    return data


ACCOUNT = {"username": "new", "usable_password": "true",
           "password1": "kaishan-2026-lu", "password2": "kaishan-2026-lu"}  # fmt: skip


def test_a_manager_makes_a_person_of_the_subtree(world: SimpleNamespace) -> None:
    client = as_user(world.here.manager)
    role = {"unit": world.here.office.pk, "role": "reporter"}
    client.post(page("auth_user_add"), ACCOUNT | inline(role) | {"is_superuser": "on"})
    made = User.objects.get(username="new")
    assert not made.is_superuser
    assert not made.is_staff
    assert made.memberships.get().unit == world.here.office


@pytest.mark.parametrize("rows", [[], ["there"]])
def test_a_person_without_a_role_in_the_subtree_is_not_made(
    world: SimpleNamespace, rows: list[str]
) -> None:
    roles = [{"unit": world.there.office.pk, "role": "viewer"} for _ in rows]
    as_user(world.here.manager).post(page("auth_user_add"), ACCOUNT | inline(*roles))
    assert not User.objects.filter(username="new").exists()


def test_staff_flags_and_permissions_are_for_superusers(world: SimpleNamespace) -> None:
    address = page("auth_user_change", world.here.reporter.pk)
    form = as_user(world.here.manager).get(address).content.decode()
    for name in ("is_staff", "groups", "user_permissions"):
        assert f'name="{name}"' not in form
        assert f'name="{name}"' in as_user(world.root).get(address).content.decode()
    # Who is a superuser is shown to superusers, and set on the command line alone
    assert "field-is_superuser" not in form
    shown = as_user(world.root).get(address).content.decode()
    assert "field-is_superuser" in shown
    assert 'name="is_superuser"' not in shown
    as_user(world.here.manager).post(
        address,
        {"username": "here-reporter", "is_active": "on", "is_superuser": "on", "is_staff": "on"}
        | inline({"unit": world.here.office.pk, "role": "viewer"}),
    )
    world.here.reporter.refresh_from_db()
    assert not world.here.reporter.is_superuser
    assert not world.here.reporter.is_staff


@pytest.mark.parametrize("whom", ["root", "there", "both"])
def test_accounts_outside_the_subtree_are_out_of_reach(world: SimpleNamespace, whom: str) -> None:
    account = {"root": world.root, "there": world.there.reporter, "both": world.here.reporter}[whom]
    if whom == "both":
        Membership.objects.create(person=account, unit=world.there.place, role=Role.VIEWER)
    client = as_user(world.here.manager)
    assert client.get(page("auth_user_change", account.pk)).status_code == 302
    password = reverse("admin:auth_user_password_change", args=[account.pk])
    assert client.get(password).status_code in {302, 403, 404}
    before = account.password
    client.post(password, {"password1": "kaishan-2026-lu", "password2": "kaishan-2026-lu"})
    account.refresh_from_db()
    assert account.password == before


def test_a_manager_cannot_cut_their_unit_loose_or_take_a_foreign_parent(
    world: SimpleNamespace,
) -> None:
    client = as_user(world.here.manager)
    department = {"code": "new-d", "name_zh": "新局", "kind": "department", "order": 1}
    for parent, made in (("", 0), (world.there.place.pk, 0), (world.here.place.pk, 1)):
        client.post(page("targets_unit_add"), department | {"parent": parent})
        assert Unit.objects.filter(code="new-d").count() == made
    client.post(
        page("targets_unit_change", world.here.office.pk),
        {"code": "here-o", "name_zh": "局", "order": 1, "parent": world.there.place.pk},
    )
    world.here.office.refresh_from_db()
    assert world.here.office.parent == world.here.place


def test_ledgers_are_read_only_even_for_superusers(world: SimpleNamespace) -> None:
    write_ledger(
        [Entry(world.here.series.id, "monthly", date(2024, 1, 31), Decimal(1))],
        Stamp(world.here.place.id, None, Origin.GRID),
    )
    entry = Actual.objects.get()
    client = as_user(world.root)
    assert client.get(page("targets_actual_change", entry.pk)).status_code == 200
    assert client.post(page("targets_actual_change", entry.pk), {"value": 9}).status_code == 403
    assert client.post(page("targets_actual_delete", entry.pk), {"post": "yes"}).status_code == 403
    assert client.get(page("targets_actual_add")).status_code == 403
    entry.refresh_from_db()
    assert entry.value == 1
    assert (
        as_user(world.there.manager).get(page("targets_actual_change", entry.pk)).status_code == 302
    )
    assert not Import.objects.exists()


def test_targets_are_never_deleted(world: SimpleNamespace) -> None:
    address = page("targets_target_delete", world.here.target.pk)
    assert as_user(world.root).post(address, {"post": "yes"}).status_code == 403
    assert Target.objects.filter(pk=world.here.target.pk).exists()


def test_margins_of_the_installation_are_for_superusers(world: SimpleNamespace) -> None:
    form = as_user(world.root).get(page("targets_margins_add")).context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: "" if value is None else value for name, value in values.items()}
    data |= {"effective_on": "2024-07-01", "ahead": "4", "reason": "试行"}
    before = Margins.objects.count()
    as_user(world.here.manager).post(page("targets_margins_add"), data)
    as_user(world.here.manager).post(
        page("targets_margins_add"), data | {"indicator": world.shared.pk}
    )
    assert Margins.objects.count() == before
    own = data | {"indicator": world.here.indicator.pk}
    assert as_user(world.here.manager).post(page("targets_margins_add"), own).status_code == 302
    assert as_user(world.root).post(page("targets_margins_add"), data).status_code == 302
    assert as_user(world.root).post(page("targets_margins_add"), data).status_code == 302
    assert Margins.objects.count() == before + 3
    assert Margins.objects.known(None).filter(effective_on="2024-07-01").count() == 2
    crossed = as_user(world.root).post(page("targets_margins_add"), data | {"far": "-0.5"})
    assert crossed.status_code == 200
    assert crossed.context["errors"]


def test_a_series_takes_its_calendar_from_its_indicator(world: SimpleNamespace) -> None:
    client = as_user(world.root)
    world.here.indicator.frequency = "quarterly"
    world.here.indicator.save()
    place = Unit.objects.create(code="third", name_zh="丙区", kind="place")
    data = {"place": place.pk, "indicator": world.here.indicator.pk, "order": 1}
    client.post(page("targets_series_add"), data)
    assert Series.objects.get(place=place).calendar == "quarterly"


def test_holidays_are_kept_by_superusers_and_read_by_managers(world: SimpleNamespace) -> None:
    fields = {"day": "2026-10-01", "name": "国庆节"}
    assert as_user(world.here.manager).post(page("targets_holiday_add"), fields).status_code == 403
    assert as_user(world.root).post(page("targets_holiday_add"), fields).status_code == 302
    assert Holiday.objects.get().day == date(2026, 10, 1)
    assert (
        "国庆节"
        in as_user(world.here.manager).get(page("targets_holiday_changelist")).content.decode()
    )


def test_checking_is_switched_off_for_a_place(world: SimpleNamespace) -> None:
    client = as_user(world.here.manager)
    address = page("targets_unit_change", world.here.place.pk)
    fields = {"code": "here", "name_zh": "here区", "kind": "place", "order": "0"}
    assert client.post(address, fields).status_code == 302
    world.here.place.refresh_from_db()
    assert not world.here.place.checks_figures


@pytest.mark.parametrize("who", ["root", "manager"])
def test_people_are_disabled_not_deleted(world: SimpleNamespace, who: str) -> None:
    person = world.here.reporter
    client = as_user(world.root if who == "root" else world.here.manager)
    assert client.post(page("auth_user_delete", person.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    client.post(reverse("admin:auth_user_changelist"), chosen)
    person.refresh_from_db()
    assert person.is_active
