"""The registry of measures: every row has its module, its options and its generator, and every record is written."""

import inspect
import subprocess
import sys

import numpy as np
import pytest

from rnn_geometry.engine.options import SkeletonOptions
from rnn_geometry.files import read_arrays, read_json
from rnn_geometry.layout import FOLDER, outputs_of
from rnn_geometry.measures.registry import MEASURES, Measure, measures_of, sections_of
from rnn_geometry.measures.subject import Measured, Subject
from rnn_geometry.measures.take import take_measures, write_measured
from rnn_geometry.study.config.config import Config


@pytest.mark.parametrize("row", MEASURES, ids=lambda row: row.name)
def test_every_measure_is_called_the_same_way_and_says_what_it_returns(row):
    measure = row.load().measure
    assert list(inspect.signature(measure).parameters) == ["subject", "options", "rng"]
    assert inspect.signature(measure).return_annotation is Measured
    assert f"{row.name}.json" in measure.__doc__
    assert (row.options is None) == (row.section is None)


@pytest.mark.parametrize("row", [row for row in MEASURES if row.section], ids=lambda row: row.name)
def test_a_measure_takes_the_options_that_the_config_has_under_its_section(row):
    of_config = Config.model_fields[row.section].annotation
    assert row.options is (SkeletonOptions if row.section == "skeleton" else of_config)  # `search` leaves out which networks
    assert issubclass(of_config, row.options)


def test_names_are_given_once_and_a_part_is_one_of_the_subject():
    names = [row.name for row in MEASURES]
    assert len(set(names)) == len(names)
    assert all(hasattr(Subject, row.part) for row in MEASURES if row.part)


def test_every_record_array_and_table_of_a_stage_is_an_output_of_its_job():
    assert outputs_of("geometry")["scores"] == f"{FOLDER}/scores.json"
    found = outputs_of("dynamics")
    assert found["effects_arrays"] == f"{FOLDER}/effects.safetensors"
    assert found["deflections"] == f"{FOLDER}/deflections.csv"
    assert sections_of("dynamics") == ["fixed_points", "modes", "effects", "memory"]


def test_the_rules_read_the_registry_without_numpy():
    program = "import sys; from rnn_geometry.measures import registry; print({'numpy', 'torch'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert answer.strip() == "set()"


@pytest.fixture
def subject() -> Subject:
    """A triangle of states; slow points at its corners."""
    rng = np.random.default_rng(0)
    corners = np.eye(3) - 1 / 3
    states = rng.dirichlet(np.ones(3), 300) @ corners
    visited = {"states": states, "text": np.repeat(np.arange(30), 10), "score": states[9::10], "readouts": corners}
    task = {"shape": "simplex", "outputs": 3, "expected_dimension": 2}
    points = {"slow_states": corners, "slow_predicted": np.arange(3)}
    points |= {"fixed_states": np.empty((0, 3)), "fixed_predicted": np.empty(0, int)}
    return Subject(task, visited=visited, points=points, index=np.empty(0, int))


def test_the_measures_of_a_stage_are_taken_in_order_and_written_where_the_rule_says(subject, tmp_path):
    options = {"dimension": {"neighbours": 5}}
    output = {name: tmp_path / file for row in measures_of("geometry") for name, file in row.files.items()}
    for row, found in take_measures("geometry", subject, options, ("study", "run")):
        write_measured(row, found, output)
    assert read_json(tmp_path / "dimension.json")["states_components_95"] == 2
    assert read_json(tmp_path / "readouts.json")["angle_mean"] == pytest.approx(120)
    assert read_json(tmp_path / "corners.json")["corners_found"] == 3
    assert read_json(tmp_path / "scores.json")["score_r2"] == pytest.approx(1)
    assert {path.stem for path in tmp_path.iterdir()} == {row.name for row in measures_of("geometry")}


def test_what_a_measure_finds_is_there_for_the_next_and_its_arrays_and_table_are_written(subject, tmp_path, monkeypatch):
    class Found:
        @staticmethod
        def measure(subject, options, rng):
            return Measured({"number": 1.0}, {"array": np.arange(3)}, {"said": "so"}, {"word": np.array(["a"])})

    row = Measure("found", "geometry", part="points", arrays=True, table="words")
    monkeypatch.setattr("rnn_geometry.measures.take.measures_of", lambda stage: [row])
    monkeypatch.setattr(Measure, "load", lambda self: Found)
    ((taken, found),) = take_measures("geometry", subject, {}, ())
    assert subject.points["array"].tolist() == [0, 1, 2]
    output = {"found": tmp_path / "a.json", "found_arrays": tmp_path / "a.safetensors", "words": tmp_path / "a.csv"}
    write_measured(taken, found, output)
    assert read_json(tmp_path / "a.json") == {"number": 1.0}
    assert read_arrays(tmp_path / "a.safetensors")["array"].tolist() == [0, 1, 2]
    assert (tmp_path / "a.csv").read_text() == "word\na\n"
