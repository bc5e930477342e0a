"""A study: from its config to the runs it wants and the slice of the config that each job depends on."""

import re
from dataclasses import dataclass
from itertools import product

NAME = r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"  # of tasks, corpora, cells: they become folder names

NOT_IN_THE_TEXTS = {"embedding", "constant_input", "recipe"}  # task keys that its texts do not depend on


class ConfigError(ValueError):
    """A config that asks for what cannot be; the message names the key and says what would be right."""


@dataclass(frozen=True, order=True)
class Run:
    """One trained network."""

    task: str
    cell: str
    l2: str
    seed: str

    @property
    def folder(self) -> str:
        return f"results/runs/{self.task}/{self.cell}/l2-{self.l2}/seed-{self.seed}"


def explain(violation) -> str:
    """One line for a violation of the config's schema (a jsonschema ValidationError): the key, what is wrong, what is right."""
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in violation.absolute_path).lstrip(".")
    known = (
        f"; known keys: {', '.join(violation.schema['properties'])}" if violation.validator == "additionalProperties" else ""
    )
    hint = " (YAML reads 1e-3 as text; write 1.0e-3)" if _is_number_as_text(violation) else ""
    return f"config: {f'{place}: ' if place else ''}{violation.message}{known}{hint}"


def _is_number_as_text(violation) -> bool:
    return violation.validator == "type" and re.fullmatch(r"\d+e[+-]?\d+", str(violation.instance)) is not None


def check_references(config: dict) -> None:
    """Raise ConfigError where a name points nowhere or two values contradict one another."""
    for task, options in config["tasks"].items():
        _known(config, "recipes", options["recipe"], f"tasks.{task}.recipe")
        if "corpus" in options:
            _known(config, "corpora", options["corpus"], f"tasks.{task}.corpus")
        elif options["lengths"][0] > options["lengths"][1]:
            raise ConfigError(f"config: tasks.{task}.lengths: {options['lengths']} has its bounds in the wrong order")
    for number, block in enumerate(config["study"]["runs"]):
        for kind in ("tasks", "cells"):
            for name in block[kind]:
                _known(config, kind, name, f"study.runs[{number}].{kind}")


def _known(config: dict, kind: str, name: str, key: str) -> None:
    if name not in config[kind]:
        raise ConfigError(f"config: {key}: {name!r} is not defined under {kind}; defined are: {', '.join(config[kind])}")


def expand_runs(config: dict) -> list[Run]:
    """All runs of the study, each once, in a fixed order."""
    runs = {}
    for block in config["study"]["runs"]:
        for task, cell, seed in product(block["tasks"], block["cells"], block["seeds"]):
            own = config["recipes"][config["tasks"][task]["recipe"]]["l2"]
            for l2 in block.get("l2", [own]):
                runs[Run(task, cell, format_l2(l2), str(seed))] = None
    return sorted(runs, key=lambda run: (*re.split(r"(\d+)", run.task)[:1], len(run.task), run))


def format_l2(l2: float) -> str:
    """l2 as it stands in a path: shortest form that reads back as the same number."""
    return repr(float(l2))


def texts_options(config: dict, task: str) -> dict:
    """What the texts of a task depend on."""
    return {key: value for key, value in config["tasks"][task].items() if key not in NOT_IN_THE_TEXTS}


def architecture_options(config: dict, task: str, cell: str) -> dict:
    """What the untrained network of a task and a cell depends on, but for the vocabulary and the classes."""
    options = config["cells"][cell]
    return {
        "cell": options["type"],
        "hidden_size": options["hidden_size"],
        "readout_bias": options["readout_bias"],
        "embedding": config["tasks"][task]["embedding"],
    }


def recipe_options(config: dict, task: str, l2: str) -> dict:
    """What training depends on."""
    return config["recipes"][config["tasks"][task]["recipe"]] | {"l2": float(l2)}
