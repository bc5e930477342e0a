"""The studies of this repository as Snakemake merges them."""

from pathlib import Path

import yaml
from snakemake.utils import update_config

ROOT = Path(__file__).parents[1]


def with_overlays(*names: str) -> dict:
    """The raw config of the default study, with overlays in their order: paths from the repository's root."""
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    for name in names:
        if name != "config.yaml":
            update_config(config, yaml.safe_load((ROOT / name).read_text(encoding="utf-8")))
    return config
