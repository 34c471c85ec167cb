"""Which letters of a text are those that were typed."""

from shop.search.text import plain

Span = tuple[int, int]


def spans(text: str, typed: list[str]) -> tuple[Span, ...]:
    """[from, to) ranges of the text where its words begin as the typed ones do, in order, not overlapping.

    >>> spans("Crème fraîche", ["creme", "fr"])
    ((0, 5), (6, 8))
    """
    letters, places = _spelled(text)
    found: list[Span] = []
    for word in sorted(set(typed), key=len, reverse=True):
        start = letters.find(word)
        while start >= 0:
            if start == 0 or not letters[start - 1].isalnum():
                span = (places[start], places[start + len(word) - 1] + 1)
                if all(span[1] <= one[0] or one[1] <= span[0] for one in found):
                    found.append(span)
            start = letters.find(word, start + 1)
    return tuple(sorted(found))


def _spelled(text: str) -> tuple[str, list[int]]:
    """The text without accents and capitals, and from which character each of its letters came."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in plain(character) or " ":
            letters.append(letter)
            places.append(place)
    return "".join(letters), places
