"""The reference of all keys of the config, docs/config.md: made from the models, a table per section."""

import json
from collections.abc import Iterator
from inspect import cleandoc
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from rnn_geometry.options import Options
from rnn_geometry.study.config.config import Config

HEAD = """\
# Every key of the config

What a study leaves out takes the default; a key without a default must be given. An overlay is merged into
[config.yaml](../config.yaml) key by key, and lists are replaced. The command line can set any key, such as
`--config 'dimension={neighbours: 15}'`. Editors can use the JSON schema,
[config.schema.json](../workflow/schemas/config.schema.json).

`python -m rnn_geometry.study.schema` makes this page and that schema from the models of
[study/config/](../src/rnn_geometry/study/config), and those of [networks/options.py](../src/rnn_geometry/networks/options.py),
[engine/options.py](../src/rnn_geometry/engine/options.py) and [measures/options.py](../src/rnn_geometry/measures/options.py).
"""
KINDS = {"integer": "whole number", "number": "number", "string": "text", "boolean": "true or false", "null": "null"}
BOUNDS = {"minimum": "≥ {}", "exclusiveMinimum": "> {}", "maximum": "≤ {}", "exclusiveMaximum": "< {}"}


def make_reference() -> str:
    """The whole page."""
    sections = {name: field for name, field in Config.model_fields.items() if _models_in(field)}
    others = [name for name in Config.model_fields if name not in sections]
    tables = [_section(name, field) for name, field in sections.items()]
    return "\n".join([HEAD, *tables, f"## Other keys\n\n{_table(Config, others)}"])


def _section(name: str, field: FieldInfo) -> str:
    """A section of the config: its tables, those keys first that several of its forms share."""
    models = _models_in(field)
    parts = [f"## {name}\n"]
    if get_origin(field.annotation) is dict:
        parts.append(f"{field.description} A mapping from names to:\n")
    told: list[type[Options]] = []
    for model in models:
        base = model.__base__
        same = {name for name in base.model_fields if _same(model, base, name)} if len(models) > 1 else set()
        if same and base not in told:
            told.append(base)
            parts.append(_part(base, set(base.model_fields) - same))
        parts.append(_part(model, same))
    return "\n".join(parts)


def _same(model: type[Options], base: type[Options], name: str) -> bool:
    return model.model_fields[name].annotation == base.model_fields[name].annotation


def _part(model: type[Options], but: set[str]) -> str:
    """A table of a model's keys without some of them, under what the model stands for."""
    about = " ".join(cleandoc(model.__doc__).partition("\n\n")[0].split())
    names = [name for name in model.model_fields if name not in but]
    names.sort(key=lambda name: not model.model_fields[name].is_required())
    return f"{about}\n\n{_table(model, names)}" if names else f"{about}\n"


def _table(model: type[Options], names: list[str]) -> str:
    properties = model.model_json_schema()["properties"]
    lines = ["| key | value | default | |", "|---|---|---|---|"]
    for name in names:
        field = model.model_fields[name]
        key = field.alias or name
        default = "" if field.is_required() else f"`{_shown(field.default)}`"
        cells = [f"`{key}`", _values(properties[key]), default, field.description or ""]
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _shown(default: Any) -> str:
    if isinstance(default, Options):
        return "{}"
    return json.dumps(default).replace('"', "")


def _values(schema: dict) -> str:
    """What a value may be, in words."""
    if forms := schema.get("anyOf", schema.get("oneOf")):
        return " or ".join(dict.fromkeys(map(_values, forms)))
    if "$ref" in schema:
        return "mapping, see below"
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{choice}`" for choice in schema.get("enum", [schema.get("const")]))
    if "prefixItems" in schema:
        return f"two of {_values(schema['prefixItems'][0])}"
    if schema.get("type") == "array":
        items = _values(schema["items"])
        return f"list of ({items})" if " or " in items else f"list of {items}"
    if schema.get("type") == "object":
        return "mapping"
    bounds = " and ".join(text.format(f"{schema[key]:g}") for key, text in BOUNDS.items() if key in schema)
    return f"{KINDS[schema['type']]} {bounds}".strip()


def _models_in(field: FieldInfo) -> list[type[Options]]:
    """The models in a field's type, each once, in their order, with those inside of them."""
    found: list[type[Options]] = []
    for model in _walk(field.annotation):
        if model not in found:
            found.append(model)
            found += [inner for own in model.model_fields.values() for inner in _models_in(own) if inner not in found]
    return found


def _walk(annotation: Any) -> Iterator[type[Options]]:
    if isinstance(annotation, type) and issubclass(annotation, Options):
        yield annotation
    for part in get_args(annotation):
        yield from _walk(part)
