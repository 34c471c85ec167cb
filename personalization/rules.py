"""The rules of learning and ranking: read from YAML, checked to the last key, and live in every process.

The newest `RulesVersion` row is in force. A change of `rules.yaml` becomes such a row; so does an edit in the admin.
"""

import hashlib
import io
import logging
import math
import re
import threading
from pathlib import Path
from typing import Annotated, Any, Literal

from django.db import close_old_connections, transaction
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from personalization.models import RulesVersion

log = logging.getLogger(__name__)

RULES_FILE = Path(__file__).with_name("rules.yaml")
MAX_CHARACTERS = 50_000
WATCH_EVERY_S = 1.5

_PLAIN_TAGS = frozenset({"map", "seq", "str", "int", "float", "bool", "null"})
_DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(s|min|h|d)\s*$")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}


class RulesError(Exception):
    """Rules that cannot be in force.

    Attributes:
        line: where in the text, counted from 1.
        key: the path of the key ("ranking.relevance"), or "" when the text is no YAML.
        allowed: what would be right.
    """

    def __init__(self, line: int, key: str, message: str, allowed: str) -> None:
        super().__init__(f"Line {line}{f', {key}' if key else ''}: {message}. Allowed: {allowed}.")
        self.line, self.key, self.message, self.allowed = line, key, message, allowed


def _duration(value: object) -> float:
    match = _DURATION.match(str(value))
    if match is None:
        raise ValueError("is not a length of time")
    return float(match[1]) * _SECONDS[match[2]]


Weight = Annotated[float, Field(ge=-5, le=5, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
# Seconds; written as "30 min", "14 d".
Duration = Annotated[float, BeforeValidator(_duration), Field(ge=60, le=3_650 * 86_400)]

HalfLifeClass = Literal["session", "taste", "lasting", "trending", "popular"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignalWeights(_Part):
    order_completed: Weight
    repeat_purchase: Weight
    cart_item_added: Weight
    cart_item_removed: Weight
    product_liked: Weight
    product_viewed: Weight
    search_result_clicked: Weight
    search_performed: Weight
    displayed_but_scrolled: Weight
    less_like_this: Weight


class FacetRates(_Part):
    category: Share
    category_above: Share
    brand: Share
    attribute: Share
    diet: Share


class HalfLives(_Part):
    session: Duration
    taste: Duration
    lasting: Duration
    trending: Duration
    popular: Duration


class RankingWeights(_Part):
    relevance: Share
    affordability: Share
    preference: Share
    collaborative: Share
    popularity: Share
    freshness: Share
    out_of_stock_last: bool


class Scales(_Part):
    preference: Positive
    collaborative: Positive
    popularity: Positive
    relevance_reach: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]
    learned: Positive


class Caps(_Part):
    scrolls_per_product_per_day: Annotated[int, Field(ge=0, le=1000)]
    trending_acts_per_product: Annotated[int, Field(ge=1, le=1000)]
    quantity_weight: Annotated[int, Field(ge=1, le=99)]


class Diversity(_Part):
    neighbours_of_one_category: Annotated[int, Field(ge=1, le=100)]
    window: Annotated[int, Field(ge=1, le=100)]


class Freshness(_Part):
    half_life: Duration


class Rules(_Part):
    """One set of rules. `version` is the id of its RulesVersion row; 0 for text that was only checked."""

    signals: SignalWeights
    facet_rates: FacetRates
    half_lives: HalfLives
    ranking: RankingWeights
    scales: Scales
    caps: Caps
    diversity: Diversity
    freshness: Freshness
    version: Annotated[int, Field(exclude=True)] = 0


def load(text: str) -> Rules:
    """Read and check rules.

    Raises:
        RulesError: naming line, key and what is allowed.
    """
    if len(text) > MAX_CHARACTERS:
        raise RulesError(1, "", f"the text has {len(text)} characters", f"at most {MAX_CHARACTERS}")
    node = _parse(text)
    if "version" in {key.value for key, _ in node.value if isinstance(key, ScalarNode)}:
        raise RulesError(_line(node, ("version",)), "version", "is counted by the shop", "no such key")
    plain = _plain(node)
    try:
        return Rules.model_validate(plain)
    except ValidationError as refused:
        found = refused.errors()
        # A misspelt key is also a missing one: the misspelling is what to mend.
        first = next((error for error in found if error["type"] == "extra_forbidden"), found[0])
        path = tuple(str(part) for part in first["loc"])
        raise RulesError(_line(node, path), ".".join(path), _what(first), _allowed(first, path)) from None


def _parse(text: str) -> MappingNode:
    reader = YAML(typ="safe", pure=True)
    try:
        node = reader.compose(io.StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise RulesError(mark.line + 1 if mark else 1, "", str(error.problem or error.context), "valid YAML") from None
    except (YAMLError, ValueError, RecursionError):
        raise RulesError(1, "", "the text cannot be read", "valid YAML") from None
    if not isinstance(node, MappingNode):
        raise RulesError(1, "", "the text is no list of keys", _names(Rules))
    return node


def _plain(node: Node, path: tuple[str, ...] = ()) -> Any:
    """The node's value, of mappings and plain scalars only: no tags, no anchors, no key twice."""
    where, key = node.start_mark.line + 1, ".".join(path)
    if node.anchor or str(node.tag).removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
        raise RulesError(where, key, "anchors and tags are not used here", "a plain value")
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if not isinstance(node, MappingNode) or len(path) > 3:
        raise RulesError(where, key, "is a list or nested too deep", "keys and values")
    found: dict[str, Any] = {}
    for name_node, value_node in node.value:
        name = str(name_node.value)
        if name in found:
            raise RulesError(
                name_node.start_mark.line + 1, ".".join([*path, name]), "stands here twice", "each key once"
            )
        found[name] = _plain(value_node, (*path, name))
    return found


def _scalar(node: ScalarNode) -> Any:
    text = str(node.value)
    if node.tag.endswith((":int", ":float")):
        try:
            number = float(text)
        except ValueError:
            return text
        return (
            text if not math.isfinite(number) else int(text) if node.tag.endswith(":int") and text.isdigit() else number
        )
    if node.tag.endswith(":bool"):
        return text.lower() in {"true", "yes", "on"}
    return text


def _line(node: Node, path: tuple[str, ...]) -> int:
    """The line of the key, or of the closest thing above it that is there."""
    line = node.start_mark.line + 1
    for name in path:
        if not isinstance(node, MappingNode):
            break
        pair = next(((key, value) for key, value in node.value if key.value == name), None)
        if pair is None:
            break
        line, node = pair[0].start_mark.line + 1, pair[1]
    return int(line)


def _what(error: Any) -> str:
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "extra_forbidden":
        return "is no key of the rules"
    return f"“{str(error['input'])[:40]}” cannot be"


def _names(model: type[BaseModel]) -> str:
    return ", ".join(name for name in model.model_fields if name != "version")


def _allowed(error: Any, path: tuple[str, ...]) -> str:
    model: Any = Rules
    parts = path[:-1] if error["type"] == "extra_forbidden" else path
    for name in parts:
        field = getattr(model, "model_fields", {}).get(name)
        model = field.annotation if field else None
    if isinstance(model, type) and issubclass(model, BaseModel):
        return _names(model)
    context = error.get("ctx", {})
    bounds = [
        f"{words} {context[key]:g}" for key, words in _BOUNDS.items() if isinstance(context.get(key), int | float)
    ]
    if bounds:
        return "a number " + " and ".join(bounds)
    return {"bool_parsing": "true or false", "bool_type": "true or false", "missing": "a value"}.get(
        error["type"], "a time such as 30 min, 6 h or 14 d" if error["type"] == "value_error" else "a number"
    )


_BOUNDS = {"ge": "of at least", "gt": "above", "le": "of at most", "lt": "below"}


# --- The rules in force -----------------------------------------------------------------------------------------

_lock = threading.Lock()
_current: Rules | None = None
_file_seen: tuple[int, int] | None = None
# The last text that was refused, for the admin: (where it came from, what was wrong).
last_refusal: tuple[str, RulesError] | None = None


def current() -> Rules:
    """The rules in force. Costs nothing: `watch` (or `refresh`) keeps them up to date."""
    return _current or refresh()


def refresh() -> Rules:
    """Look at the file and at the newest row now; keep the last good rules when either is bad."""
    global _current
    with _lock:
        _take_file()
        newest = RulesVersion.objects.first()
        if newest is None:
            _current = load(RULES_FILE.read_text())
        elif _current is None or _current.version != newest.pk:
            _current = _good(newest) or _current or _last_good()
        return _current


def _take_file() -> None:
    """A file that changed becomes the newest version, once, whichever process sees it first."""
    global _file_seen, last_refusal
    try:
        stat = RULES_FILE.stat()
        if _file_seen == (stat.st_mtime_ns, stat.st_size):
            return
        text = RULES_FILE.read_text()
        load(text)
    except RulesError as refused:
        log.error("rules.yaml was refused, the last good rules stay in force. %s", refused)
        last_refusal = ("rules.yaml", refused)
    except OSError as error:
        log.error("rules.yaml cannot be read, the last good rules stay in force: %s", error)
        return
    else:
        with transaction.atomic():
            # One process at a time: all of them see the same change.
            list(RulesVersion.objects.select_for_update().order_by("-id")[:1])
            known = RulesVersion.objects.filter(source=RulesVersion.Source.FILE).first()
            if known is None or known.sha256 != digest(text):
                RulesVersion.objects.create(yaml=text, sha256=digest(text), source=RulesVersion.Source.FILE)
    _file_seen = (stat.st_mtime_ns, stat.st_size)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _good(row: RulesVersion) -> Rules | None:
    global last_refusal
    try:
        return load(row.yaml).model_copy(update={"version": row.pk})
    except RulesError as refused:
        log.error("Rules %s were refused, the last good rules stay in force. %s", row.pk, refused)
        last_refusal = (f"version {row.pk}", refused)
        return None


def _last_good() -> Rules:
    for row in RulesVersion.objects.iterator():
        if rules := _good(row):
            return rules
    return load(RULES_FILE.read_text())


def watch() -> threading.Thread:
    """Keep this process's rules up to date from now on, in the background. Called once per serving process."""
    stop = threading.Event()

    def look_again() -> None:
        while not stop.wait(WATCH_EVERY_S):
            try:
                refresh()
            except Exception:
                # Postgres may be away for a moment: the rules we have stay in force.
                log.warning("Could not look for new rules", exc_info=True)
            finally:
                close_old_connections()

    thread = threading.Thread(target=look_again, name="rules-watch", daemon=True)
    thread.start()
    return thread


def forget_current() -> None:
    """Forget what this process holds, so that the next `current` looks afresh (tests)."""
    global _current, _file_seen, last_refusal
    _current, _file_seen, last_refusal = None, None, None
