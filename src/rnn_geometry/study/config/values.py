"""The kinds of values that sections of the config share: names, numbers, lists without repetition, one of several forms."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, StringConstraints, Tag, WithJsonSchema

from rnn_geometry.options import read_text, wrong

NAME = r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"  # of tasks, corpora, cells: they become folder names


def _require_name(value: str) -> str:
    if not re.fullmatch(NAME, value):
        raise wrong(f"{value!r} is not a name: letters and digits, and between them dots, dashes and underscores")
    return value


def _refuse_repetition(values: list) -> list:
    for place, value in enumerate(values):
        if value in values[:place]:
            raise wrong(f"{value!r} stands there twice")
    return values


def _label(value: Any) -> Any:
    """A label as text: YAML reads 1 as a number. What it reads as something that text cannot be had back from is refused."""
    if isinstance(value, bool):
        raise wrong("YAML reads yes, no, on, off, true and false as truth values; put the label in quotes, as in 'yes'")
    if value is None or isinstance(value, (float, date)):
        raise wrong(f"YAML reads a label as {value!r}; put it in quotes, as it stands in the texts' file")
    return str(value) if isinstance(value, int) else value


Text = Annotated[str, StringConstraints(min_length=1)]
Name = Annotated[str, AfterValidator(_require_name), WithJsonSchema({"type": "string", "pattern": rf"^{NAME}$(?!\n)"})]

# A bound stands before the validator that reads text: outside of it, it would not reach the schema.
_AS_INTEGER = BeforeValidator(lambda value: read_text(value, int))
_AS_NUMBER = BeforeValidator(lambda value: read_text(value, float))
Number = Annotated[float, _AS_NUMBER]
NotNegative = Annotated[float, Field(ge=0), _AS_NUMBER]
WholeNotNegative = Annotated[int, Field(ge=0), _AS_INTEGER]
WholePositive = Annotated[int, Field(ge=1), _AS_INTEGER]
Label = Annotated[Text, BeforeValidator(_label, json_schema_input_type=str | int)]

Unique = AfterValidator(_refuse_repetition)
UNIQUE = {"uniqueItems": True}
Names = Annotated[list[Name], Unique, Field(min_length=1, json_schema_extra=UNIQUE)]
Labels = Annotated[list[Label], Unique, Field(min_length=1, json_schema_extra=UNIQUE)]
Seeds = Annotated[list[WholeNotNegative], Unique, Field(min_length=1, json_schema_extra=UNIQUE)]


def one_of(choose: Callable[[Any], str], **forms: Any) -> Any:
    """A value of one of several forms. choose tells the name of a given value's form: errors are of that form alone."""
    union = None
    for name, form in forms.items():
        tagged = Annotated[form, Tag(tag(name))]
        union = tagged if union is None else union | tagged
    return Annotated[union, Discriminator(lambda value: tag(choose(value)))]


def tag(name: str) -> str:
    """How a form is called among the keys that lead to an error."""
    return f"({name})"


def is_tag(part: str | int) -> bool:
    """Whether a part of the way to an error is the name of a form instead of a key."""
    return isinstance(part, str) and part.startswith("(")


def key_of(value: Any, key: str, default: Any = None) -> Any:
    """What stands under a key of a mapping that may be none, or may have been read already."""
    return value.get(key, default) if isinstance(value, dict) else getattr(value, key, default)


def require_known(value: Any, key: str, choices: list[str], default: str | None = None) -> Any:
    """The value as given, where it is no mapping, or one that has one of the choices under the key that tells its form."""
    if isinstance(value, dict) and value.get(key, default) not in choices:
        if key not in value:
            raise wrong(f"the key {key} is missing; it is one of {', '.join(choices)}")
        raise wrong(f"{value[key]!r} is not one of {', '.join(choices)}", key)
    return value


def _embedding(value: Any) -> Any:
    size = int(value) if isinstance(value, str) and value.isdecimal() else value
    if size != "one-hot" and (not isinstance(size, int) or isinstance(size, bool) or size < 1):
        raise wrong(f"{value!r} is neither one-hot nor a whole number from 1 on")
    return size


Embedding = Annotated[Annotated[int, Field(ge=1)] | Literal["one-hot"], BeforeValidator(_embedding)]
