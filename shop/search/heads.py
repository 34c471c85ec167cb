"""What a name is the name of: its head. "Fish Sauce, 12 oz" is a sauce, "Orange Juice from Concentrate" a juice.

In English the head of a compound is its last word, and what follows a comma, a bracket or a preposition only describes
it (Huddleston, Pullum: The Cambridge Grammar of the English Language, 2002, ch. 5).
"""

import re

from shop.search.text import UNIT_NAMES, Word, plain, words

HEAD = "is:"
_LISTED = re.compile(r",(?=[^,]*(?:&|\band\b))")
_AND = re.compile(r"\s*(?:&|,|\band\b)\s*", re.IGNORECASE)
_END = re.compile(r"[,(\[|:;/]|\s[-–—]\s|\b(?:with|without|in|for|from|by|on|to)\b|\bw/")


def heads_of(name: str) -> list[Word]:
    """The words that say what a thing is: one, or two where a comma may begin a description or go on with a list.

    >>> [word.raw for word in heads_of("Chunk Light Tuna in Water, 5 oz")]
    ['tuna']
    >>> [word.raw for word in heads_of("Beet, Parsnip & Carrot Chips")]
    ['beet', 'chips']
    """
    text = plain(name)
    parts = _END.split(text)
    found = [last for part in parts if (last := _last_word(part))][:1]
    if listed := _LISTED.search(text):
        found += [last] if (last := _last_word(_END.split(text[listed.start() + 1 :])[0])) else []
    return found


def is_list(name: str) -> bool:
    """Whether a category is of several things: "Nuts & Seeds", "Ketchup, Mustard and Mayo"."""
    return len(parts_of(name)) > 1


def parts_of(name: str) -> list[str]:
    """The things that a category's name lists; the name itself when it is of one."""
    return [part for part in _AND.split(name) if part.strip()] or [name]


def _last_word(text: str) -> Word | None:
    named = [word for word in words(text) if word.raw[0].isalpha() and word.raw not in UNIT_NAMES]
    return named[-1] if named else None


def head_term(word: Word) -> str:
    """The term of all products that are a thing of this name."""
    return f"{HEAD}{word.stem}"
