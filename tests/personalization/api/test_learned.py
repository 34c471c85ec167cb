"""Seeing, forgetting, undoing and switching off what was learned."""

from typing import Any
from uuid import uuid4

import pytest

from analytics.models import Event
from tests.personalization.small_shop import SmallShop, do
from tests.shop.shopper import Shopper, is_problem


@pytest.fixture
def oat_lover(small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any) -> Shopper:
    """Has opened an oat milk once."""
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "product_viewed", small_shop.oat_milk)
    return visitor


def facts(shopper: Shopper) -> dict[str, dict[str, Any]]:
    answer = shopper.get("learned/")
    assert answer.status_code == 200, answer.content
    return {fact["id"]: fact for fact in answer.json()["facts"]}


def first_yogurts(shopper: Shopper) -> set[str]:
    return {card["sku"] for card in shopper.get("search/?q=yogurt").json()["results"][:4]}


PLANT_YOGURTS = {"PY-0", "PY-1", "PY-2", "PY-3"}


def test_it_works(oat_lover: Shopper) -> None:
    known = facts(oat_lover)
    assert known["attribute:plant-based"]["text"] == "You like plant-based food"
    assert 0 < known["category:oat-milk"]["value"] <= 1


def test_nobody_has_no_facts(small_shop: SmallShop, stranger: Shopper) -> None:
    assert stranger.get("learned/").json() == {"facts": [], "enabled": True}


def test_one_shopper_never_sees_anothers_facts(oat_lover: Shopper, neighbour: Shopper) -> None:
    assert facts(oat_lover)
    assert facts(neighbour) == {}


def test_forgetting_a_fact_makes_it_as_if_it_had_never_been(
    oat_lover: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    assert first_yogurts(oat_lover) == PLANT_YOGURTS
    with django_capture_on_commit_callbacks(execute=True):
        for facet in facts(oat_lover):
            assert oat_lover.delete(f"learned/{facet}/").status_code == 204
    assert facts(oat_lover) == {}
    assert not oat_lover.get("search/?q=yogurt").json()["personalized"]


def test_forgetting_what_is_not_known_is_no_error(oat_lover: Shopper) -> None:
    assert oat_lover.delete("learned/attribute:gluten-free/").status_code == 204


@pytest.mark.parametrize("facet", ["price:low", "attribute:", "attribute:a b", "plant-based", "attribute:x;y"])
def test_what_is_no_facet_is_not_found(oat_lover: Shopper, facet: str) -> None:
    assert oat_lover.delete(f"learned/{facet}/").status_code == 404


def test_undo_takes_exactly_this_act_back(
    small_shop: SmallShop, oat_lover: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    before = facts(oat_lover)
    with django_capture_on_commit_callbacks(execute=True):
        recorded = do(oat_lover.subject.id, "cart_item_added", small_shop.chips[0])
    assert set(facts(oat_lover)) > set(before)
    with django_capture_on_commit_callbacks(execute=True):
        assert oat_lover.delete(f"learned/events/{recorded.results[0].event_id}/").status_code == 204
    after = facts(oat_lover)
    assert set(after) == set(before)
    assert {facet: fact["value"] for facet, fact in after.items()} == pytest.approx(
        {facet: fact["value"] for facet, fact in before.items()}, abs=1e-3
    )


def test_undoing_twice_says_that_there_is_nothing_left(oat_lover: Shopper) -> None:
    event_id = Event.objects.get().event_id
    assert oat_lover.delete(f"learned/events/{event_id}/").status_code == 204
    assert is_problem(oat_lover.delete(f"learned/events/{event_id}/"), 404, "not_found")


def test_nobody_undoes_anothers_act(oat_lover: Shopper, neighbour: Shopper, stranger: Shopper) -> None:
    event_id = Event.objects.get().event_id
    assert is_problem(neighbour.delete(f"learned/events/{event_id}/"), 404, "not_found")
    assert is_problem(stranger.delete(f"learned/events/{event_id}/"), 404, "not_found")
    assert Event.objects.get().retracted_at is None


def test_an_unknown_act_is_not_found(oat_lover: Shopper) -> None:
    assert is_problem(oat_lover.delete(f"learned/events/{uuid4()}/"), 404, "not_found")


def test_less_like_this_sinks_what_is_like_it(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = visitor.post("learned/less/", {"sku": "SC-0"})
    assert answer.status_code == 200
    last = [card["sku"] for card in visitor.get("search/?q=chips").json()["results"]][4:]
    assert set(last) == {"SC-0", "SC-1", "SC-2", "SC-3"}


def test_less_like_what_is_not_sold_is_not_found(small_shop: SmallShop, visitor: Shopper) -> None:
    assert is_problem(visitor.post("learned/less/", {"sku": "NOPE"}), 404, "not_found")


@pytest.mark.parametrize("body", [{}, {"sku": ""}, {"sku": None}, {"sku": "x" * 65}, []])
def test_less_like_nothing_is_refused(small_shop: SmallShop, visitor: Shopper, body: Any) -> None:
    assert visitor.post("learned/less/", body).status_code == 400


def test_recently_learned_is_what_the_last_act_taught(
    small_shop: SmallShop, visitor: Shopper, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        do(visitor.subject.id, "cart_item_added", small_shop.oat_milk)
    learned = visitor.get("learned/recent/").json()["learned"]
    assert learned
    assert learned[0]["event_id"] == str(Event.objects.get().event_id)
    assert visitor.get("learned/recent/?since=2999-01-01T00:00:00Z").json()["learned"] == []


def test_a_moment_that_is_none_is_refused(visitor: Shopper) -> None:
    assert is_problem(visitor.get("learned/recent/?since=yesterday"), 400, "invalid")


def test_switching_off_hides_and_switching_on_shows_again(oat_lover: Shopper) -> None:
    assert oat_lover.get("personalization/settings/").json() == {"enabled": True}
    assert oat_lover.patch("personalization/settings/", {"enabled": False}).json() == {"enabled": False}
    assert oat_lover.get("learned/").json() == {"facts": [], "enabled": False}
    assert oat_lover.get("learned/recent/").json() == {"learned": []}
    oat_lover.patch("personalization/settings/", {"enabled": True})
    assert facts(oat_lover)


def test_a_write_without_a_csrf_token_is_refused(oat_lover: Shopper) -> None:
    answer = oat_lover.client.delete("/api/v1/learned/attribute:plant-based/")
    assert is_problem(answer, 403, "csrf_failed")
