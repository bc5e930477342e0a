"""The whole config of a study, as a type; and the one place that reads it."""

from typing import Any

from pydantic import Field, ValidationError

from rnn_geometry.measures.options import (
    ContractionOptions,
    DimensionOptions,
    EffectsOptions,
    EmergenceOptions,
    InterchangeOptions,
    MemoryOptions,
    ModesOptions,
    PointsOptions,
    StatesOptions,
)
from rnn_geometry.networks.options import Recipe
from rnn_geometry.options import Options
from rnn_geometry.study.config.cells import CellOptions
from rnn_geometry.study.config.corpora import CorpusOptions
from rnn_geometry.study.config.errors import ConfigError, explain
from rnn_geometry.study.config.sections import ReportOptions, SkeletonSection, StudySection, SweepOptions
from rnn_geometry.study.config.tasks import AnyTask
from rnn_geometry.study.config.values import Name, Text


class Config(Options):
    """The config of a study. Unknown keys are refused; what a study leaves out takes the default given here."""

    study: StudySection
    sweeps: dict[Name, SweepOptions] = Field({}, description="Runs along one number.")
    tasks: dict[Name, AnyTask] = Field(description="What is classified.")
    corpora: dict[Name, CorpusOptions] = Field({}, description="Where real text comes from.")
    corpora_dir: Text | None = Field(
        None,
        description="A folder to read corpora from instead of the hub: {corpora_dir}/{corpus}/train.csv.gz, test.csv.gz.",
    )
    cells: dict[Name, CellOptions] = Field(description="What reads the texts.")
    recipes: dict[Name, Recipe] = Field(description="How networks are trained.")
    states: StatesOptions = StatesOptions()
    fixed_points: PointsOptions = PointsOptions()
    modes: ModesOptions = ModesOptions()
    effects: EffectsOptions = EffectsOptions()
    memory: MemoryOptions = MemoryOptions()
    interchange: InterchangeOptions = InterchangeOptions()
    contraction: ContractionOptions = ContractionOptions()
    skeleton: SkeletonSection = SkeletonSection()
    dimension: DimensionOptions = DimensionOptions()
    emergence: EmergenceOptions = EmergenceOptions()
    report: ReportOptions = ReportOptions()


def read_config(given: dict[str, Any]) -> Config:
    """The config with its defaults. Raises ConfigError: one line with the key, what stands there, and what would be right."""
    try:
        return Config.model_validate(given)
    except ValidationError as error:
        raise ConfigError(explain(error)) from error
