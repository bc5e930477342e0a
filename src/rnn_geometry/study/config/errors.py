"""What is wrong with a config, in one line: the key, what stands there, and what would be right."""

from typing import Any

from pydantic import ValidationError

from rnn_geometry.study.config.values import is_tag

LONGEST = 80  # characters of a value that is shown

# By pydantic's type of error: what is said after the value; {names} are of the error's context.
MEANINGS = {
    "greater_than": "is not greater than {gt}",
    "greater_than_equal": "is less than the minimum of {ge}",
    "less_than": "is not less than {lt}",
    "less_than_equal": "is greater than the maximum of {le}",
    "literal_error": "is not one of {expected}",
    "finite_number": "is not a finite number",
    "too_short": "is too short (at least {min_length} are needed)",
    "too_long": "is too long (at most {max_length} are possible)",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "does not match {pattern}",
    "string_type": "is not text",
    "list_type": "is not a list (write [{input}])",
    "tuple_type": "is not a list of two",
    "dict_type": "is not a mapping of keys to values",
    "model_type": "is not a mapping of keys to values",
    "union_tag_invalid": "is not a mapping of keys to values",
}
KINDS = {"int": "is not a whole number", "float": "is not a number", "bool": "is neither true nor false"}


class ConfigError(ValueError):
    """A config that asks for what cannot be; the message names the key and says what would be right."""


def explain(error: ValidationError) -> str:
    """One line for the first thing that is wrong with a config."""
    first = error.errors(include_url=False)[0]
    context = first.get("ctx", {})
    way = [part for part in first["loc"] if not is_tag(part)]
    if way[-1:] == ["[key]"]:  # of the name of an entry, which the message has
        way = way[:-2]
    if first["type"] == "wrong":
        return at([*way, *context["below"]], context["message"])
    if first["type"] == "missing":
        return at(way[:-1], f"the key {way[-1]} is missing")
    shown = _shorten(repr(first["input"]))
    return at(way, f"{shown} {_meaning(first['type'], first['msg'], context, shown)}")


def _shorten(shown: str) -> str:
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 4]} ..."


def _meaning(kind: str, message: str, context: dict[str, Any], shown: str) -> str:
    if kind in MEANINGS:
        return MEANINGS[kind].format(**context, input=shown.strip("'"))
    return KINDS.get(kind.partition("_")[0], f"cannot be used: {message}")


def at(way: list[str | int], message: str) -> str:
    """The message with the key that it is about."""
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in way).lstrip(".")
    return f"config: {place}: {message}" if place else f"config: {message}"
