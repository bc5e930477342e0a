"""The figures that every task has of its own, each drawn from the files of the few networks that are shown for it."""

from dataclasses import dataclass, fields
from typing import Any

from matplotlib.figure import Figure

from rnn_geometry.engine.stability import from_arrays, time_constants, unstable_directions
from rnn_geometry.figures.deflections import Arrows, draw_deflections, draw_telling_words
from rnn_geometry.figures.flow import Flow, draw_flows
from rnn_geometry.figures.linearisation import Linearised, draw_linearisations
from rnn_geometry.figures.manifold import Manifold, draw_manifolds
from rnn_geometry.figures.points import draw_points
from rnn_geometry.figures.spectrum import draw_spectra
from rnn_geometry.files import read_arrays, read_json, read_metadata
from rnn_geometry.tasks.encoded import output_names, target_of_task


@dataclass(frozen=True)
class ShownRun:
    """One network's files: its states, its slow and fixed points, their modes, and what these do."""

    states: str
    points: str
    modes: str
    effects: str
    effects_record: str

    def read(self) -> dict[str, Any]:
        """Every array and number of the run by name; the spectra, complex, as slow_spectra and fixed_spectra; the index of
        each fixed point; and the words whose deflections are drawn, with their kinds."""
        arrays = {name: array for path in (self.states, self.points, self.effects) for name, array in read_arrays(path).items()}
        slow, fixed = from_arrays(read_arrays(self.modes))
        spectra = {"slow_spectra": slow, "fixed_spectra": fixed, "index": unstable_directions(fixed)}
        return arrays | spectra | read_metadata(self.effects) | read_json(self.effects_record)


@dataclass(frozen=True)
class TaskFigures:
    """The figures of a task: its record `task.json`, whether its words are a family's, and the titles (cell, L2 or nothing)
    and contents of the runs shown."""

    task: dict[str, Any]
    synthetic: bool
    titles: list[tuple[str, str]]
    runs: list[dict[str, Any]]

    def _as(self, kind: type) -> list:
        """Every run as a figure's own class, whose fields name what it is drawn from."""
        return [kind(**{field.name: run[field.name] for field in fields(kind)}) for run in self.runs]

    def manifold(self) -> Figure:
        return draw_manifolds(self._as(Manifold), self.titles, self.task["classes"], self.task["expected_dimension"])

    def points(self) -> Figure:
        names = ("states", "slow_states", "slow_predicted", "slow_speeds")
        first = {name: self.runs[0][name] for name in names} | {"taus": time_constants(self.runs[0]["slow_spectra"])}
        return draw_points(**first, classes=self.task["classes"], cell=self.titles[0][0])

    def spectrum(self) -> Figure:
        return draw_spectra([run["slow_spectra"] for run in self.runs], self.titles, self.task["expected_dimension"])

    def deflections(self) -> Figure:
        arrows, words = self._as(Arrows), [run["words"] for run in self.runs]
        if self.synthetic:  # its words are the same in every run
            return draw_deflections(arrows, self.titles, words[0], self.runs[0]["kinds"])
        return draw_telling_words(arrows, self.titles, words, output_names(self.task))

    def linearisation(self) -> Figure:
        return draw_linearisations(self._as(Linearised), self.titles, output_names(self.task))

    def flow(self) -> Figure:
        return draw_flows(self._as(Flow), self.titles, self.task["classes"], target_of_task(self.task))
