"""Figures: each kind is drawn, with the panels and the lines that it should have, from small arrays."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from rnn_geometry.figures.deflections import Arrows, draw_deflections, draw_telling_words
from rnn_geometry.figures.emergence import PANELS, draw_emergence
from rnn_geometry.figures.evidence import draw_evidence, strongest_words
from rnn_geometry.figures.flow import Flow, draw_flows
from rnn_geometry.figures.linearisation import Linearised, draw_linearisations
from rnn_geometry.figures.manifold import Manifold, draw_manifolds
from rnn_geometry.figures.over_classes import draw_dimension, draw_readouts, draw_time_constants
from rnn_geometry.figures.points import draw_points
from rnn_geometry.figures.skeleton import Bones, best_view, draw_skeleton_counts, draw_skeletons
from rnn_geometry.figures.spectrum import draw_spectra
from rnn_geometry.figures.style import INK, add_legend, class_colours, draw_fixed_points, save
from rnn_geometry.figures.sufficiency import Sufficiency, draw_sufficiency
from rnn_geometry.figures.sweep import NAMES, draw_sweep
from rnn_geometry.figures.word_counts import MEASURES, PREDICTIONS, _number, draw_baselines, draw_predicted_dimension
from rnn_geometry.targets import Sigmoids, Softmax

UNITS = 6
CASES = {  # classes, readouts, expected dimension
    "line": (2, 2, 1),
    "triangle": (3, 3, 2),
    "tetrahedron": (4, 4, 3),
    "two labels": (4, 2, 2),
    "four labels": (16, 4, 4),
}


def manifold(classes: int, readouts: int) -> Manifold:
    rng = np.random.default_rng(0)
    label = np.arange(4 * classes) % classes
    return Manifold(
        states=rng.standard_normal((5 * len(label), UNITS)),
        text=np.repeat(np.arange(len(label)), 5),
        label=label,
        predicted=np.maximum(label, 1),  # class 0 is never right
        readouts=rng.standard_normal((readouts, UNITS)),
        initial_state=np.zeros(UNITS),
        slow_states=rng.standard_normal((9, UNITS)),
        slow_predicted=np.arange(9) % classes,
        fixed_states=rng.standard_normal((4, UNITS)),
        index=np.array([0, 0, 1, 2]),
    )


def eigenvalues(points: int = 9) -> np.ndarray:
    rng = np.random.default_rng(0)
    return 0.95 * rng.random((points, UNITS)) * np.exp(1j * rng.uniform(0, 2 * np.pi, (points, UNITS)))


def drawn(figure, tmp_path):
    """The figure, once it has been rendered in both formats."""
    save(figure, [tmp_path / "figure.png", tmp_path / "figure.pdf"])
    assert (tmp_path / "figure.png").stat().st_size > 5000
    return figure


def legend_of(figure) -> list[str]:
    return [text.get_text() for text in figure.legends[0].get_texts()]


@pytest.mark.parametrize(("classes", "readouts", "dimension"), CASES.values(), ids=CASES)
def test_a_manifold_has_a_panel_a_run_in_three_dimensions_where_two_do_not_hold_it(classes, readouts, dimension, tmp_path):
    names = [f"class {i}" for i in range(classes)]
    figure = drawn(
        draw_manifolds([manifold(classes, readouts)] * 2, [("gru", ""), ("mine", "0.1")], names, dimension), tmp_path
    )
    assert [axes.get_title() for axes in figure.axes] == ["GRU", "mine, L2 0.1"]
    assert {axes.name for axes in figure.axes} == {"3d" if dimension > 2 else "rectilinear"}
    assert legend_of(figure)[:classes] == names


@pytest.mark.parametrize(("classes", "readouts", "own"), [(3, 3, True), (4, 2, False), (2, 1, False)])
def test_a_readout_has_the_colour_of_its_class_and_a_label_s_has_none(classes, readouts, own, tmp_path):
    names = [f"class {i}" for i in range(classes)]
    figure = drawn(draw_manifolds([manifold(classes, readouts)], [("gru", "")], names, 2), tmp_path)
    arrows = [line.get_color() for line in figure.axes[0].lines if line.get_linewidth() > 1.5]
    assert arrows == (class_colours(classes)[:readouts] if own else [INK] * readouts)


@pytest.mark.parametrize("points", [9, 0])
def test_slow_points_are_shown_three_times_over_with_two_scales(points, tmp_path):
    few = manifold(4, 2)
    speeds, taus = np.geomspace(1e-12, 1e-3, 9)[:points], np.full((min(points, 5), UNITS), 7.0)
    figure = draw_points(
        few.states, few.slow_states[:points], few.slow_predicted[:points], speeds, taus, ["none", "A", "B", "A+B"], "gru"
    )
    drawn(figure, tmp_path)
    assert len(figure.axes) == 3 + 2
    assert [len(axes.collections[1].get_offsets()) for axes in figure.axes[:3]] == [points, points, min(points, 5)]


@pytest.mark.parametrize("expected", [1, 2, 4])
def test_a_spectrum_has_a_panel_a_run_and_sets_the_expected_modes_apart(expected, tmp_path):
    figure = drawn(draw_spectra([eigenvalues()] * 3, [("gru", ""), ("lstm", "0.1"), ("mine", "")], expected), tmp_path)
    assert [axes.get_title().partition("\n")[0] for axes in figure.axes] == ["GRU", "LSTM, L2 0.1", "mine"]
    for axes in figure.axes:
        rest, slow = (dots.get_offsets() for dots in axes.collections)
        assert (len(rest), len(slow)) == (9 * (UNITS - expected), 9 * expected)
        assert np.linalg.norm(slow, axis=1).max() == pytest.approx(np.abs(eigenvalues()).max())


def swept(over: str, tasks: list[str], cells: list[str]) -> pd.DataFrame:
    """A row a run of a sweep with two values and two seeds."""
    variant = {"rho": "task", "length": "task", "hidden_size": "cell"}.get(over)
    rows = [
        {"value": value, "task": task, "cell": cell, "seed": seed}
        for value in (0.25, 0.5)
        for task in tasks
        for cell in cells
        for seed in (0, 1)
    ]
    for row in rows:
        if variant:
            row[variant] += f".{over}-{row['value']}"
        row |= {"states_components_95": 2, "states_participation_ratio": 1.5 + row["value"] + row["seed"]}
        row |= {"integration_modes_median": 2, "spectral_radius": 0.99, "tau_slowest": 50.0, "test_accuracy": 0.9}
    return pd.DataFrame(rows)


@pytest.mark.parametrize("over", NAMES)
@pytest.mark.parametrize(
    ("tasks", "lines"),
    [(["planar"], ["GRU", "LSTM"]), (["a", "b.c"], ["GRU, a", "GRU, b.c", "LSTM, a", "LSTM, b.c"])],
    ids=["a task", "two tasks"],
)
def test_a_sweep_has_a_panel_a_measure_and_a_line_a_task_and_cell(over, tasks, lines, tmp_path):
    figure = drawn(draw_sweep(swept(over, tasks, ["gru", "lstm"]), over), tmp_path)
    assert len(figure.axes) == 6
    assert legend_of(figure) == lines
    for axes in figure.axes:
        assert [len(container.lines[0].get_xdata()) for container in axes.containers] == [2] * len(lines)
    assert [axes.get_xlabel() for axes in figure.axes[3:]] == [NAMES[over]] * 3
    ratios = figure.axes[1].containers[0].lines[0].get_ydata()
    assert ratios.tolist() == [2.25, 2.5]  # medians over the seeds


def courses(theory: float) -> pd.DataFrame:
    """Five checkpoints of two cells with two seeds each; their accuracies come at step 10 and 100."""
    runs = pd.DataFrame({"cell": ["gru", "gru", "lstm", "lstm"], "l2": 1e-3, "seed": [0, 1, 0, 1]})
    steps = {"step": [0, 1, 10, 100, 1000], "accuracy": [0.3, 0.3, 0.9, 1, 1], "memory": [0, 0, 0, 1, 1]}
    steps |= {"states_components_95": [4, 4, 3, 2, 2], "stable_labels": [1, 1, 1, 3, 3], "tau_next": [1, 1, 1, 2, 2]}
    rows = runs.merge(pd.DataFrame(steps), how="cross")
    rows.loc[(rows["cell"] == "lstm") & (rows["step"] == 10), "accuracy"] = 0.3
    numbers = {"expected_dimension": 2, "classes": 3, "stable_fixed_points": 1, "fixed_points": 7, "angle_theory": theory}
    family = "planar" if np.isnan(theory) else "categorical"
    return rows.assign(**numbers, family=family, in_order=1.0 if np.isnan(theory) else np.nan).assign(
        angle_mean=120.0 - 30 / (1 + rows["step"]),
        tau_integrating=1.0 + rows["step"] / 30,
        states_participation_ratio=1.9 + rows["seed"] / 5,
    )


@pytest.mark.parametrize("theory", [120.0, np.nan])
def test_emergence_has_a_panel_a_measure_with_its_onset_and_that_of_the_accuracy(theory, tmp_path):
    figure = drawn(draw_emergence(courses(theory), 22.0), tmp_path)
    assert len(figure.axes) == len(PANELS)
    assert legend_of(figure)[:2] == ["GRU", "LSTM"]
    for axes in figure.axes:
        dotted = [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == ":"]
        assert dotted == [10, 100]
    ratios = figure.axes[2].lines[0]
    assert ratios.get_ydata() == pytest.approx(2.0)  # the median over the seeds
    assert ratios.get_xdata().tolist() == [0, 1, 10, 100, 1000]
    onsets = {name: [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"] for name, axes in panels(figure)}
    assert onsets == {
        "accuracy": [10, 100],
        "components": [100, 100],
        "ratio": [0, 0],
        "modes": [100, 100],
        "points": [100, 100],
    } | {"readouts": [0, 0] if np.isnan(theory) else [1, 1]}


def panels(figure):
    return zip(PANELS, figure.axes, strict=True)


def test_emergence_at_several_penalties_tells_them_apart(tmp_path):
    rows = pd.concat([courses(120.0), courses(120.0).assign(l2=0.01)])
    figure = drawn(draw_emergence(rows, 22.0), tmp_path)
    assert legend_of(figure)[:4] == ["GRU, L2 0.001", "GRU, L2 0.01", "LSTM, L2 0.001", "LSTM, L2 0.01"]
    lines = [line for line in figure.axes[0].lines if line.get_linestyle() == "-" and len(line.get_xdata()) == 5]
    assert len({line.get_color() for line in lines}) == 4


def test_a_measure_without_an_onset_is_drawn_without_a_dot(tmp_path):
    rows = courses(120.0)
    rows.loc[rows["step"] == 1000, "states_components_95"] = 3  # not the expected number in the end
    figure = drawn(draw_emergence(rows, 22.0), tmp_path)
    assert [line for line in figure.axes[1].lines if line.get_marker() == "o"] == []


OVER_CLASSES = {
    draw_dimension: (
        4,
        ["states_components_95", "slow_points_components_95", "states_participation_ratio", "states_levina_bickel"],
    ),
    draw_readouts: (2, ["angle_mean", "angle_worst_deviation"]),
    draw_time_constants: (2, ["tau_integrating", "tau_next"]),
}


@pytest.mark.parametrize(("draw", "panels", "measures"), [(draw, *rest) for draw, rest in OVER_CLASSES.items()])
def test_a_figure_over_classes_has_its_panels_and_a_line_a_cell_and_kind_of_text(draw, panels, measures, tmp_path):
    tasks = pd.DataFrame(
        {
            "task": ["two", "three", "news"],
            "source": ["synthetic", "synthetic", "bbc"],
            "classes": [2, 3, 5],
            "length_median": [20, 22, 200],
        }
    )
    runs = tasks.merge(pd.DataFrame({"cell": ["gru", "gru", "lstm"], "l2": 1e-3, "seed": [0, 1, 0]}), how="cross")
    figure = drawn(draw(runs.assign(**dict.fromkeys(measures, 3.0)), tasks), tmp_path)
    assert len(figure.axes) == panels
    assert {"GRU", "LSTM", "GRU, real text", "LSTM, real text"} <= set(legend_of(figure))


def of_tasks() -> pd.DataFrame:
    """A row a run of three tasks, one of them real text, with two cells and two seeds each."""
    tasks = pd.DataFrame(
        {
            "task": ["two", "stars", "news"],
            "source": ["synthetic", "synthetic", "bbc"],
            "family": ["categorical", "ordered", "categorical"],
            "classes": [2, 5, 4],
            "bag_of_words_accuracy": [1.0, 0.5, 0.9],
        }
    )
    runs = tasks.merge(pd.DataFrame({"cell": ["gru", "gru", "lstm"], "l2": 1e-3, "seed": [0, 1, 0]}), how="cross")
    accuracy = {"test_accuracy": 0.8 + 0.1 * runs["seed"], "shuffled_accuracy": 0.7}
    sizes = {f"{name}_{measure}": runs["classes"] - 1 for name in [*PREDICTIONS, "states"] for measure in MEASURES}
    return runs.assign(**accuracy, **sizes)


def test_predicted_dimensions_have_a_panel_a_prediction_and_measure_and_come_true_on_the_diagonal(tmp_path):
    figure = drawn(draw_predicted_dimension(of_tasks()), tmp_path)
    assert len(figure.axes) == len(PREDICTIONS) * len(MEASURES)
    for axes in figure.axes:
        points = np.array([container.lines[0].get_xydata()[0] for container in axes.containers])
        assert points[:, 1].tolist() == [3, 3, 4, 4, 1, 1]
        np.testing.assert_allclose(points[:, 0], points[:, 1], rtol=0.03)
        assert [text.get_text() for text in axes.texts] == ["1"]
    assert legend_of(figure) == ["categorical", "ordered", "GRU", "LSTM", "real text:", "1 news"]


def test_places_that_lie_on_one_another_share_a_line_of_numbers():
    figure, axes = plt.subplots()
    _number(axes, [(2, 2), (4, 4), (2.05, 2), (0, 0)])
    assert [text.get_text() for text in axes.texts] == ["1, 3", "2", "4"]
    plt.close(figure)


def test_baselines_have_a_row_a_task_real_text_last_with_the_medians_over_seeds(tmp_path):
    figure = drawn(draw_baselines(of_tasks()), tmp_path)
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["two", "stars", "news"]
    joined = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2]
    assert [list(ends) for ends in joined] == [[pytest.approx(end), pytest.approx(0.7)] for end in [0.85, 0.8] * 3]
    marks = axes.collections[0].get_segments()
    assert [segment[0][0] for segment in marks] == [1.0, 0.5, 0.9]


@pytest.mark.parametrize("count", [2, 3, 7])
def test_evidence_has_a_panel_an_output_with_its_strongest_words_but_no_rare_ones(count, tmp_path):
    names = [f"class {i}" for i in range(count)]
    words = [f"{name}, word {i}" for name in names for i in range(40)]
    table = pd.DataFrame({"word": words, "count": ([1] * 10 + [50] * 30) * count, "class": np.repeat(names, 40)})
    table = table.assign(**{f"evidence_{name}": 40 - np.arange(40.0 * count) % 40 for name in names})
    figure = drawn(draw_evidence(table, names), tmp_path)
    assert [axes.get_title() for axes in figure.axes] == names
    for name, axes in zip(names, figure.axes, strict=True):
        assert [label.get_text() for label in axes.get_yticklabels()] == [f"{name}, word {i}" for i in range(10, 22)]
        assert [bar.get_width() for bar in axes.patches] == (40 - np.arange(10.0, 22)).tolist()


def test_of_a_small_corpus_a_word_read_three_times_is_known():
    rare = pd.DataFrame({"word": ["lovely", "once"], "count": [6, 1], "class": "good", "evidence_good": [2.0, 3.0]})
    common = pd.DataFrame({"word": ["was", "in"], "count": [60, 2000], "class": "good", "evidence_good": [0.5, 0.1]})
    assert strongest_words(pd.concat([rare, common[:1]]), "good", 8)["word"].tolist() == ["lovely", "was"]
    large = pd.concat([rare, common.assign(count=[19, 100_000])])
    assert strongest_words(large, "good", 8)["word"].tolist() == ["in"]


TITLES = [("gru", ""), ("mine", "0.1")]


def arrows(words: int, places: int = 9) -> Arrows:
    rng = np.random.default_rng(0)
    slow = rng.standard_normal((places, 2))
    return Arrows(
        visited_places=rng.standard_normal((50, 2)),
        slow_places=slow,
        arrow_places=slow,
        arrows=0.1 * rng.standard_normal((words, places, 2)),
        mean_place=slow.mean(axis=0) if places else np.full(2, np.nan),
        mean_arrows=0.1 * rng.standard_normal((words, 2)) if places else np.full((words, 2), np.nan),
        arrow_outputs=np.arange(words) % 3,
        plane_shares=np.array([0.6, 0.3]),
    )


@pytest.mark.parametrize(("words", "places", "shown"), [(4, 9, 9), (9, 9, 6), (4, 0, 0)])
def test_deflections_have_an_arrow_a_word_and_place_and_a_colour_a_word_of_evidence(words, places, shown, tmp_path):
    names, kinds = [f"w{i}" for i in range(words)], ["neutral"] + ["evidence"] * (words - 1)
    figure = drawn(draw_deflections([arrows(words, places)] * 2, TITLES, names, kinds), tmp_path)
    assert legend_of(figure) == names
    for axes in figure.axes:
        quivers = [artist for artist in axes.collections if hasattr(artist, "U")]
        assert [quiver.N for quiver in quivers] == [shown] * words
        colours = {tuple(quiver.get_facecolor()[0]) for quiver in quivers}
        assert len(colours) == words


@pytest.mark.parametrize("words", [1, 2, 15])
def test_telling_words_stand_beside_the_manifold_and_do_not_overlap(words, tmp_path):
    names = [f"word{i}" for i in range(words)]
    figure = drawn(draw_telling_words([arrows(words)], TITLES[:1], [names], ["x", "y", "z"]), tmp_path)
    assert {text.get_text() for text in figure.axes[0].texts} == set(names)
    boxes = [Text.get_window_extent(text) for text in figure.axes[0].texts]  # without their lines
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


@pytest.mark.parametrize("known", [True, False])
def test_a_linearised_network_has_two_histograms_and_its_logits_twice(known, tmp_path):
    rng = np.random.default_rng(0)
    points = 5 if known else 0
    run = Linearised(
        slow_cosines=rng.random((points, 2)),
        other_cosines=rng.random((points, 9)),
        input_cosines=rng.random((points, 3)),
        neutral_cosines=np.full((points, 1), np.nan),
        real_logits=rng.standard_normal((20, 3)),
        linear_logits=rng.standard_normal((20, 3)) if known else np.full((20, 3), np.nan),
        linear_logits_in_state=1e9 * rng.standard_normal((20, 3)),
        random_cosine=0.2,
        final_logits_r2=0.5 if known else None,
        final_logits_r2_in_state=-1e18,
    )
    figure = drawn(draw_linearisations([run, run], TITLES, ["x", "y", "z"]), tmp_path)
    assert len(figure.axes) == 8
    assert [text.get_text() for text in figure.axes[4].texts] == ["R² = 0.50" if known else "R² unknown"]
    assert {"slow modes", "neutral words", "z"} <= set(legend_of(figure))


@pytest.mark.parametrize("target", [Sigmoids(2), Softmax(2)], ids=str)
def test_a_flow_shows_the_label_read_at_every_place_of_the_plane(target, tmp_path):
    side = np.linspace(-1, 1, 7)
    a, b = np.meshgrid(side, side)
    run = Flow(
        flow_a=side,
        flow_b=side,
        flow_arrows=np.stack([-a, -b], axis=-1),
        flow_speeds=a**2 + b**2,
        flow_logits=np.stack([a, b], axis=-1),
        slow_places=np.zeros((0, 2)),
        fixed_places=np.zeros((1, 2)),
        plane_shares=np.array([0.6, 0.3]),
        index=np.array([0]),
    )
    classes = target.class_names(["x", "y"])
    figure = drawn(draw_flows([run, run], TITLES, classes, target), tmp_path)
    label = figure.axes[2].images[0].get_array()
    corners = [label[10, 5], label[10, -1], label[-1, 5], label[-5, -1]]  # of the lower left first
    assert corners == ([0, 1, 2, 3] if target.independent else [1, 0, 1, 0])
    assert legend_of(figure)[: len(classes)] == classes


@pytest.mark.parametrize("count", [1, 5, 7])
def test_sufficiency_has_two_panels_a_task_and_medians_over_seeds(count, tmp_path):
    def run(task: int, cell: str, height: float) -> Sufficiency:
        names = [f"{kind}_{when}" for kind in ("kept", "removed") for when in ("at_end", "throughout")]
        return Sufficiency(f"task {task}", cell, 0.3, 2, {name: np.full(5, height) for name in names})

    runs = [run(task, cell, height) for task in range(count) for cell in ("gru", "mine") for height in (0.5, 0.6, 0.9)]
    figure = drawn(draw_sufficiency(runs), tmp_path)
    shown = [axes for axes in figure.axes if axes.axison]
    assert len(shown) == 2 * count
    assert [len(axes.lines) for axes in shown] == [2 + 4] * len(shown)
    assert all((line.get_ydata() == 0.6).all() for line in shown[0].lines[2:])


def bones(classes: int) -> Bones:
    """A simplex's corners, and a saddle between the first two of them."""
    rng, corners = np.random.default_rng(0), 3 * np.eye(UNITS)[:classes]
    points = np.concatenate([corners, corners[:2].mean(axis=0, keepdims=True)])
    edges = np.array([[classes, 0], [classes, 1]])
    paths = np.linspace(points[edges[:, 0]], points[edges[:, 1]], 7, axis=1)
    states = rng.dirichlet(np.ones(classes), 200) @ corners
    return Bones(states, points, np.array([0] * classes + [1]), np.array([*range(classes), 0]), edges, paths)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_a_skeleton_shows_every_point_and_connection_and_counts_them_in_its_title(classes, tmp_path):
    names = [f"class {i}" for i in range(classes)]
    figure = drawn(draw_skeletons([bones(classes)] * 2, [("gru", ""), ("mine", "")], names, classes - 1), tmp_path)
    axes = figure.axes[0]
    assert axes.get_title() == f"GRU: {classes} + 1"
    assert len(axes.lines) == 2
    assert [len(dots.get_offsets()) for dots in axes.collections] == [200, classes, 1]
    assert [text.get_text() for text in axes.texts] == names


def test_a_network_without_any_fixed_point_has_a_panel_too(tmp_path):
    none = {name: getattr(bones(3), name)[:0] for name in ("points", "index", "labels", "edges", "paths")}
    figure = drawn(draw_skeletons([Bones(bones(3).states, **none)], [("gru", "")], ["a", "b", "c"], 3), tmp_path)
    assert not figure.axes[0].lines


def test_the_best_view_of_a_square_stood_on_edge_is_that_in_which_its_corners_are_apart():
    square = (
        np.array([[1, 1, 0], [1, -1, 0], [-1, 1, 0], [-1, -1, 0]])
        @ np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))[0]
    )
    seen = square @ best_view(square)
    assert np.linalg.norm(seen[:, None] - seen, axis=-1)[np.triu_indices(4, 1)].min() > 1.8


def test_counts_of_a_skeleton_stand_beside_bars_of_faces_and_a_task_without_faces_has_none(tmp_path):
    row = {"task": "categorical-3", "cell": "gru", "l2": 0.1, "seed": 0, "index_0": 3, "index_1": 3, "index_2": 1}
    row |= {f"expected_{name}": count for name, count in (("index_0", 3), ("index_1", 3), ("index_2", 1))}
    planar = {name: np.nan if name.startswith("expected") else value for name, value in row.items()} | {"task": "planar"}
    figure = drawn(draw_skeleton_counts(pd.DataFrame([row, row | {"seed": 1, "index_1": 2}, planar])), tmp_path)
    counts, none = figure.axes[:2]
    assert [bar.get_height() for bar in counts.patches] == [3, 3, 1]
    assert [line.get_ydata().tolist() for line in counts.lines] == [[3, 3, 1], [3, 2, 1]]
    assert sum(bar.get_height() for bar in none.patches) == 0


def test_no_figure_stays_open_once_it_is_saved(tmp_path):
    before = plt.get_fignums()
    drawn(draw_spectra([eigenvalues()], [("gru", "")], 2), tmp_path)
    assert plt.get_fignums() == before


def test_a_network_without_slow_points_has_an_empty_panel_and_says_so(tmp_path):
    figure = drawn(draw_spectra([eigenvalues(), np.empty((0, 8), complex)], [("gru", ""), ("lstm", "")], 2), tmp_path)
    assert [text.get_text() for axes in figure.axes for text in axes.texts] == ["no slow points"]


@pytest.mark.parametrize("width", [3.0, 7.0])
def test_a_legend_of_long_names_stays_inside_its_figure(width):
    figure, _ = plt.subplots(figsize=(width, 2))
    add_legend(figure, [plt.Line2D([], [], label="admiration+approval+gratitude") for _ in range(6)], 6)
    figure.draw_without_rendering()
    (legend,) = figure.legends
    box = legend.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width
    plt.close(figure)


@pytest.mark.parametrize(("count", "hollow"), [(7, False), (500, True)])
def test_a_continuum_of_fixed_points_is_drawn_as_rings_that_hide_nothing(count, hollow):
    figure, axes = plt.subplots()
    draw_fixed_points(axes, np.zeros((count, 2)), np.arange(count) % 2, zorder=1)
    stable, unstable = axes.collections
    plt.close(figure)
    assert len(stable.get_offsets()) + len(unstable.get_offsets()) == count
    assert all((len(points.get_facecolors()) == 0) == hollow for points in (stable, unstable))
