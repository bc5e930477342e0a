"""All figures, one row of this list per figure. A new one is a row, a module and a caption of its name.

The module `figures/{name}.py` has `draw(given)`, which takes what `figures/given.py` describes and returns a figure of
matplotlib; the caption is `workflow/report/{name}.rst`; a section of docs/reading.md says how to read it. From the row,
rules/figures.smk makes the rule `draw_{name}`. Standard library only, since the rules read it. What draws a figure does not
read it, so that a new row draws no other figure again.
"""

from dataclasses import dataclass

# Of what there is one figure each. Named ones are "task" and "sweep": their figures are `{name}-{task}` and `{name}-{sweep}`.
# Each figure shows networks, and there is none where the study has no such networks.
SUBJECTS = {
    "study": "all networks of the study",
    "own networks": "the study's own networks, those of its sweeps left out",
    "networks": "the study's own networks but for its controls",
    "simplex networks": "those of them whose manifold is expected to be a simplex",
    "shown networks": "those of them whose task has figures of its own",
    "skeletons": "those of them whose skeleton is sought",
    "pairs": "the networks that are compared with one another",
    "task": "the first seed of each cell and l2 of a task",
    "natural task": "likewise, for tasks of real text",
    "skeleton task": "likewise, those whose skeleton is sought",
    "followed task": "the networks of a task whose training is followed",
    "sweep": "the networks of a sweep",
    "penalty sweep": "the networks of a sweep over l2",
    "l2 sweep": "of a sweep over l2, one network of each cell at the largest l2",
}


@dataclass(frozen=True)
class Figure:
    """One figure: its name; of which of SUBJECTS there is one each; and the part of Snakemake's report that it stands in.

    reads: which files of each network it is drawn from, by their names in `layout.FILES`, and "task" for the record of the
    task. tables: the tables over the study that it is drawn from. first: whether the first of the networks is all that it
    shows. label: what it is called beside other figures of its category.
    """

    name: str
    of: str
    category: str
    reads: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    first: bool = False
    label: str = ""

    @property
    def module(self) -> str:
        """The module that draws it."""
        return f"rnn_geometry.figures.{self.name}"

    @property
    def wildcard(self) -> str:
        """What its subjects have names as: "task", "sweep", or "" where there is one figure only."""
        last = self.of.split()[-1]
        return last if last in ("task", "sweep") else ""

    def file(self, subject: str) -> str:
        """The name of its files, without the suffix, for one subject."""
        return f"{self.name}-{subject}" if self.wildcard else self.name


FIGURES = [
    Figure("predicted_dimension", "networks", "Word counts", tables=("dimension", "word_counts"), label="predicted_dimension"),
    Figure("baselines", "networks", "Word counts", tables=("metrics", "word_counts"), label="baselines"),
    Figure("evidence", "natural task", "Word counts", reads=("deflections",), first=True),
    Figure("dimension", "simplex networks", "Over the number of classes", tables=("dimension", "tasks"), label="dimension"),
    Figure("readouts", "simplex networks", "Over the number of classes", tables=("readouts", "tasks"), label="readouts"),
    Figure(
        "time_constants",
        "simplex networks",
        "Over the number of classes",
        tables=("modes", "tasks"),
        label="time_constants",
    ),
    Figure("memory", "simplex networks", "Over the number of classes", tables=("memory", "modes", "tasks"), label="memory"),
    Figure(
        "readout_subspace",
        "simplex networks",
        "Over the number of classes",
        tables=("readout_subspace", "tasks"),
        label="readout_subspace",
    ),
    Figure("manifold", "task", "Manifolds", reads=("states", "fixed_points_arrays", "modes_arrays", "task")),
    Figure("points", "task", "Slow points", reads=("states", "fixed_points_arrays", "modes_arrays", "task"), first=True),
    Figure("spectrum", "task", "Spectra", reads=("modes_arrays", "task")),
    Figure("memory_kernel", "task", "Memory", reads=("memory_arrays", "modes_arrays", "task")),
    Figure("deflections", "task", "Words", reads=("effects_arrays", "task")),
    Figure("linearisation", "task", "Linearised networks", reads=("effects_arrays", "effects", "task")),
    Figure("flow", "task", "Flow", reads=("effects_arrays", "modes_arrays", "task")),
    Figure("sufficiency", "shown networks", "Sufficiency", reads=("effects_arrays", "effects"), tables=("tasks",)),
    Figure("interchange", "own networks", "Interventions", tables=("interchange", "tasks"), label="all networks"),
    Figure("contraction", "own networks", "Interventions", tables=("contraction", "tasks"), label="contraction"),
    Figure("interchange_curves", "task", "Interventions", reads=("interchange_arrays", "task")),
    Figure("sweep", "sweep", "Sweeps", tables=("dimension", "modes", "metrics")),
    Figure("penalty", "penalty sweep", "Sweeps", tables=("penalties",), label="penalty"),
    Figure("collapsed", "l2 sweep", "Sweeps", reads=("modes_arrays", "task"), label="spectra"),
    Figure("emergence", "followed task", "Emergence", tables=("emergence",)),
    Figure("skeleton", "skeleton task", "Skeletons", reads=("states", "skeleton_arrays", "task")),
    Figure("skeleton_counts", "skeletons", "Skeletons", tables=("skeleton",), label="counts"),
    Figure("skeleton_asymmetry", "skeletons", "Skeletons", tables=("skeleton", "readouts", "tasks"), label="asymmetry"),
    Figure("claims", "study", "Claims", tables=("claims", "claims_detail"), label="verdicts"),
    Figure("universality", "pairs", "Claims", tables=("universality",), label="universality"),
]
