"""Editing the rules in the admin: mistakes point at their line, every change stays in the history."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from personalization import rules
from personalization.models import RulesVersion
from tests.shop.staff import make_staff, messages_of, signed_in

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/personalization/rulesversion/", "/admin/personalization/rulesversion/add/"
TEXT = rules.RULES_FILE.read_text()


@pytest.fixture(autouse=True)
def _fresh_rules() -> Iterator[None]:
    rules.forget_current()
    yield
    rules.forget_current()


def edited(old: str = "product_viewed: 0.2", new: str = "product_viewed: 0.3") -> str:
    assert old in TEXT
    return TEXT.replace(old, new)


def save(client: Client, text: str, base: int | None = None, note: str = "Why not") -> Any:
    in_force = rules.refresh().version if base is None else base
    return client.post(ADD, {"yaml": text, "note": note, "base": in_force}, follow=True)


def test_it_works(owner: Client) -> None:
    page = owner.get(ADD)
    assert "product_viewed: 0.2" in page.content.decode()
    answer = save(owner, edited())
    made = RulesVersion.objects.first()
    assert made is not None
    assert messages_of(answer) == [f"Version {made.pk} is in force, everywhere within 5 seconds."]
    assert rules.current().signals.product_viewed == 0.3
    assert (made.note, made.source, made.created_by) == ("Why not", "admin", made.created_by)
    assert made.created_by is not None
    listed = owner.get(LIST).content.decode()
    assert "In force" in listed
    assert "Why not" in listed


@pytest.mark.parametrize(
    ("old", "new", "line_of", "key", "allowed"),
    [
        ("product_viewed: 0.2", "product_viewed: lots", "product_viewed: lots", "signals.product_viewed", "a number"),
        ("product_viewed: 0.2", "product_seen: 0.2", "product_seen", "signals.product_seen", "product_viewed"),
        ("taste: 14 d", "taste: soon", "taste: soon", "half_lives.taste", "30 min, 6 h or 14 d"),
        ("relevance: 0.30", "relevance: 3", "relevance: 3", "ranking.relevance", "from 0 to 1"),
        ("caps:", "caps: [", "caps: [", "", "valid YAML"),
    ],
)
def test_a_mistake_points_at_line_key_and_what_is_allowed(
    owner: Client, old: str, new: str, line_of: str, key: str, allowed: str
) -> None:
    before, text = rules.refresh().version, edited(old, new)
    answer = save(owner, text)
    refused = answer.context["refused"]
    assert (refused.key, allowed in refused.allowed) == (key, True), refused.allowed
    if key:
        assert line_of in text.splitlines()[refused.line - 1]
    page = answer.content.decode()
    assert f"Line {refused.line}" in page
    assert line_of in page, "what was typed is still there to be mended"
    assert rules.refresh().version == before


def test_the_text_is_checked_while_one_types(owner: Client) -> None:
    address = reverse("admin:personalization_rulesversion_check")
    assert owner.post(address, {"yaml": TEXT}).json() == {"ok": True}
    answer = owner.post(address, {"yaml": edited("window: 8", "window: 0")}).json()
    assert (answer["ok"], answer["key"]) == (False, "diversity.window")
    assert owner.get(address).status_code == 405
    assert RulesVersion.objects.filter(source="admin").count() == 0


def test_two_people_editing_do_not_overwrite_each_other(owner: Client) -> None:
    base = rules.refresh().version
    save(owner, edited(), base)
    answer = save(owner, edited("search_performed: 0.1", "search_performed: 0.15"), base)
    page = answer.content.decode()
    assert "came into force while you were editing" in page
    assert "search_performed: 0.15" in page, "the text is kept"
    assert RulesVersion.objects.filter(source="admin").count() == 1
    # Having seen it, saving again puts it in force.
    assert f'value="{rules.refresh().version}"' in page
    save(owner, edited("search_performed: 0.1", "search_performed: 0.15"))
    assert rules.current().signals.search_performed == 0.15


def test_the_history_shows_what_changed_and_the_way_back(owner: Client) -> None:
    first = rules.refresh().version
    save(owner, edited())
    second = rules.current().version
    answer = owner.get(f"{LIST}{second}/change/")
    changed = [
        (line.kind, line.text.strip()) for line in answer.context["changes"] if line.kind in {"added", "removed"}
    ]
    assert changed == [("removed", "product_viewed: 0.2"), ("added", "product_viewed: 0.3")]
    assert "Put back in force" not in answer.content.decode()
    assert "Put back in force" in owner.get(f"{LIST}{first}/change/").content.decode()
    answer = owner.post(reverse("admin:personalization_rulesversion_rollback", args=[first]), follow=True)
    assert messages_of(answer) == [f"Version {first} is in force again, as version {rules.current().version}."]
    assert rules.current().signals.product_viewed == 0.2
    newest = RulesVersion.objects.first()
    assert newest is not None
    assert (newest.source, newest.note) == ("rollback", f"Back to version {first}")


def test_a_version_that_is_no_longer_right_cannot_come_back(owner: Client) -> None:
    rules.refresh()
    old = RulesVersion.objects.create(yaml="signals: {}\n", sha256="x", source="admin")
    RulesVersion.objects.create(yaml=TEXT, sha256=rules.digest(TEXT), source="admin")
    answer = owner.post(reverse("admin:personalization_rulesversion_rollback", args=[old.pk]), follow=True)
    assert f"Version {old.pk} cannot be in force any more." in messages_of(answer)[0]


def test_versions_are_never_changed_or_deleted(owner: Client) -> None:
    version = rules.refresh().version
    owner.post(f"{LIST}{version}/change/", {"yaml": "x", "note": "x"})
    assert owner.post(f"{LIST}{version}/delete/", {"post": "yes"}).status_code == 403
    assert RulesVersion.objects.get(pk=version).yaml == TEXT


def test_windows_line_ends_do_not_count_as_a_change(owner: Client) -> None:
    save(owner, edited().replace("\n", "\r\n"))
    newest = RulesVersion.objects.first()
    assert newest is not None
    assert "\r" not in newest.yaml


def test_marketing_edits_and_the_others_do_not(plain_static: Any) -> None:
    version = rules.refresh().version
    others = signed_in(make_staff("Catalog", "Orders"))
    assert others.get(LIST).status_code == 403
    assert save(others, edited()).status_code == 403
    assert others.post(reverse("admin:personalization_rulesversion_rollback", args=[version])).status_code == 403
    assert others.post(reverse("admin:personalization_rulesversion_check"), {"yaml": ""}).status_code == 403
    save(signed_in(make_staff("Marketing")), edited())
    assert rules.current().version > version
