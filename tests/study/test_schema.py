"""The files made from the typed config: in step with it, and of use."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from overlays import with_overlays
from snakemake.utils import update_config

from rnn_geometry.study.config.config import Config, read_config
from rnn_geometry.study.config.errors import ConfigError
from rnn_geometry.study.schema import REFERENCE, SCHEMA, make_files

ROOT = Path(__file__).parents[2]
FILES = make_files()
VALIDATOR = jsonschema.Draft202012Validator(json.loads(FILES[SCHEMA]))


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_in_step(name):
    assert (ROOT / name).read_text(encoding="utf-8") == FILES[name], "run: python -m rnn_geometry.study.schema"


OVERLAYS = [
    [],
    ["config/hub.yaml", "config/paper.yaml"],
    ["config/hub.yaml", "config/natural.yaml"],
    ["config/hub.yaml", "config/corpora.yaml"],
    ["config/hub.yaml", "config/corpora.yaml", "config/corpora_tuning.yaml"],
    ["config/hub.yaml", "config/paper.yaml", "config/authors_natural.yaml"],
    *(
        [f"config/{name}.yaml"]
        for name in ("smoke", "emergence", "linear_attention", "authors", "architectures", "tuning", "confirm", "lstm_readout")
    ),
    *([f"config/inputs/{name}.yaml"] for name in ("zero", "mean", "neutral")),
    *([f"docs/example/{name}.yaml"] for name in ("leaky", "theirs", "tickets")),
]


@pytest.mark.parametrize("names", OVERLAYS, ids=" ".join)
def test_every_study_here_is_one_that_the_schema_takes(names):
    VALIDATOR.validate(with_overlays(*names))


BLOCK = {"tasks": ["categorical-3"], "cells": ["gru"], "seeds": [0]}
CHANGES = [
    {"colour": 1},
    {"dimension": {"neighbours": 1}},
    {"tasks": {"x": {"family": "cubes"}}},
    {"tasks": {"categorical-3": {"lengths": [0, 0]}}},
    {"study": {"runs": [BLOCK | {"seeds": [-1]}]}},
    {"study": {"runs": [BLOCK | {"l2": [-1]}]}},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_the_schema_refuses_what_the_models_refuse(change):
    config = with_overlays()
    update_config(config, change)
    assert not VALIDATOR.is_valid(config)
    with pytest.raises(ConfigError):
        read_config(config)


ANNOTATIONS = {"$schema", "$defs", "title", "description", "default"}
OF_NAMES = {"properties", "patternProperties", "$defs"}  # their keys are names, not keywords


def keywords(schema: dict) -> set[str]:
    """The keywords that a schema uses, at whatever depth."""
    found = set(schema)
    for key, value in schema.items():
        inner = value.values() if key in OF_NAMES else value if isinstance(value, list) else [value]
        for part in inner if key not in ("const", "default", "enum") else []:
            found |= keywords(part) if isinstance(part, dict) else set()
    return found


def test_the_schema_has_no_keyword_that_editors_would_ignore():
    assert keywords({"items": {"ge": 0}}) == {"items", "ge"}
    assert keywords(json.loads(FILES[SCHEMA])) <= set(VALIDATOR.VALIDATORS) | ANNOTATIONS


def models_in(schema: dict) -> list[dict]:
    return [schema, *(part for part in schema["$defs"].values() if "properties" in part)]


def test_every_key_has_a_description():
    for part in models_in(json.loads(FILES[SCHEMA]))[1:]:
        for key, about in part["properties"].items():
            assert "description" in about or "$ref" in about, (part["title"], key)


def test_the_reference_has_every_key_of_every_section():
    told = set(re.findall(r"^\| `(\w+)` \|", FILES[REFERENCE], re.MULTILINE))
    keys = {key for part in models_in(json.loads(FILES[SCHEMA]))[1:] for key in part["properties"]}
    assert keys <= told
    assert set(re.findall(r"^## (\w+)$", FILES[REFERENCE], re.MULTILINE)) == set(Config.model_fields) - {"corpora_dir"}


def test_no_table_of_the_reference_has_a_cell_too_many():
    for line in re.findall(r"^\|.*\|$", FILES[REFERENCE], re.MULTILINE):
        assert len(re.findall(r"(?<!\\)\|", line)) == 5, line
