"""A study: from its config to the runs it wants and the slice of the config that each job depends on."""

import math
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path

NAME = r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"  # of tasks, corpora, cells: they become folder names

OVER = ("l2", "rho", "length", "hidden_size")  # what a sweep varies
WHOLE = ("length", "hidden_size")  # of these, in whole numbers

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
    unknown_key = violation.validator in ("additionalProperties", "unevaluatedProperties")
    known = f"; known keys: {', '.join(_known_keys(violation.schema, violation.instance))}" if unknown_key else ""
    hint = " (YAML reads 1e-3 as text; write 1.0e-3)" if _is_number_as_text(violation) else ""
    return f"config: {f'{place}: ' if place else ''}{violation.message}{known}{hint}"


def _is_number_as_text(violation) -> bool:
    return violation.validator == "type" and re.fullmatch(r"\d+e[+-]?\d+", str(violation.instance)) is not None


def _known_keys(schema: dict, instance: dict) -> list[str]:
    """The keys of a schema, and those of the family that the instance is of."""
    families = [clause["then"] for clause in schema.get("allOf", []) if _is_of(clause["if"], instance)]
    return [key for part in [schema, *families] for key in part["properties"]]


def _is_of(condition: dict, instance: dict) -> bool:
    """Whether a condition of the schema, a constant or one of several under each key, holds for an instance."""
    allowed = {key: value.get("enum") or [value["const"]] for key, value in condition["properties"].items()}
    return all(instance.get(key, values[0]) in values for key, values in allowed.items())


def check_references(config: dict) -> None:
    """Raise ConfigError where a name points nowhere, two values contradict one another or a number is none."""
    _check_finite(config, [])
    for task, options in config["tasks"].items():
        _known(config, "recipes", options["recipe"], f"tasks.{task}.recipe")
        if "corpus" in options:
            _known(config, "corpora", options["corpus"], f"tasks.{task}.corpus")
        elif options["lengths"][0] > options["lengths"][1]:
            raise ConfigError(f"config: tasks.{task}.lengths: {options['lengths']} has its bounds in the wrong order")
    for corpus, options in config["corpora"].items():
        _check_corpus(options, f"corpora.{corpus}")
    blocks = {}
    for number, block in enumerate(config["study"]["runs"]):
        if "sweep" in block:
            _known(config, "sweeps", block["sweep"], f"study.runs[{number}].sweep")
        else:
            blocks[f"study.runs[{number}]"] = block
    blocks |= {f"sweeps.{name}": sweep for name, sweep in config["sweeps"].items()}
    for key, block in blocks.items():
        if fractions := [seed for seed in block["seeds"] if not isinstance(seed, int)]:  # to the schema 1.0 is an integer
            raise ConfigError(f"config: {key}.seeds: {fractions[0]} is not a whole number; write {int(fractions[0])}")
        for kind in ("tasks", "cells"):
            for name in block[kind]:
                _known(config, kind, name, f"{key}.{kind}")
    for name, sweep in config["sweeps"].items():
        for task in sweep["tasks"]:
            if sweep["over"] in ("rho", "length") and not _can_vary(config["tasks"][task], sweep["over"]):
                raise ConfigError(f"config: sweeps.{name}: the task {task} has no {sweep['over']} to sweep over")
        _check_values(f"sweeps.{name}.values", sweep)


def _check_finite(node, path: list[str]) -> None:
    """YAML has numbers, .nan and .inf, that no bound of the schema holds back."""
    if isinstance(node, float) and not math.isfinite(node):
        raise ConfigError(f"config: {'.'.join(path)}: {node} is not a finite number")
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        _check_finite(child, [*path, str(key)])


def _check_corpus(options: dict, key: str) -> None:
    if options["source"] == "hub" and options["revision"] is None and not Path(options["repository"]).is_dir():
        raise ConfigError(f"config: {key}: {options['repository']} needs a revision, a commit of the hub, or is no folder here")
    for number, (pattern, replacement) in enumerate(options.get("clean", [])):
        try:
            re.compile(pattern).sub(replacement, "")
        except (re.error, IndexError) as error:
            raise ConfigError(f"config: {key}.clean[{number}]: {pattern!r} is no regular expression ({error})") from error


def _known(config: dict, kind: str, name: str, key: str) -> None:
    if name not in config[kind]:
        raise ConfigError(f"config: {key}: {name!r} is not defined under {kind}; defined are: {', '.join(config[kind])}")


def _can_vary(task: dict, over: str) -> bool:
    return over in task if over == "rho" else "corpus" not in task


def _check_values(key: str, sweep: dict) -> None:
    if isinstance(sweep["values"], dict) and sweep["values"]["from"] == sweep["values"]["to"]:
        raise ConfigError(f"config: {key}: from and to are both {sweep['values']['to']}; give two bounds, or a list of values")
    for value in _values(sweep):
        if isinstance(value, bool) or not isinstance(value, int | float):
            hint = " (YAML reads 1e-3 as text; write 1.0e-3)" if isinstance(value, str) else ""
            raise ConfigError(f"config: {key}: {value!r} is not a number{hint}")
        if value < 0 or (value == 0 and sweep["over"] == "l2"):
            raise ConfigError(f"config: {key}: {value} is no value of {sweep['over']} to sweep over; it must be positive")
        if sweep["over"] == "rho" and value > 1:
            raise ConfigError(f"config: {key}: rho is {value}, but lies between 0 and 1")
        if sweep["over"] in WHOLE and (value < 1 or value != int(value)):
            raise ConfigError(f"config: {key}: {sweep['over']} is {value}, but is a whole number from 1 on")


def expand_sweeps(config: dict) -> dict[str, list[tuple[float, Run]]]:
    """The runs of each sweep that the study names, with the value that each stands for.

    A sweep over anything but l2 defines tasks or cells of its own, such as `correlated-3.rho-0.5`, and adds them to the
    config.
    """
    sweeps = {}
    for name in [block["sweep"] for block in config["study"]["runs"] if "sweep" in block]:
        sweep, sweeps[name] = config["sweeps"][name], []
        for value in _values(sweep):
            for task, cell, seed in product(sweep["tasks"], sweep["cells"], sweep["seeds"]):
                l2 = _recipe(config, task)["l2"]
                if sweep["over"] == "l2":
                    l2 = value
                elif sweep["over"] == "hidden_size":
                    cell = _variant(config["cells"], cell, "hidden_size", int(value))
                elif sweep["over"] == "length":
                    task = _variant(config["tasks"], task, "lengths", [int(value)] * 2, f"length-{int(value)}")
                else:
                    task = _variant(config["tasks"], task, "rho", float(value), f"rho-{value:g}")
                sweeps[name].append((value, Run(task, cell, format_l2(l2), str(seed))))
    return sweeps


def _values(sweep: dict) -> list[float]:
    """The values of a sweep; from, to and count stand for equal ratios, rounded to three digits, or to whole numbers."""
    values = sweep["values"]
    if isinstance(values, list):
        return values
    ratio = (values["to"] / values["from"]) ** (1 / (values["count"] - 1))
    steps = [values["from"] * ratio**i for i in range(values["count"])]
    if sweep["over"] in WHOLE:
        return list(dict.fromkeys(map(round, steps)))
    return [float(f"{step:.3g}") for step in steps]


def _variant(definitions: dict, name: str, key: str, value, label: str | None = None) -> str:
    """Define `name` once more with another value of `key`, under a name that says so; returns that name."""
    variant = f"{name}.{label or f'{key}-{value}'}"
    definitions[variant] = definitions[name] | {key: value}
    return variant


def expand_blocks(config: dict) -> list[Run]:
    """The runs of the study's own blocks, each once, in a fixed order; those of its sweeps are not among them."""
    runs = {}
    for block in config["study"]["runs"]:
        if "sweep" in block:
            continue
        for task, cell, seed in product(block["tasks"], block["cells"], block["seeds"]):
            for l2 in block.get("l2", [_recipe(config, task)["l2"]]):
                runs[Run(task, cell, format_l2(l2), str(seed))] = None
    return _in_order(runs)


def expand_runs(config: dict) -> list[Run]:
    """All runs of the study and its sweeps, each once, in a fixed order."""
    swept = [run for sweep in expand_sweeps(config).values() for _, run in sweep]
    return _in_order(dict.fromkeys([*expand_blocks(config), *swept]))


def control_of(config: dict, task: str) -> str:
    """What makes a task a control: "untrained" (a recipe of no epochs), "permuted" (labels), or "none" for no control."""
    if _recipe(config, task)["epochs"] == 0:
        return "untrained"
    return "permuted" if config["tasks"][task].get("training_labels") == "permuted" else "none"


def traits(config: dict, task: str) -> dict[str, str | bool]:
    """What the table of tasks says of a task beside its texts: which control it is, and whether words change one another."""
    return {"control": control_of(config, task), "context": config["tasks"][task].get("context", False)}


def _in_order(runs) -> list[Run]:
    """By task, categorical-2 before categorical-10, then cell, l2 and seed."""
    return sorted(runs, key=lambda run: (*re.split(r"(\d+)", run.task)[:1], len(run.task), run))


def format_l2(l2: float) -> str:
    """l2 as it stands in a path: shortest form that reads back as the same number."""
    return repr(float(l2))


def sets_have_names(config: dict, task: str) -> bool:
    """Whether a figure can give each class, or each set of labels, a name and a colour: not where labels are more than 4."""
    labels = config["tasks"][task].get("labels")
    return not isinstance(labels, list) or len(labels) <= 4


def viewed_tasks(config: dict, tasks: list[str]) -> list[str]:
    """The tasks of a study that its report shows closely: those that the config names, or one of each family, of synthetic and
    of real text, whose corners come nearest to the four that three dimensions can show."""
    able = [task for task in tasks if control_of(config, task) == "none" and sets_have_names(config, task)]
    for task in config["report"]["tasks"] or []:
        if task not in able:
            raise ConfigError(f"config: report.tasks: {task!r} is not shown by this study; shown are: {', '.join(able)}")
    kinds = {}
    for task in able:
        kinds.setdefault((config["tasks"][task]["family"], "corpus" in config["tasks"][task]), []).append(task)
    synthetic_first = sorted(kinds, key=lambda kind: kind[1])
    nearest = [min(kinds[kind], key=lambda task: abs(_corners(config["tasks"][task]) - 4)) for kind in synthetic_first]
    return config["report"]["tasks"] or nearest


def _corners(options: dict) -> int:
    """How many corners a simplex of the task's dimension has: its classes, or its labels and one; 5 stars in a plane."""
    labels = "labels" in options
    names = options["labels"] if labels else options.get("classes", 5)
    return (names if isinstance(names, int) else len(names)) + labels


def corpora_dir(config: dict, corpus: str) -> str | None:
    """The folder that a corpus of the hub is read from instead of the hub, or None."""
    return config["corpora_dir"] if config["corpora"][corpus]["source"] == "hub" else None


def corpus_files(config: dict, corpus: str) -> list[str]:
    """The files that a corpus is read from: a change in one of them makes it anew."""
    options = config["corpora"][corpus]
    names = [options["label_names"]] if isinstance(options["label_names"], str) else []
    if options["source"] == "files":
        return options["train"] + options["test"] + names
    if folder := corpora_dir(config, corpus):
        own = Path(folder) / corpus
        wanted = [own / "train.csv.gz", own / "test.csv.gz", *own.glob("labels.txt")]
        return [*map(str, wanted), *names]
    if options["source"] == "hub":
        return sorted(str(path) for path in Path(options["repository"]).rglob("*") if path.is_file()) + names
    return names


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
    return _recipe(config, task) | {"l2": float(l2)}


def _recipe(config: dict, task: str) -> dict:
    return config["recipes"][config["tasks"][task]["recipe"]]
