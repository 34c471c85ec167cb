"""One list of products, page by page: searches and catalog lists, personal or not.

The first page ranks up to 600 candidates and keeps their order for an hour; later pages read it back, and behind it go
on in the base order, which is the same for everybody. So no page repeats or skips a product, whatever is learned
between two pages.
"""

from dataclasses import dataclass
from uuid import UUID

from personalization.features import Shopper, shopper_of
from personalization.ranking.cursors import Cursor, ListIsOver, opened, question_key, sealed
from personalization.ranking.order import Ranker
from personalization.ranking.rank import Ranked
from personalization.ranking.snapshots import Shown, keep, new_ranking_id, recall
from personalization.response import Compiler
from shop.api.serializers.cards import PersonalCard
from shop.search.browse import browse
from shop.search.candidates import Candidates, Facets, Filters, Sort
from shop.search.facets import facet_counts
from shop.search.retrieve import retrieve

CANDIDATES = 600
RANKED_SORTS: frozenset[Sort] = frozenset({"relevance", "recommended"})


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked."""

    query: str
    filters: Filters
    sort: Sort
    personal: bool
    page_size: int
    cursor: str | None = None

    @property
    def key(self) -> str:
        """Names everything a cursor must not be moved between."""
        return question_key(self.query, self.filters.key, self.sort, self.personal)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the answer; `facets` on the first only."""

    ranking_id: str
    query: str
    corrected_query: str | None
    notice: str | None
    total: int
    total_is_exact: bool
    personalized: bool
    cards: list[PersonalCard]
    next: str | None
    facets: Facets | None


def page_of(question: Question, subject_id: UUID | None) -> Page:
    """Answer a question for a shopper (None: a visitor who left no trace).

    Raises:
        CursorRefused: the cursor is changed, another shopper's or another list's.
        ListIsOver: the cursor's order is no longer kept.
        InvalidInput: the filters make no sense.
    """
    shopper = shopper_of(subject_id, personal=question.personal)
    if question.cursor:
        return _later_page(question, shopper, opened(question.cursor, question.key, subject_id))
    return _first_page(question, shopper)


def _base(question: Question, limit: int, after: str | None = None) -> Candidates:
    if question.query:
        return retrieve(question.query, question.filters, limit, question.sort, after)
    return browse(question.filters, question.sort, limit, after)


def _first_page(question: Question, shopper: Shopper) -> Page:
    ranker = Ranker(shopper)
    candidates = _base(question, CANDIDATES)
    ranks = question.sort in RANKED_SORTS
    ranked = ranker.ranked(candidates) if ranks else Ranked.in_base_order(candidates)
    shown = Shown(
        ranked=ranked,
        corrected_query=candidates.corrected_query,
        notice=candidates.notice,
        total=candidates.total,
        total_is_exact=candidates.total_is_exact,
        after=candidates.next_after,
    )
    ranking_id, size = new_ranking_id(), question.page_size
    if len(ranked) <= size:
        following = _tail(ranking_id, shown)
    elif keep(ranking_id, shown):
        following = Cursor(ranking_id, offset=size)
    else:
        # Redis is away: the cursor carries the rest of the order, so that it stays this order.
        following = _carrying(ranking_id, shown, tuple(ranked.product_ids[size:].tolist()))
    facets = facet_counts(question.query, question.filters)
    return _page(question, ranker, ranking_id, shown, following, _cards(question, ranker, shown, 0), facets)


def _later_page(question: Question, shopper: Shopper, cursor: Cursor) -> Page:
    ranker, kept = Ranker(shopper), recall(cursor.ranking_id)
    if cursor.offset:
        if kept is None:
            raise ListIsOver("This list is too old to go on. Start again from the first page.")
        end = cursor.offset + question.page_size
        following = Cursor(cursor.ranking_id, offset=end) if end < len(kept.ranked) else _tail(cursor.ranking_id, kept)
        cards = _cards(question, ranker, kept, cursor.offset)
        return _page(question, ranker, cursor.ranking_id, kept, following, cards)
    if cursor.rest:
        shown = _unranked(Candidates.none(question.query), cursor, cursor.after)
        rest = cursor.rest[question.page_size :]
        following = _carrying(cursor.ranking_id, shown, rest) if rest else _tail(cursor.ranking_id, shown)
        cards = _compiler(question, ranker, shown).plain(cursor.rest[: question.page_size])
        return _page(question, ranker, cursor.ranking_id, shown, following, cards)
    part = _base(question, question.page_size, cursor.after)
    shown = _unranked(part, cursor, part.next_after)
    # What the catalog's changes moved from the ranked part into this one was shown already.
    seen = set(kept.ranked.product_ids.tolist()) if kept else set()
    new = [product_id for product_id in part.product_id.tolist() if product_id not in seen]
    cards = _compiler(question, ranker, shown).plain(new)
    return _page(question, ranker, cursor.ranking_id, shown, _tail(cursor.ranking_id, shown), cards)


def _tail(ranking_id: str, shown: Shown) -> Cursor | None:
    """Where the base order goes on behind the ranked products, if it does."""
    return _carrying(ranking_id, shown, ()) if shown.after else None


def _carrying(ranking_id: str, shown: Shown, rest: tuple[int, ...]) -> Cursor:
    return Cursor(ranking_id, rest=rest, after=shown.after, total=shown.total, total_is_exact=shown.total_is_exact)


def _unranked(part: Candidates, cursor: Cursor, after: str | None) -> Shown:
    return Shown(Ranked.in_base_order(part), None, None, cursor.total, cursor.total_is_exact, after)


def _compiler(question: Question, ranker: Ranker, shown: Shown) -> Compiler:
    return Compiler(ranker.shopper, ranker.knowledge(shown.corrected_query or question.query))


def _cards(question: Question, ranker: Ranker, shown: Shown, start: int) -> list[PersonalCard]:
    return _compiler(question, ranker, shown).page(shown.ranked, start, question.page_size)


def _page(
    question: Question,
    ranker: Ranker,
    ranking_id: str,
    shown: Shown,
    following: Cursor | None,
    cards: list[PersonalCard],
    facets: Facets | None = None,
) -> Page:
    shopper = ranker.shopper
    return Page(
        ranking_id=ranking_id,
        query=question.query,
        corrected_query=shown.corrected_query,
        notice=shown.notice,
        total=shown.total,
        total_is_exact=shown.total_is_exact,
        personalized=shopper.personal and shown.ranked.personalized,
        cards=cards,
        next=sealed(following, question.key, shopper.subject_id) if following else None,
        facets=facets,
    )
