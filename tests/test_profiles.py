"""The SLURM profile names rules that there are, and leaves no small job of a network or a figure on its own."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PROFILE = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text())
TEXT = "".join(path.read_text() for path in ROOT.glob("rules/*.smk"))
RULES = set(re.findall(r"^(?:rule|use rule \w+ as) (\w+_\w+)", TEXT, re.MULTILINE))
ALONE = {"fetch_corpus", "encode_texts", "train_network", "follow_training"}  # long, or with resources of their own


def test_every_rule_but_the_long_ones_goes_together_with_others():
    assert set(PROFILE["groups"]) == RULES - ALONE


def test_every_figure_goes_together_with_others():
    assert re.findall(r"^ +group:\n +\"(\w+)\"$", TEXT, re.MULTILINE) == ["figures"]  # of the one rule that stands in a loop


def test_every_group_says_how_much_goes_together():
    assert set(PROFILE["group-components"]) == set(PROFILE["groups"].values())


def test_every_job_that_runs_out_of_memory_or_time_gets_more():
    for resource in ("mem_mb", "runtime"):
        given = re.findall(rf"^ +{resource}=(.*),$", TEXT, re.MULTILINE)
        assert len(given) > 10
        assert all(re.fullmatch(r"more\(\d+\)", amount) for amount in given)
    assert PROFILE["retries"] >= 1
