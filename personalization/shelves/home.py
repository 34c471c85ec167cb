"""The shelves of the home page, for one shopper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.utils import timezone

from analytics.models import EventType
from personalization.features import Shopper, shopper_of
from personalization.ranking.order import Ranker
from personalization.ranking.rank import Ranked
from personalization.ranking.snapshots import new_ranking_id
from personalization.response import NEW_FOR, Compiler
from personalization.shelves.pool import Pool, liked, pool_of
from personalization.shelves.similar import similar_to
from shop.api.serializers.cards import PersonalCard
from shop.cards import card_rows
from shop.models.catalog import Dietary
from shop.search.browse import browse
from shop.search.candidates import Filters

ShelfKey = Literal["for-you", "trending", "because", "new", "usuals", "popular"]

SHELF_SIZE = 12
# A shelf with fewer looks like a mistake.
SMALLEST_SHELF = 3
SMALLEST_USUALS = 2
POPULAR_ASKED = 60
NEAR_ASKED = 60
OF_LIKED_KIND = 40
_BECAUSE_WORDS = {EventType.PRODUCT_LIKED: "liked", EventType.CART_ITEM_ADDED: "chose"}


@dataclass(frozen=True, slots=True)
class Shelf:
    key: ShelfKey
    title: str
    subtitle: str | None
    cards: list[PersonalCard]
    ranking_id: str = field(default_factory=new_ranking_id)


@dataclass(frozen=True, slots=True)
class Home:
    shelves: list[Shelf]
    # Whether any shelf is there because of who asks.
    personalized: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """A shelf before its cards: product ids, and the ranking that says why, if one was made."""

    key: ShelfKey
    title: str
    subtitle: str | None
    product_ids: Sequence[int]
    ranked: Ranked | None = None


# Who chooses first when two shelves want a product: those that have the fewest to choose from.
CHOOSING_ORDER: tuple[ShelfKey, ...] = ("usuals", "trending", "because", "for-you", "new", "popular")
PERSONAL_SHELVES: frozenset[ShelfKey] = frozenset({"for-you", "because", "usuals"})


def home_of(subject_id: UUID | None) -> Home:
    """The home page of a shopper (None: a visitor who left no trace); never an empty shelf."""
    shopper = shopper_of(subject_id)
    ranker = Ranker(shopper)
    compiler = Compiler(shopper, ranker.knowledge())
    plans = _without_repeats(list(_plans(ranker, compiler)))
    cards = card_rows([product_id for plan in plans for product_id in plan.product_ids])
    shelves = []
    for plan in plans:
        places = {int(found): at for at, found in enumerate(plan.ranked.product_ids)} if plan.ranked else {}
        shown = [
            compiler.card(cards[found], plan.ranked, places.get(found, 0))
            for found in plan.product_ids
            if found in cards
        ]
        shelves.append(Shelf(plan.key, plan.title, plan.subtitle, shown))
    return Home(shelves, personalized=any(plan.key in PERSONAL_SHELVES for plan in plans))


def _plans(ranker: Ranker, compiler: Compiler) -> Iterable[_Plan]:
    shopper, today = ranker.shopper, timezone.localdate()
    crowd = ranker.read(trending=POPULAR_ASKED, popular=POPULAR_ASKED)
    trending = [product_id for product_id, _ in crowd.trending]
    popular = [product_id for product_id, _ in crowd.popular]
    usuals = [habit.product_id for habit in compiler.habits.values() if habit.is_usual]
    window = [] if len(popular) >= POPULAR_ASKED else _window()
    named = {*trending, *popular, *usuals, *window, *_near(shopper), *_of_liked_kind(ranker)}
    pool = pool_of(named, ranker.taste, new_since=today - NEW_FOR)
    candidates = pool.candidates
    if len(usual_at := pool.at(usuals)) >= SMALLEST_USUALS:
        ids = candidates.product_id[usual_at[:SHELF_SIZE]].tolist()
        yield _Plan("usuals", "Your usuals", "What you buy again and again", ids)
    if shopper.acts or shopper.purchases or ranker.taste:
        ranked = ranker.ranked(candidates)
        fresh = [found for found in ranked.product_ids.tolist() if found not in set(usuals)]
        yield _Plan(
            "for-you", "For you", "Picked by what you look at and buy", _diverse_ids(ranker, pool, fresh), ranked
        )
    if seed := _seed(shopper, compiler):
        product_id, title = seed
        ranked = ranker.ranked(similar_to(product_id))
        yield _Plan("because", title, None, ranked.product_ids[: 2 * SHELF_SIZE].tolist(), ranked)
    yield _Plan("trending", "Trending now", "What baskets fill up with today", _diverse_ids(ranker, pool, trending))
    newest = np.flatnonzero(pool.is_new)
    newest = newest[np.argsort(-candidates.added_on[newest].astype(np.int64), kind="stable")]
    yield _Plan("new", "New in the shop", None, _diverse_ids(ranker, pool, candidates.product_id[newest].tolist()))
    yield _Plan("popular", "Popular", "Good things from every aisle", _diverse_ids(ranker, pool, [*popular, *window]))


def _window() -> list[int]:
    """What a shop that knows nothing yet puts in its window: a bit of everything."""
    return [int(found) for found in browse(Filters(in_stock=True), limit=200).product_id]


def _near(shopper: Shopper) -> list[int]:
    """The closest neighbours of everything that the shopper touched last."""
    near, at = np.unique(shopper.neighbour_ids, return_inverse=True)
    closeness = np.bincount(at, shopper.similarities, len(near))
    return [int(found) for found in near[np.argsort(-closeness, kind="stable")[:NEAR_ASKED]]]


def _of_liked_kind(ranker: Ranker) -> list[int]:
    """Some products with the attribute (or of the diet) that the shopper likes best."""
    best = liked(ranker.taste, "attribute", most=1)
    if not best:
        return []
    diets = tuple(slug for slug in best if slug in Dietary.values)
    attributes = tuple(slug for slug in best if slug not in Dietary.values)
    filters = Filters(dietary=diets, attributes=attributes, in_stock=True)
    return [int(found) for found in browse(filters, limit=OF_LIKED_KIND).product_id]


def _seed(shopper: Shopper, compiler: Compiler) -> tuple[int, str] | None:
    """What the shopper liked last, else chose, else opened, else has the habit of buying; with the shelf's title."""
    order = (
        EventType.PRODUCT_LIKED,
        EventType.CART_ITEM_ADDED,
        EventType.PRODUCT_VIEWED,
        EventType.SEARCH_RESULT_CLICKED,
    )
    acts = [act for act in shopper.acts if act.event_type in order]
    act = min(acts, key=lambda act: order.index(EventType(act.event_type)), default=None)
    if act:
        word = _BECAUSE_WORDS.get(EventType(act.event_type), "opened")
        return act.product_id, f"Because you {word} {act.name}"
    habit = next((habit for habit in compiler.habits.values() if habit.is_usual), None)
    return (habit.product_id, f"Because you buy {shopper.names[habit.product_id]}") if habit else None


def _diverse_ids(ranker: Ranker, pool: Pool, product_ids: Sequence[int]) -> list[int]:
    """In-stock products in the order given, with no category crowding the first places."""
    positions: npt.NDArray[np.int64] = pool.at(list(dict.fromkeys(product_ids)))
    ordered = ranker.diverse(positions, pool.candidates.category_id)
    return [int(found) for found in pool.candidates.product_id[ordered[: 2 * SHELF_SIZE]]]


def _without_repeats(plans: Sequence[_Plan]) -> list[_Plan]:
    """Each product on one shelf only; shelves with too few left are left out."""
    shown: set[int] = set()
    kept: dict[ShelfKey, _Plan] = {}
    for plan in sorted(plans, key=lambda plan: CHOOSING_ORDER.index(plan.key)):
        smallest = SMALLEST_USUALS if plan.key == "usuals" else SMALLEST_SHELF
        rest = [product_id for product_id in plan.product_ids if product_id not in shown][:SHELF_SIZE]
        if len(rest) >= smallest:
            shown.update(rest)
            kept[plan.key] = _Plan(plan.key, plan.title, plan.subtitle, rest, plan.ranked)
    return [kept[plan.key] for plan in plans if plan.key in kept]
