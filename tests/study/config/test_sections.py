"""What the typed sections take from elsewhere: families' functions, cells' names, the engine's options."""

from typing import Annotated, get_args

import pytest
from pydantic import Field, ValidationError

from rnn_geometry.networks.cells import CELLS
from rnn_geometry.study.config.cells import BUILT_IN, FORMS, RESET_BEFORE, WITH_OPTIONS, BuiltInCell
from rnn_geometry.study.config.sections import SkeletonSection
from rnn_geometry.study.config.tasks import SYNTHETIC, SyntheticTask, model_of
from rnn_geometry.tasks.families import FAMILIES, categorical


def test_every_cell_that_there_is_can_be_asked_for():
    assert {*get_args(BUILT_IN), *WITH_OPTIONS, RESET_BEFORE} == set(CELLS)


VARIED = [  # of a type, an option, the cell that it asks for and that cell's own options
    ("gru", {"reset": "before"}, "gru_reset_before", None),
    ("gru", {"initial_state": "trained", "reset": "before"}, "gru_reset_before", {"initial_state": "trained"}),
    ("lstm", {"forget_bias": "added"}, "lstm", {"forget_bias": "added"}),
    ("ugrnn", {"gate_bias": 0}, "ugrnn", {"gate_bias": 0.0}),
    ("lstm", {"readout": "state", "initial_state": "trained"}, "lstm", {"readout": "state", "initial_state": "trained"}),
    ("vanilla", {}, "vanilla", None),
]


@pytest.mark.parametrize(("kind", "options", "cell", "own"), VARIED)
def test_a_variant_of_a_cell_is_built_as_asked_for_and_stays_of_its_type(kind, options, cell, own):
    model = BuiltInCell.model_validate({"type": kind, "hidden_size": 6} | options)
    architecture = model.architecture(4)
    assert (architecture["cell"], architecture.get("cell_options")) == (cell, own)
    assert model.kind == kind
    built = CELLS[architecture["cell"]](4, 6, **architecture.get("cell_options", {}))
    assert (built.trained_start is not None) == (options.get("initial_state") == "trained")


MISPLACED = [
    ("lstm", {"reset": "before"}, "only a GRU that is trained here"),
    ("gru", {"gate_bias": 0}, "only a UGRNN"),
    ("gru", {"reset": "before", "checkpoint": "w.safetensors"}, "only a GRU that is trained here"),
    ("lstm", {"initial_state": "trained", "checkpoint": "w.safetensors"}, "only a cell that is trained here"),
]


@pytest.mark.parametrize(("kind", "options", "said"), MISPLACED)
def test_a_variant_that_a_cell_does_not_have_is_refused(kind, options, said):
    with pytest.raises(ValidationError, match=said):
        BuiltInCell.model_validate({"type": kind} | options)


@pytest.mark.parametrize("name", [*get_args(BUILT_IN), *WITH_OPTIONS])
def test_the_config_knows_which_cells_have_dynamics_without_importing_them(name):
    options = FORMS[name if name in WITH_OPTIONS else "built_in"](type=name)
    assert options.has_dynamics == CELLS[name].has_dynamics
    assert options.has_dynamics or not options.has_skeleton


def test_a_new_family_is_a_function_whose_parameters_are_the_options_of_its_tasks(monkeypatch):
    def pairs(count: Annotated[int, Field(ge=1, description="Number of pairs.")], loud: bool = False):
        """Classes in pairs. More of this is said here."""
        return categorical(2 * count, strong=loud)

    monkeypatch.setitem(FAMILIES, "pairs", pairs)
    model = model_of("pairs")
    task = model.model_validate({"family": "pairs", "count": "2", "loud": "true"})
    assert (task.count, task.loud, task.lengths) == (2, True, (20, 25))
    assert task.shape.outputs == 4
    assert model.__doc__ == "Classes in pairs."
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        model.model_validate({"family": "pairs", "count": 0})


@pytest.mark.parametrize("name", FAMILIES)
def test_the_options_that_families_share_are_those_of_every_synthetic_task(name):
    assert set(SyntheticTask.model_fields) <= set(SYNTHETIC[name].model_fields)


def test_a_skeleton_is_sought_by_default_of_the_families_that_have_a_body_and_of_the_plane():
    assert SkeletonSection().families == ["categorical", "multilabel", "planar"]
