"""The studies of the original's networks ask for what docs/authors.md says that the original does."""

import pytest
from overlays import with_overlays

from rnn_geometry.study.study import Study

SYNTHETIC = ["authors"]
NATURAL = ["hub", "paper", "authors_natural"]
OPTIONS = {
    "gru": ("gru_reset_before", {"initial_state": "trained"}),
    "lstm": ("lstm", {"readout": "state", "forget_bias": "added", "initial_state": "trained"}),
    "ugrnn": ("ugrnn", {"gate_bias": 0.0, "initial_state": "trained"}),
}


def study(names: list[str]) -> Study:
    return Study.from_config(with_overlays(*(f"config/{name}.yaml" for name in names)))


@pytest.mark.parametrize(("names", "units", "bias"), [(SYNTHETIC, 128, False), (NATURAL, 256, True)])
def test_every_network_is_of_the_original_s_cells_and_is_judged_by_its_type(names, units, bias):
    asked = study(names)
    for run in asked.runs:
        architecture = asked.architecture(run.task, run.cell)
        assert (architecture["cell"], architecture["cell_options"]) == OPTIONS[run.cell]
        assert (architecture["hidden_size"], architecture["readout_bias"]) == (units, bias)
        assert asked.kinds[run.cell]["type"] == run.cell
    assert asked.config.fixed_points.slow_by == "mean_step"
    assert asked.config.fixed_points.slow_speed == 0.05


def test_synthetic_networks_take_6000_steps_at_rates_that_fall_by_0_9997_and_every_weight_is_penalised():
    asked = study(SYNTHETIC)
    assert [task.shape.outputs for task in asked.tasks.values()] == list(range(2, 11))
    for task in asked.tasks.values():
        steps = task.recipe.epochs * task.options.train_texts / task.recipe.batch_size
        assert steps == 6000
        assert task.recipe.decay ** (1 / steps) == pytest.approx(0.9997, abs=1e-6)
        assert (task.recipe.penalty, task.recipe.penalised, task.recipe.beta2) == ("squares", "all", 0.99)
        assert (task.options.tilt, task.options.constant_input) == (1.0, "zero")


def test_on_real_text_the_norm_of_the_cell_s_weights_is_penalised_in_every_network():
    for task in study(NATURAL).tasks.values():
        assert (task.recipe.penalty, task.recipe.penalised, task.recipe.epsilon) == ("norm", "cell", 1e-8)
        assert task.options.constant_input == "zero"
