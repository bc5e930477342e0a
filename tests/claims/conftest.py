"""A planted study: tables in which every claim comes out as the paper has it, and controls at chance."""

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.claims.tables import Tables
from rnn_geometry.shapes import Hypercube, Ordered, Shape, Simplex

CELLS, SEEDS = ["gru", "lstm", "ugrnn"], [0, 1, 2]
LINEAR = {"linear-attention": "linear_attention", "mingru": "mingru"}  # cells beyond the paper's, and their kinds
TASKS = {  # family, shape
    "categorical-2": ("categorical", Simplex.of(2)),
    "categorical-3": ("categorical", Simplex.of(3)),
    "categorical-10": ("categorical", Simplex.of(10)),
    "ordered-3": ("ordered", Ordered(3, 1)),
    "planar": ("planar", Ordered(5, 2)),
    "multilabel-1": ("multilabel", Hypercube.of(1)),
    "multilabel-2": ("multilabel", Hypercube.of(2)),
}
CHANCE = {  # what a network that has learnt nothing might give
    "states_components_95": 7,
    "slow_points_components_95": 0,
    "angle_mean": 91.0,
    "angle_sd": 7.0,
    "angle_worst_deviation": 60.0,
    "corners_found": 1,
    "edge_variation": np.nan,
    "edge_angle": np.nan,
    "order_margin": -0.6,
    "integration_modes_median": 0,
    "gap": 1.1,
    "slow_modes_cosine": np.nan,
    "slow_subspace_cosine": np.nan,
    "readout_cosine": 0.0,
    "evidence_agreement": 0.35,
    "neutral_ratio_visited": 0.9,
    "memory_kept": np.nan,
    "readout_share": 0.1,
    **dict.fromkeys(("interchange_moved", "interchange_stands", "interchange_random"), 0.3),
    "interchange_own": np.nan,
    "normal_over_tangential": 0.9,
    "tangential_left": 0.05,
    "counts_off": 6,
    "faces_share": 1 / 7,
    "faces_tied": 1,
    "faces_led": 1,
}


def perfect(shape: Shape) -> dict:
    """Every measure of a network as the claims expect it."""
    outputs, classes = shape.outputs, shape.target.classes
    theory = 90.0 if shape.target.independent else Simplex.of(classes).readout_angle
    faces = shape.count_faces() if shape.has_faces else np.nan
    accuracies = ("test_accuracy", "accuracy_own", "accuracy_kept_at_end", "bag_of_words_accuracy", "shuffled_accuracy")
    ones = ("order_margin", "slow_modes_cosine", "slow_subspace_cosine", "readout_cosine", "evidence_agreement")
    ones += ("step_r2", "final_logits_r2", "linear_agreement", "interchange_moved", "interchange_stands")
    ones += ("interchange_own", "interchange_logits_change")
    dimensions = ("states_components_95", "slow_points_components_95", "integration_modes_median")
    dimensions += ("information_components_95", "lsa_components_95", "evidence_components_95")
    dimensions += ("states_participation_ratio", "evidence_participation_ratio")
    return {
        **dict.fromkeys(dimensions, shape.dimension),
        **dict.fromkeys(ones, 1.0),
        **dict.fromkeys(accuracies, 0.96),
        **dict.fromkeys(("accuracy_chance", "accuracy_removed_at_end"), 1 / classes),
        **dict.fromkeys(("angle_sd", "angle_worst_deviation", "edge_variation", "neutral_ratio", "neutral_ratio_visited"), 0.0),
        **dict.fromkeys(("angle_mean", "angle_theory"), theory if outputs > 1 else np.nan),
        **dict.fromkeys(("edge_angle", "edge_angle_theory"), shape.edge_angle),
        **dict.fromkeys(("corners_found", "corners_expected"), classes),
        **dict.fromkeys(("faces_tied", "faces_led", "faces_expected"), faces),
        "counts_off": 0,
        "faces_share": 1.0,
        "readout_share": 1.0,
        "readout_share_random": 0.1,
        "gap": 10.0,
        "memory_kept": 0.8,
        "interchange_random": 0.05,
        "normal_over_tangential": 0.01,
        "tangential_left": 0.95,
        "interchange_chance": 0.4,
        "random_cosine": 0.2,
        "spectral_radius": 0.99,
        "outputs": outputs,
    }


def row(task: str, cell: str, seed: int, control: str = "none", **changes) -> dict:
    family, shape = TASKS[task]
    classes = shape.target.classes
    names = {"task": task if control == "none" else f"{task}-{control}", "cell": cell, "l2": 0.001, "seed": seed}
    about = {"family": family, "shape": shape.name, "classes": classes, "expected_dimension": shape.dimension}
    about |= {"source": "synthetic", "context": False}
    about |= {"control": control, "kind": cell, "hidden_size": 64, "in_study": True, "test_texts": 2000, "length_median": 22}
    chance = CHANCE | {"test_accuracy": 1 / classes, "accuracy_own": 1 / classes} if control != "none" else {}
    return names | about | perfect(shape) | chance | changes


def plant_runs() -> pd.DataFrame:
    rows = [row(task, cell, seed) for task in TASKS for cell in CELLS for seed in SEEDS]
    linear = ("categorical-3", "planar", "multilabel-2")
    rows += [row(task, cell, seed, kind=kind) for cell, kind in LINEAR.items() for task in linear for seed in SEEDS]
    controls = [row(task, "gru", 0, kind) for task in ("categorical-3", "planar") for kind in ("untrained", "permuted")]
    return pd.DataFrame(rows + controls)


def plant_sweeps() -> pd.DataFrame:
    steps = [(0.001, 2, 0.95, 0.99), (0.01, 2, 0.95, 0.99), (0.03, 1, 0.6, 0.97), (0.1, 0, 0.2, 0.5)]
    rows = [
        row("planar", cell, 0, states_components_95=dimension, test_accuracy=accuracy, spectral_radius=radius)
        | {"sweep": "collapse", "over": "l2", "value": l2, "l2": l2}
        for cell in CELLS
        for l2, dimension, accuracy, radius in steps
    ]
    rows += [
        row("categorical-3", "gru", seed, states_components_95=2 if rho < 1 else 1)
        | {
            "sweep": "mixing",
            "over": "rho",
            "value": rho,
            "family": "correlated",
            "shape": "cloud",
            "task": f"correlated-3.rho-{rho:g}",
        }
        for seed in SEEDS
        for rho in (0.0, 0.5, 1.0)
    ]
    return pd.DataFrame(rows)


def plant_pairs() -> pd.DataFrame:
    ends = {"cell_a": "gru", "l2_a": 0.001, "seed_a": 0, "cell_b": "lstm", "l2_b": 0.01, "seed_b": 1}
    likeness = {"cka": 0.97, "cka_permuted": 0.1, "procrustes": 0.95, "procrustes_permuted": 0.2}
    likeness |= {"procrustes_slow_means": 0.99, "procrustes_slow_means_random": 0.7}
    learnt = [row(task, "gru", 0) | ends | likeness | {"cell_b": cell} for task in TASKS for cell in ("gru", "lstm")]
    alike_by_chance = {"cka": 0.2, "procrustes": 0.3, "procrustes_slow_means": np.nan}
    control = row("categorical-3", "gru", 0, "untrained") | ends | likeness | alike_by_chance
    return pd.DataFrame([*learnt, control | {"cell_b": "gru"}]).drop(columns=["cell", "l2", "seed", "kind", "in_study"])


def plant_courses() -> pd.DataFrame:
    """Five checkpoints of every run, a control's too: with the accuracy at the fourth comes the memory, the rest before."""
    course = {
        "step": [0, 1, 10, 100, 1000],
        "accuracy": [0.2, 0.2, 0.3, 0.9, 0.96],
        "memory_kept": [np.nan, 0.1, 0.2, 0.6, 0.7],
        "away": [20.0, 5.0, 1.0, 0.0, 0.0],
        "states_components_95": [7, 6, 5, 4, 4],
        "states_participation_ratio": [3.0, 3.0, 3.0, 3.0, 3.0],
        "in_order": [0, 0, 1, 1, 1],
        "stable_labels": [1, 1, 1, 1, 1],
        "norm_mean": [1, 1, 1, 1, 1],
    }
    runs = plant_runs()[["task", "family", "shape", "classes", "expected_dimension", "cell", "l2", "seed", "angle_theory"]]
    rows = runs.merge(pd.DataFrame(course), how="cross")
    there = rows["step"] >= 10
    ordered = rows["shape"] == "ordered"
    return rows.assign(
        angle_mean=rows["angle_theory"] - rows["away"],
        states_components_95=rows["states_components_95"].where(~there, rows["expected_dimension"]),
        in_order=rows["in_order"].where(ordered),
    )


@pytest.fixture
def planted() -> Tables:
    """The planted study; a test may change it."""
    return Tables(plant_runs(), plant_sweeps(), plant_pairs(), plant_courses())
