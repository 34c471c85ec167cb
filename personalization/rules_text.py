"""Reading rules from YAML that anybody may have typed: a mistake names its line, its key and what is allowed."""

import io
import math
from typing import Any

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from personalization.rules_schema import Rules

MAX_CHARACTERS = 50_000
_PLAIN_TAGS = frozenset({"map", "seq", "str", "int", "float", "bool", "null"})


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
        if not isinstance(name_node, ScalarNode):
            raise RulesError(name_node.start_mark.line + 1, key, "a key is no list", "keys and values")
        name = str(name_node.value)
        if name in found:
            raise RulesError(
                name_node.start_mark.line + 1, ".".join([*path, name]), "stands here twice", "each key once"
            )
        found[name] = _plain(value_node, (*path, name))
    return found


def _scalar(node: ScalarNode) -> Any:
    text, tag = str(node.value), str(node.tag)
    if tag.endswith((":int", ":float")):
        try:
            number = float(text)
        except ValueError:
            return text
        if not math.isfinite(number):
            return text
        return int(text) if tag.endswith(":int") and text.isdecimal() else number
    if tag.endswith(":bool"):
        return text.lower() == "true"
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
    """What may stand at a path: the keys of a part, or the kind and bounds of a value."""
    model: type[BaseModel] = Rules
    for name in path[:-1] if error["type"] == "extra_forbidden" else path:
        field = model.model_fields.get(name)
        if field is None:
            break
        if not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            return _value_words(field)
        model = field.annotation
    return _names(model)


def _value_words(field: FieldInfo) -> str:
    if field.annotation is bool:
        return "true or false"
    if any(isinstance(part, BeforeValidator) for part in field.metadata):
        return "a time from 1 min to 3650 d, such as 30 min, 6 h or 14 d"
    kind = "a whole number" if field.annotation is int else "a number"
    bounds = {key: value for part in field.metadata for key, value in _bounds_of(part).items()}
    low = f"above {bounds['gt']:g}" if "gt" in bounds else f"from {bounds['ge']:g}"
    return f"{kind} {low} to {bounds['le']:g}"


def _bounds_of(part: object) -> dict[str, float]:
    return {key: getattr(part, key) for key in ("ge", "gt", "le") if isinstance(getattr(part, key, None), int | float)}
