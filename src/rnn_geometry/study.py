"""A study: from its config to the runs it wants and the slice of the config that each job depends on."""

import re
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

from rnn_geometry.own import digest, split_import

NAME = r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"  # of tasks, corpora, cells: they become folder names

OVER = ("l2", "rho", "length", "hidden_size")  # what a sweep varies
WHOLE = ("length", "hidden_size")  # of these, in whole numbers

MODULES = {"embedding": "embedding", "rnn": "rnn", "readout": "readout"}  # of an imported network, unless `keys` says otherwise
CONTINUOUS = {"linear_attention"}  # types of cells whose fixed points are a continuum: they have no skeleton
NOT_IN_THE_TEXTS = {"embedding", "constant_input", "recipe"}  # task keys that its texts do not depend on


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


def expand_sweeps(config: dict) -> dict[str, list[tuple[float, Run]]]:
    """The runs of each sweep that the study names, with the value that each stands for.

    A sweep over anything but l2 defines tasks or cells of its own, such as `correlated-3.rho-0.5`, and adds them to the
    config.
    """
    sweeps = {}
    for name in [block["sweep"] for block in config["study"]["runs"] if "sweep" in block]:
        sweep, sweeps[name] = config["sweeps"][name], []
        for value in sweep_values(sweep):
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


def sweep_values(sweep: dict) -> list[float]:
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
    own = [_runs_of(config, block) for block in config["study"]["runs"] if "sweep" not in block]
    return _in_order(dict.fromkeys(chain.from_iterable(own)))


def followed_runs(config: dict) -> list[Run]:
    """The runs whose training is followed, those of blocks with `follow: true`, each once, in a fixed order."""
    followed = [_runs_of(config, block) for block in config["study"]["runs"] if block.get("follow")]
    return _in_order(dict.fromkeys(chain.from_iterable(followed)))


def _runs_of(config: dict, block: dict) -> list[Run]:
    return [
        Run(task, cell, format_l2(l2), str(seed))
        for task, cell, seed in product(block["tasks"], block["cells"], block["seeds"])
        # What penalty an imported network was trained with is not known: none was added here.
        for l2 in block.get("l2", [0.0 if is_imported(config, cell) else _recipe(config, task)["l2"]])
    ]


def expand_runs(config: dict) -> list[Run]:
    """All runs of the study and its sweeps, each once, in a fixed order."""
    swept = [run for sweep in expand_sweeps(config).values() for _, run in sweep]
    return _in_order(dict.fromkeys([*expand_blocks(config), *swept]))


def skeleton_runs(config: dict, runs: list[Run]) -> list[Run]:
    """Those of the runs whose skeleton is sought: of the config's families, where the simplex or hypercube of the task has few
    enough faces, of cells whose fixed points are isolated, and of the first seeds of each task, cell and l2."""
    options, chosen = config["skeleton"], {}
    for run in runs:
        task = config["tasks"][run.task]
        isolated = config["cells"][run.cell].get("type") not in CONTINUOUS
        if isolated and task["family"] in options["families"] and _faces(task) <= options["most_faces"]:
            chosen.setdefault((run.task, run.cell, run.l2), []).append(run)
    return [run for group in chosen.values() for run in group[: options["seeds"]]]


def skeleton_options(config: dict) -> dict:
    """How skeletons are sought."""
    return {key: value for key, value in config["skeleton"].items() if key not in ("families", "most_faces", "seeds")}


def _faces(options: dict) -> int:
    """How many faces the hypercube of a task's labels has, or the simplex of its classes."""
    names = options.get("labels", options.get("classes", 5))
    count = names if isinstance(names, int) else len(names)
    return 3**count if "labels" in options else 2**count - 1


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


def viewable_tasks(config: dict, tasks: list[str]) -> list[str]:
    """Those of a study's tasks that its report can show closely."""
    return [task for task in tasks if control_of(config, task) == "none" and sets_have_names(config, task)]


def viewed_tasks(config: dict, tasks: list[str]) -> list[str]:
    """Those that it does show: the tasks that the config names, or one of each family, of synthetic and of real text, whose
    corners come nearest to the four that three dimensions have room for."""
    if config["report"]["tasks"]:
        return config["report"]["tasks"]
    kinds = {}
    for task in viewable_tasks(config, tasks):
        kinds.setdefault(("corpus" in config["tasks"][task], config["tasks"][task]["family"]), []).append(task)
    synthetic_first = sorted(kinds, key=lambda kind: kind[0])
    return [min(kinds[kind], key=lambda task: abs(_corners(config["tasks"][task]) - 4)) for kind in synthetic_first]


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


def own_cell(config: dict, cell: str) -> dict | None:
    """The definition of a cell that the user wrote, by which alone its code is found: `import`, its file and class, and
    `digest`, of that file's content, so that a change in it is one of the definition; None for a cell of this package."""
    if (named := config["cells"][cell].get("import")) is None:
        return None
    return {"import": named, "digest": digest(Path(split_import(named)[0]).read_bytes())}


def is_imported(config: dict, cell: str) -> bool:
    """Whether a cell stands for a network that was trained elsewhere."""
    return "checkpoint" in config["cells"][cell]


def import_options(config: dict, cell: str) -> dict:
    """What an imported network depends on, but for its file and its task."""
    options = config["cells"][cell]
    return {"cell": options["type"], "hidden_size": options["hidden_size"], "keys": MODULES | options.get("keys", {})}


def own_vocabulary(config: dict, task: str) -> dict | None:
    """The file of words that a task's vocabulary is, with its padding and unknown word; None where it is built on its texts."""
    vocabulary = config["tasks"][task].get("vocabulary")
    return vocabulary if isinstance(vocabulary, dict) else None


def vocabulary_files(config: dict, task: str) -> list[str]:
    """The file that a task's vocabulary is read from, where there is one."""
    found = own_vocabulary(config, task)
    return [found["file"]] if found else []


def kinds(config: dict) -> dict[str, dict]:
    """Of each cell its type and size, as claims ask for them. Claims speak of types trained here, so a user's own cell and a
    network trained elsewhere have types of their own: `own` and `imported`."""
    found = {}
    for cell, options in config["cells"].items():
        kind = "own" if "import" in options else "imported" if is_imported(config, cell) else options["type"]
        found[cell] = {"type": kind, "hidden_size": options["hidden_size"]}
    return found


def architecture_options(config: dict, task: str, cell: str) -> dict:
    """What the untrained network of a task and a cell depends on, but for the vocabulary and the classes."""
    options = dict(config["cells"][cell])
    options.pop("import", None)
    architecture = {
        "cell": own_cell(config, cell) or options.pop("type"),
        "hidden_size": options.pop("hidden_size"),
        "readout_bias": options.pop("readout_bias"),
        "embedding": config["tasks"][task]["embedding"],
    }
    return architecture | ({"cell_options": options} if options else {})  # what this type of cell has of its own


def recipe_options(config: dict, task: str, l2: str) -> dict:
    """What training depends on."""
    return _recipe(config, task) | {"l2": float(l2)}


def _recipe(config: dict, task: str) -> dict:
    return config["recipes"][config["tasks"][task]["recipe"]]
