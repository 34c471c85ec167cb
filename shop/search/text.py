"""From what people and packs write to words: accents, cases, plurals, units and sizes made equal."""

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer
from anyascii import anyascii

MAX_WORD_LENGTH = 40

STOP_WORDS = frozenset(
    "a an and are as at be by for from in is it of on or our that the this to with w your".split()  # noqa: SIM905  one line to read
)

# What Snowball's English rules get wrong in a grocery: plurals they do not know, and words that would fall together.
IRREGULAR = {
    "leaves": "leaf",
    "loaves": "loaf",
    "halves": "half",
    "knives": "knife",
    "calves": "calf",
    "feet": "foot",
    "geese": "goose",
    "mice": "mouse",
    "children": "child",
    "childrens": "child",
    "kids": "kid",
    "organic": "organic",  # not "organ", as in organ meats
    "organics": "organic",
    "pasta": "pasta",
    "pastas": "pasta",
    "dressing": "dressing",  # not "dress"
    "dressings": "dressing",
    "seasoning": "seasoning",  # not "season"
    "seasonings": "seasoning",
    "topping": "topping",
    "toppings": "topping",
    "filling": "filling",
    "fillings": "filling",
    "seasonal": "seasonal",
    "news": "news",
}

# After a number these are units; elsewhere they are ordinary words ("pack" in "ice pack").
UNITS = {
    name: unit
    for unit, names in {
        "oz": "oz ozs ounce ounces floz onz",
        "lb": "lb lbs pound pounds",
        "g": "g gr gm gms gram grams gramme grammes",
        "kg": "kg kgs kilo kilos kilogram kilograms",
        "mg": "mg milligram milligrams",
        "ml": "ml mls milliliter milliliters millilitre millilitres",
        "cl": "cl",
        "l": "l lt ltr ltrs liter liters litre litres",
        "gal": "gal gals gallon gallons",
        "qt": "qt qts quart quarts",
        "pt": "pt pts pint pints",
        "ct": "ct cnt count counts pk pck pack packs pc pcs piece pieces pcks",
        "in": "in inch inches",
        "ft": "ft foot feet",
        "cm": "cm",
        "mm": "mm",
        "%": "percent",
    }.items()
    for name in names.split()
}

_SYMBOLS = str.maketrans({"™": " ", "®": " ", "©": " ", "’": "'", "‘": "'", "`": "'", "″": '"'})
_INITIALS = re.compile(r"\b([a-z])\s?&\s?([a-z])(?:'?s)?\b")
_POSSESSIVE = re.compile(r"'s\b|'")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_WORD = re.compile(r"\d+/\d+|\d*[.,]?\d+%?|[a-z]+-free\b|[a-z]+|\"")
# "Gluten-free", "gluten free" and "glutenfree" are one word, which "gluten" does not find.
_FREE_OF = re.compile(r"\b([a-z]{3,}?)[\s-]*free\b(?![\s-]+(?:range|from|run|roaming|standing|trade))")
_FLUID = re.compile(r"\bfl\.?\s*(?=o(?:z|unce))")
_stemmer = snowballstemmer.stemmer("english")


def join_free_of(text: str) -> str:
    """Plain text with "gluten free" and "glutenfree" written "gluten-free"."""
    return _FREE_OF.sub(r"\1-free", text)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as written (lower case, no accents), and the stem that its other forms share."""

    raw: str
    stem: str

    @property
    def is_number(self) -> bool:
        return self.raw[0].isdigit()


def plain(text: str) -> str:
    """Lower case, without accents, control characters or trade marks; runs of space made one.

    >>> plain("Crème  Fraîche™")
    'creme fraiche'
    """
    text = text.translate(_SYMBOLS)
    if not text.isascii():
        text = anyascii(text).translate(_SYMBOLS)
    return " ".join(text.lower().split())


def words(text: str) -> list[Word]:
    """The words of a text in their order, without stop words.

    Letters and digits are split ("12oz" is "12", "oz"), units are made equal after a number ("2 liters" is "2", "l").

    >>> [word.raw for word in words("Kellogg's Corn Flakes, 12-Ounce (the original)")]
    ['kellogg', 'corn', 'flakes', '12', 'oz', 'original']
    """
    text = _INITIALS.sub(r"\1\2", plain(text))
    text = join_free_of(_FLUID.sub("", _THOUSANDS.sub("", _POSSESSIVE.sub("", text))))
    found: list[Word] = []
    after_number = False
    for piece in _WORD.findall(text):
        if piece[0].isdigit() or piece[0] in ".,":
            number = _number(piece)
            found.append(Word(number, number))
            after_number = True
            continue
        unit = ("in" if piece == '"' else UNITS.get(piece)) if after_number else None
        if unit == "%":
            found[-1] = Word(f"{found[-1].raw}%", f"{found[-1].raw}%")
        elif unit:
            found.append(Word(unit, unit))
        elif piece != '"' and piece not in STOP_WORDS:
            word = piece[:MAX_WORD_LENGTH]
            found.append(Word(word, stem(word)))
        after_number = False
    return found


def tokens(text: str) -> list[str]:
    """The stems of a text's words: what two texts must share to say the same in other forms."""
    return [word.stem for word in words(text)]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """What the forms of a word share: "cookies" and "cookie" are both "cooki"."""
    return IRREGULAR.get(word) or str(_stemmer.stemWord(word))


def joined(first: Word, second: Word) -> str:
    """The stem of two neighbours written as one: "corn flakes" gives that of "cornflakes"."""
    return stem(first.raw + second.raw) if second.raw.isalpha() and first.raw.isalpha() else first.raw + second.stem


def is_size(first: Word, second: Word) -> bool:
    """Whether two neighbours are a number and its unit: "12", "oz"."""
    return first.is_number and second.raw in UNIT_NAMES


UNIT_NAMES = frozenset(UNITS.values()) - {"%"}


def _number(token: str) -> str:
    """One way to write a number: "1,5" and "1.50" are "1.5"; ".5" is "0.5"; "1/2" stays."""
    if "/" in token:
        return token
    percent = "%" if token.endswith("%") else ""
    whole, _, part = token.rstrip("%").replace(",", ".").partition(".")
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    return f"{whole}.{part}{percent}" if part else f"{whole}{percent}"
