"""All measures of a run, a row each. A new number per run is a module with a function `measure`, and a row here.

Imports nothing heavy: the workflow's rules read the rows too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from inspect import signature

PACKAGE = "rnn_geometry.measures"
STAGES = {
    "dynamics": "where it asks the network itself",
    "interventions": "where it changes states, and reads on",
    "geometry": "where visited states and slow points are enough",
    "skeleton": "in a job of its own",
}


@dataclass(frozen=True)
class Measure:
    """One measure: `measure(subject, options, rng) -> Measured` in a module of this package.

    name: of its record, its table and its module; stage: the file in rules/ whose job takes it, one of STAGES; section: of
    the config, with its options, or None; key: of its random generator; part: what its arrays are to later measures (a
    property of `Subject`); arrays: whether it writes `{name}.safetensors`; table: a CSV of the run's own that it writes too.
    """

    name: str
    stage: str
    section: str | None = None
    key: str = ""
    part: str | None = None
    arrays: bool = False
    table: str | None = None

    def __post_init__(self):
        if self.stage not in STAGES:
            raise ValueError(f"the measure {self.name} is of the stage {self.stage!r}; stages are: {', '.join(STAGES)}")

    @property
    def files(self) -> dict[str, str]:
        """What it writes of a run, by name: `{name}` for its record, `{name}_arrays`, and a table by its own name."""
        files = {f"{self.name}_arrays": f"{self.name}.safetensors"} if self.arrays else {}
        files[self.name] = f"{self.name}.json"
        return files | ({self.table: f"{self.table}.csv"} if self.table else {})

    @property
    def module(self) -> str:
        """The module's full name."""
        return f"{PACKAGE}.{self.name}"

    def load(self):
        """The module, imported when it is asked for."""
        return import_module(self.module)

    @property
    def options(self) -> type | None:
        """The model of its section, which is what its function says that it takes; None where it takes no options."""
        return signature(self.load().measure).parameters["options"].annotation


MEASURES = (
    Measure("dimension", "geometry", section="dimension", key="dimension"),
    Measure("readouts", "geometry"),
    Measure("corners", "geometry"),
    Measure("scores", "geometry"),
    Measure("readout_subspace", "geometry"),
    Measure("fixed_points", "dynamics", section="fixed_points", key="fixed points", part="points", arrays=True),
    Measure("modes", "dynamics", section="modes", arrays=True),
    Measure("effects", "dynamics", section="effects", key="effects", arrays=True, table="deflections"),
    Measure("memory", "dynamics", section="memory", key="memory", arrays=True),
    Measure("interchange", "interventions", section="interchange", key="interchange", arrays=True),
    Measure("contraction", "interventions", section="contraction", key="contraction", arrays=True),
    Measure("skeleton", "skeleton", section="skeleton", key="skeleton", arrays=True),
)


def measures_of(stage: str) -> list[Measure]:
    """The measures that one job takes, in their order."""
    return [measure for measure in MEASURES if measure.stage == stage]


def rows_of(stage: str) -> list[str]:
    """What this registry says of the measures that one job takes, in words."""
    return list(map(repr, measures_of(stage)))


def sections_of(stage: str) -> list[str]:
    """The sections of the config that it depends on."""
    return [measure.section for measure in measures_of(stage) if measure.section]


def modules_of(stage: str) -> Iterable[str]:
    """The modules of its measures."""
    return [measure.module for measure in measures_of(stage)]
