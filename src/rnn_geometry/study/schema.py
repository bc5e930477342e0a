"""`python -m rnn_geometry.study.schema` writes what follows from the typed config: a JSON schema, and the reference of keys.

The schema serves editors, and Snakemake's `validate`; the workflow itself reads the config with the models.
"""

import json
from pathlib import Path
from typing import Any

from rnn_geometry.study.config.config import Config
from rnn_geometry.study.reference import make_reference

ROOT = Path(__file__).parents[3]
SCHEMA = "workflow/schemas/config.schema.json"
REFERENCE = "docs/config.md"


def make_schema() -> dict[str, Any]:
    """The JSON schema of a config."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Config.model_json_schema()


def make_files() -> dict[str, str]:
    """The content of each generated file, by its path in the repository."""
    schema = json.dumps(make_schema(), indent=2, ensure_ascii=False)
    return {SCHEMA: f"{schema}\n", REFERENCE: make_reference()}


if __name__ == "__main__":
    for name, content in make_files().items():
        (ROOT / name).write_text(content, encoding="utf-8")
