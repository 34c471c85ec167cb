"""The roles staff begin with."""

import pytest
from django.contrib.auth.models import Group, Permission

from personalization.staff_roles import ROLES, make_missing_roles

pytestmark = pytest.mark.django_db


def test_migrating_makes_every_role_with_all_of_its_rights() -> None:
    for name, rights in ROLES.items():
        wanted = {
            (model.partition(".")[0], f"{verb}_{model.partition('.')[2]}")
            for model, verbs in rights.items()
            for verb in verbs
        }
        held = set(Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename"))
        assert held == wanted, name


def test_what_an_owner_changed_stays() -> None:
    role = Group.objects.get(name="Catalog")
    role.permissions.clear()
    assert make_missing_roles() == []
    assert not role.permissions.exists()


def test_a_role_that_is_missing_comes_back() -> None:
    Group.objects.get(name="Orders").delete()
    assert make_missing_roles() == ["Orders"]
    assert Group.objects.get(name="Orders").permissions.filter(codename="change_order").exists()


def test_no_role_may_touch_accounts_rights_or_the_record_of_events() -> None:
    forbidden = Permission.objects.filter(
        content_type__app_label__in=["auth", "mfa", "account", "admin", "sessions"]
    ) | Permission.objects.filter(codename__in=["add_event", "change_event", "delete_event", "delete_order"])
    assert not Group.objects.filter(permissions__in=forbidden).exists()
