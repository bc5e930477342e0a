"""Which networks are trained, and what is shown of them: the sections `study`, `sweeps`, `skeleton` and `report`."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from rnn_geometry.engine.options import SkeletonOptions
from rnn_geometry.options import Options, wrong
from rnn_geometry.study.config.values import UNIQUE, Name, Names, NotNegative, Number, Seeds, Unique, key_of, one_of
from rnn_geometry.tasks.families import FAMILIES

OVER = ("l2", "rho", "length", "hidden_size")  # what a sweep varies
WHOLE = ("length", "hidden_size")  # of these, in whole numbers

Penalties = Annotated[list[NotNegative], Unique, Field(min_length=1, json_schema_extra=UNIQUE)]


class Block(Options):
    """Networks: every task with every cell and every seed."""

    tasks: Names = Field(description="Names under tasks.")
    cells: Names = Field(description="Names under cells.")
    seeds: Seeds = Field(description="One network for each; whole numbers.")
    l2: Penalties | None = Field(None, description="L2 penalties, one network for each, instead of the recipe's own.")
    follow: bool = Field(False, description="Whether each is trained again and measured on the way, as `emergence` says.")


class SweepBlock(Options):
    """The networks of a sweep."""

    sweep: Name = Field(description="A name under sweeps.")


class StudySection(Options):
    """Which networks are trained, all drawn from one seed."""

    name: Name = Field(description="The name of the study, which every table repeats.")
    seed: int = Field(2020, ge=0, description="The root of every random number.")
    runs: list[one_of(lambda value: "sweep" if key_of(value, "sweep") else "block", block=Block, sweep=SweepBlock)] = Field(
        min_length=1, description="Blocks of networks, and sweeps."
    )

    @property
    def blocks(self) -> dict[str, Block]:
        """The blocks of networks that name no sweep, by their key in the config."""
        return {f"study.runs[{place}]": block for place, block in enumerate(self.runs) if isinstance(block, Block)}

    @property
    def sweeps(self) -> dict[str, str]:
        """The names of sweeps, by their key in the config."""
        return {f"study.runs[{place}].sweep": it.sweep for place, it in enumerate(self.runs) if isinstance(it, SweepBlock)}


class Between(Options):
    """Values at equal ratios between two bounds, both included."""

    from_: float = Field(alias="from", gt=0, description="The first value.")
    to: float = Field(gt=0, description="The last value.")
    count: int = Field(ge=2, description="How many there are.")

    @model_validator(mode="after")
    def _differ(self) -> "Between":
        if self.from_ == self.to:
            raise wrong(f"from and to are both {self.to}; give two bounds, or a list of values")
        return self


class SweepOptions(Options):
    """Runs along one number, over chosen tasks and cells; a study that names a sweep takes them in, and shares its runs."""

    tasks: Names = Field(description="Names under tasks.")
    cells: Names = Field(description="Names under cells.")
    seeds: Seeds = Field(description="One network for each; whole numbers.")
    over: Literal[OVER] = Field(description="The number that is varied.")
    values: one_of(
        lambda value: "between" if isinstance(value, dict | Between) else "listed",
        listed=Annotated[list[Number], Unique, Field(min_length=1, json_schema_extra=UNIQUE)],
        between=Between,
    ) = Field(description="Its values: a list, or {from, to, count} for equal ratios.")

    @model_validator(mode="after")
    def _take_its_values(self) -> "SweepOptions":
        for value in self.numbers():
            if value < 0 or (value == 0 and self.over == "l2"):
                raise wrong(f"{value:g} is no value of {self.over} to sweep over; it must be positive", "values")
            if self.over == "rho" and value > 1:
                raise wrong(f"rho is {value:g}, but lies between 0 and 1", "values")
            if self.over in WHOLE and (value < 1 or value != int(value)):
                raise wrong(f"{self.over} is {value:g}, but is a whole number from 1 on", "values")
        return self

    def numbers(self) -> list[float]:
        """The values; equal ratios are rounded to three digits, or to whole numbers."""
        if isinstance(self.values, list):
            return [int(value) if self.over in WHOLE and value == int(value) else value for value in self.values]
        ratio = (self.values.to / self.values.from_) ** (1 / (self.values.count - 1))
        steps = [self.values.from_ * ratio**i for i in range(self.values.count)]
        if self.over in WHOLE:
            return list(dict.fromkeys(map(round, steps)))
        return [float(f"{step:.3g}") for step in steps]


class SkeletonSection(SkeletonOptions):
    """All fixed points of a network, and what connects them (docs/skeleton.md); of the study's own networks, not of sweeps'."""

    families: Annotated[list[Literal[tuple(FAMILIES)]], Unique, Field(json_schema_extra=UNIQUE)] = Field(
        ["categorical", "multilabel", "planar"], description="Families of the tasks whose networks have it sought."
    )
    most_faces: int = Field(
        63,
        ge=0,
        description="Faces of the task's simplex or hypercube, at most: a simplex of 6 classes has 63, a cube of 3 labels 27.",
    )
    seeds: int = Field(2, ge=0, description="Networks of each task, cell and l2.")

    def search(self) -> dict[str, Any]:
        """How it is sought, without the choice of networks."""
        return self.plain(include=set(SkeletonOptions.model_fields))


class ReportOptions(Options):
    """What results/report.html shows closely."""

    tasks: Annotated[Names, Field(max_length=8)] | None = Field(
        None,
        description="Tasks whose figures and manifolds it shows: at most eight, which is how many a browser draws at a "
        "time; null: one of each family, that with the most telling shape.",
    )
