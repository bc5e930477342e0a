"""Views: everything of a run is there, where it belongs, whatever its family."""

import dataclasses
import json

import numpy as np
import pytest

from rnn_geometry.figures.skeleton import Bones
from rnn_geometry.measures.projection import Projection
from rnn_geometry.report.traces import GROUPS, text
from rnn_geometry.report.views import LONGEST, PLACES, draw_view


def of_group(figure, group: str) -> list:
    return [trace for trace in figure.data if trace.legendgroup == group]


@pytest.fixture(params=["simplex", "line", "labels", "words", "two units"])
def run(request, make_run):
    kinds = {
        "simplex": {"classes": 4},
        "line": {"classes": 2},
        "labels": {"classes": 4, "labels": True},
        "words": {"vocabulary": 40},
        "two units": {"classes": 2, "units": 2},
    }
    return make_run(**kinds[request.param])


def test_every_kind_of_run_shows_states_points_texts_readouts_and_words(run):
    figure = draw_view(run)
    assert {trace.legendgroup for trace in figure.data} == set(GROUPS)
    shafts = [trace for trace in of_group(figure, "readouts") if trace.type == "scatter3d" and trace.mode == "lines"]
    assert len(shafts) == len(run.outputs)
    assert len(of_group(figure, "fixed")) == 3  # stable, with one unstable direction, with two
    assert len(of_group(figure, "points")) == len(run.classes)
    assert [trace.type for trace in of_group(figure, "words")].count("cone") > 0
    json.loads(figure.to_json(), parse_constant=pytest.fail)


def test_points_lie_where_the_principal_components_put_them(make_run):
    run = make_run(4)
    (trace, *_) = of_group(draw_view(run), "points")
    expected = Projection(run.manifold.states, 3)(run.manifold.slow_states[run.manifold.slow_predicted == 0])
    assert np.allclose(np.stack([trace.x, trace.y, trace.z], axis=1), expected, atol=1e-5)


def test_a_skeleton_is_drawn_with_its_points_those_of_each_index_and_what_leads_from_them(make_run):
    run = make_run(4)
    edges, rng = np.array([[2, 0], [2, 1], [3, 0]]), np.random.default_rng(0)
    index, paths = np.array([0, 0, 1, 2]), rng.standard_normal((3, 5, 6))
    bones = Bones(run.manifold.states, run.manifold.fixed_states, index, np.zeros(4, int), edges, paths)
    lines = [trace for trace in of_group(draw_view(dataclasses.replace(run, skeleton=bones)), "fixed") if trace.mode == "lines"]
    assert [trace.name for trace in lines] == [
        "where a fixed point unstable in 1 direction leads",
        "where a fixed point unstable in 2 directions leads",
    ]
    shown = np.stack([lines[0].x, lines[0].y, lines[0].z], axis=1).reshape(2, 6, 3)  # two paths, each with a gap after it
    assert np.allclose(shown[:, :5], Projection(run.manifold.states, 3)(paths[:2]), atol=1e-5)
    assert np.isnan(shown[:, 5]).all()


def test_words_arrows_keep_their_directions_and_share_one_factor(make_run):
    run = make_run(4)
    project = Projection(run.manifold.states, 3)
    reach = np.abs(project(run.manifold.states)).max()
    lengths, factors = [], []
    for trace in of_group(draw_view(run), "words"):
        if trace.type == "scatter3d" and trace.mode == "lines":
            places = np.stack([trace.x, trace.y, trace.z], axis=1)
            starts, tips = places[::3], places[1::3]
            assert len(starts) <= PLACES
            token = next(i for i, word in enumerate(run.vocabulary) if text(f"the word {word}") == trace.name)
            moved = run.moves.by[run.moves.token == token][0] @ project.axes  # the same everywhere: this run adds up
            factors.append(np.median((tips - starts) / moved))
            lengths += np.linalg.norm(tips - starts, axis=1).tolist()
    assert np.ptp(factors) < 1e-3 * np.median(factors)
    assert max(lengths) == pytest.approx(LONGEST * reach, rel=1e-3)


def test_a_text_s_words_can_be_read_along_its_way(make_run):
    path = next(trace for trace in of_group(draw_view(make_run(3)), "texts") if trace.mode == "lines")
    assert path.hovertext[0] == "class 1, before the first word"
    assert path.hovertext[1].startswith("class 1, word 1: ")
    assert len(path.hovertext) == len(path.x)


def test_a_run_without_slow_or_fixed_points_is_drawn_without_them(make_run):
    run = make_run(3)
    none = {"slow_states": np.empty((0, 6)), "slow_predicted": np.empty(0, int)}
    bare = dataclasses.replace(run.manifold, **none, fixed_states=np.empty((0, 6)), index=np.empty(0, int))
    figure = draw_view(dataclasses.replace(run, manifold=bare))
    assert {trace.legendgroup for trace in figure.data} == set(GROUPS) - {"points", "fixed"}


def test_a_swap_shows_both_texts_and_goes_on_from_the_swapped_state_with_a_s_words(make_run):
    run = make_run(3)
    project = Projection(run.manifold.states, 3)
    own, other, jump, mixed, _ = of_group(draw_view(run), "swap")
    assert own.name == "text A, decided as class 0"
    assert "decided as class 1" in mixed.name
    assert len(own.x) == len(other.x) == 11  # ten words
    assert len(mixed.x) == len(mixed.hovertext) == 7
    ends = np.stack([jump.x, jump.y, jump.z], axis=1)
    assert np.allclose(ends[0], project(run.manifold.states[3]), atol=1e-5)  # after A's fourth word
    assert np.allclose(ends[1], project(run.swap.mixed[0]), atol=1e-5)
    fifth = run.vocabulary[run.moves.token[4]]
    assert mixed.hovertext[1].endswith(f": {text(fifth)}")


def test_a_run_without_a_swap_is_drawn_without_one(make_run):
    figure = draw_view(dataclasses.replace(make_run(3), swap=None))
    assert {trace.legendgroup for trace in figure.data} == set(GROUPS) - {"swap"}


def test_a_manifold_that_is_a_single_point_is_drawn(make_run):
    run = make_run(2)
    still = dataclasses.replace(run.manifold, states=np.zeros_like(run.manifold.states))
    json.loads(draw_view(dataclasses.replace(run, manifold=still)).to_json(), parse_constant=pytest.fail)
