"""A study: what its config says, the runs that it wants, and what each job depends on. The only reader of the raw config."""

from rnn_geometry.study.config.errors import ConfigError
from rnn_geometry.study.run import Run
from rnn_geometry.study.study import Study
from rnn_geometry.study.task import Task

__all__ = ["ConfigError", "Run", "Study", "Task"]
