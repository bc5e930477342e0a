"""What every section of the config and every set of options is made of: a frozen model that says what is wrong with it.

Numbers, true, false and null may come as text: so the command line passes them inside a mapping. Light to import.
"""

from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError


def wrong(message: str, *below: str | int) -> PydanticCustomError:
    """An error for a validator to raise; below: the keys under the one that is validated, down to the one at fault."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "below": below})


class Options(BaseModel):
    """Settings that cannot change once made. An unknown key is an error that lists the known ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def known_keys(cls) -> list[str]:
        """The keys as they stand in a config, those without a default first."""
        fields = sorted(cls.model_fields.items(), key=lambda item: not item[1].is_required())
        return [field.alias or name for name, field in fields]

    def plain(self, **which) -> dict[str, Any]:
        """The settings as plain mappings, lists and numbers, as jobs get them; which: what to include or exclude."""
        return self.model_dump(mode="json", by_alias=True, **which)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, given: Any) -> Any:
        unknown = [key for key in given if key not in cls.known_keys()] if isinstance(given, dict) else []
        if unknown:
            raise wrong(f"{unknown[0]!r} is not a key here; known keys: {', '.join(cls.known_keys())}")
        return given

    @field_validator("*", mode="before")
    @classmethod
    def _read_text(cls, value: Any, info: ValidationInfo) -> Any:
        return read_text(value, cls.model_fields[info.field_name].annotation)


def read_text(value: Any, kind: Any) -> Any:
    """The value of type `kind` that a text stands for where that is null or one of several numbers; else the value as it is.

    pydantic itself reads other numbers, true and false. Raises PydanticCustomError for true and false in place of a number.
    """
    kinds = [get_args(part)[0] if get_origin(part) is Annotated else part for part in get_args(kind) or (kind,)]
    if isinstance(value, bool) and bool not in kinds and {int, float} & set(kinds):
        raise wrong(f"{str(value).lower()} is not a number")
    if value == "null" and NoneType in kinds and str not in kinds:
        return None
    if isinstance(value, str) and get_origin(kind) is Literal:
        return next((choice for choice in kinds if str(choice) == value), value)
    return value
