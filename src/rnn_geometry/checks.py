"""What is wrong with a config, told before any work is done: the key, what stands there, and what would be right."""

import math
import re
from itertools import product
from pathlib import Path

from rnn_geometry.own import require_class, require_file
from rnn_geometry.study import WHOLE, control_of, is_imported, sweep_values, vocabulary_files


class ConfigError(ValueError):
    """A config that asks for what cannot be; the message names the key and says what would be right."""


def explain(violation) -> str:
    """One line for a violation of the config's schema (a jsonschema ValidationError): the key, what is wrong, what is right.

    Of several forms that a value may have, the one whose type it is of says what is wrong with it.
    """
    forms = violation.context or ()
    if meant := [form for form in forms if form.validator not in ("type", "const") or form.path]:
        return explain(meant[0])
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in violation.absolute_path).lstrip(".")
    unknown_key = violation.validator in ("additionalProperties", "unevaluatedProperties")
    known = f"; known keys: {', '.join(_known_keys(violation.schema, violation.instance))}" if unknown_key else ""
    hint = " (YAML reads 1e-3 as text; write 1.0e-3)" if _is_number_as_text(violation) else ""
    if violation.validator == "type" and violation.validator_value == "array":
        hint = f" (write [{violation.instance}])"
    if violation.validator in ("minItems", "minProperties"):
        hint = f" (at least {violation.validator_value} are needed)"
    of_no_form = f"{violation.instance!r} is none of {', '.join(str(form.validator_value) for form in forms)}"
    return f"config: {f'{place}: ' if place else ''}{of_no_form if forms else violation.message}{known}{hint}"


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
            for file in vocabulary_files(config, task):
                _require_file(file, f"tasks.{task}.vocabulary.file")
        elif options["lengths"][0] > options["lengths"][1]:
            raise ConfigError(f"config: tasks.{task}.lengths: {options['lengths']} has its bounds in the wrong order")
    for corpus, options in config["corpora"].items():
        _check_corpus(options, f"corpora.{corpus}")
    for cell, options in config["cells"].items():
        _check_cell(options, f"cells.{cell}")
        _check_heads(options, options["hidden_size"], f"cells.{cell}")
    blocks = {}
    for number, block in enumerate(config["study"]["runs"]):
        if "sweep" in block:
            _known(config, "sweeps", block["sweep"], f"study.runs[{number}].sweep")
        else:
            blocks[f"study.runs[{number}]"] = block
    blocks |= {f"sweeps.{name}": sweep for name, sweep in config["sweeps"].items()}
    for key, block in blocks.items():
        if fractions := [seed for seed in block["seeds"] if not isinstance(seed, int)]:  # to the schema 1.0 is an integer
            raise ConfigError(f"config: {key}.seeds: {fractions[0]} is not an integer; write {int(fractions[0])}")
        for kind in ("tasks", "cells"):
            for name in block[kind]:
                _known(config, kind, name, f"{key}.{kind}")
        _check_follow(config, block, f"{key}.follow")
        for cell in filter(lambda cell: is_imported(config, cell), block["cells"]):
            _check_imported_run(config, cell, block, key)
    for name, sweep in config["sweeps"].items():
        for task in sweep["tasks"]:
            if sweep["over"] in ("rho", "length") and not _can_vary(config["tasks"][task], sweep["over"]):
                raise ConfigError(f"config: sweeps.{name}: the task {task} has no {sweep['over']} to sweep over")
        _check_values(f"sweeps.{name}.values", sweep)
        if sweep["over"] == "hidden_size":
            for cell, value in product(sweep["cells"], sweep_values(sweep)):
                _check_heads(config["cells"][cell], int(value), f"sweeps.{name}.values: cells.{cell}")


def check_report(config: dict, viewable: list[str]) -> None:
    """Raise ConfigError where the report is asked for a task that the study cannot show."""
    for task in config["report"]["tasks"] or []:
        if task not in viewable:
            raise ConfigError(f"config: report.tasks: {task!r} is none that this study can show; it can: {', '.join(viewable)}")


def _check_heads(cell: dict, hidden_size: int, key: str) -> None:
    if hidden_size % cell.get("heads", 1):
        raise ConfigError(f"config: {key}.heads: {cell['heads']} does not divide hidden_size, {hidden_size}")


def _check_follow(config: dict, block: dict, key: str) -> None:
    for task in block["tasks"] if block.get("follow") else ():
        if control_of(config, task) == "untrained":
            recipe = config["tasks"][task]["recipe"]
            raise ConfigError(
                f"config: {key}: {task} is not trained (recipe {recipe}: no epochs), so there is nothing to follow"
            )


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


def _check_imported_run(config: dict, cell: str, block: dict, key: str) -> None:
    """A network trained elsewhere is one network: nothing of its training can be varied here."""
    place = f"config: {key}: {cell} is an imported network"
    if "over" in block:
        raise ConfigError(f"{place}, which no sweep can train anew; leave it out")
    if block.get("follow"):
        raise ConfigError(f"{place}, whose training cannot be followed; leave out follow")
    if len(block["seeds"]) > 1 or "l2" in block:
        raise ConfigError(f"{place}: give it a block of its own, with one seed and no l2")
    for task in block["tasks"]:
        if (control := control_of(config, task)) != "none":
            raise ConfigError(f"{place}, but {task} is a control of {control} networks; leave one of them out")


def _require_file(file: str, key: str) -> None:
    try:
        require_file(file)
    except ValueError as error:
        raise ConfigError(f"config: {key}: {error}") from error


def _check_cell(options: dict, key: str) -> None:
    if "checkpoint" in options:
        if options.get("type") not in ("vanilla", "gru", "lstm"):
            raise ConfigError(f"config: {key}: a checkpoint is of torch's nn.RNN, nn.GRU or nn.LSTM: type vanilla, gru or lstm")
        _require_file(options["checkpoint"], f"{key}.checkpoint")
    if "import" not in options:
        return
    if "type" in options:
        raise ConfigError(f"config: {key}: it has both a type and an import; a cell is built in, or a class of your own")
    try:
        require_class(options["import"])
    except ValueError as error:
        raise ConfigError(f"config: {key}.import: {error}") from error


def _known(config: dict, kind: str, name: str, key: str) -> None:
    if name not in config[kind]:
        raise ConfigError(f"config: {key}: {name!r} is not defined under {kind}; defined are: {', '.join(config[kind])}")


def _can_vary(task: dict, over: str) -> bool:
    return over in task if over == "rho" else "corpus" not in task


def _check_values(key: str, sweep: dict) -> None:
    if isinstance(sweep["values"], dict) and sweep["values"]["from"] == sweep["values"]["to"]:
        raise ConfigError(f"config: {key}: from and to are both {sweep['values']['to']}; give two bounds, or a list of values")
    for value in sweep_values(sweep):
        if isinstance(value, bool) or not isinstance(value, int | float):
            hint = " (YAML reads 1e-3 as text; write 1.0e-3)" if isinstance(value, str) else ""
            raise ConfigError(f"config: {key}: {value!r} is not a number{hint}")
        if value < 0 or (value == 0 and sweep["over"] == "l2"):
            raise ConfigError(f"config: {key}: {value} is no value of {sweep['over']} to sweep over; it must be positive")
        if sweep["over"] == "rho" and value > 1:
            raise ConfigError(f"config: {key}: rho is {value}, but lies between 0 and 1")
        if sweep["over"] in WHOLE and (value < 1 or value != int(value)):
            raise ConfigError(f"config: {key}: {sweep['over']} is {value}, but is a whole number from 1 on")
