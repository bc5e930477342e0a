"""One run as its files have it: its manifold, and where words moved the state while texts were read.

Two states in a row are a deflection F(h, x_w) - h at a visited state, so none of this needs the network.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rnn_geometry.dynamics.stability import unstable_directions
from rnn_geometry.figures.manifold import Manifold
from rnn_geometry.figures.skeleton import Bones, read_bones
from rnn_geometry.files import read_arrays, read_json
from rnn_geometry.rounding import MARGIN_SINGLE, first_largest
from rnn_geometry.tasks.encoded import PAD, UNKNOWN, load_split, output_names, read_vocabulary

FEW_WORDS = 12  # a vocabulary of so many is shown whole
LEAST_READ = 5  # times, for a word to be shown: of what happened once there is no mean


@dataclass(frozen=True)
class Moves:
    """Every step of the texts read: from [M, S] one state, by [M, S], through a word token [M]."""

    start: np.ndarray
    by: np.ndarray
    token: np.ndarray


@dataclass(frozen=True)
class Run:
    """What a view is drawn from: a run's manifold, its texts' steps, the record of its task, the words by token, and the
    skeleton, if it was sought."""

    manifold: Manifold
    moves: Moves
    task: dict
    vocabulary: list[str]
    skeleton: Bones | None = None

    @property
    def classes(self) -> list[str]:
        return self.task["classes"]

    @property
    def outputs(self) -> list[str]:
        return output_names(self.task)


def read_run(folder: str | Path, task: str | Path, skeleton: bool = False) -> Run:
    """The run of one folder, and its task's; reads arrays and records, no network. skeleton: whether its skeleton was sought,
    whose points then take the place of the fixed points that other searches found."""
    folder, task = Path(folder), Path(task)
    visited = read_arrays(folder / "states.safetensors")
    spectrum = read_arrays(folder / "modes.safetensors", ["fixed_real", "fixed_imag"])
    manifold = Manifold(
        **{name: visited[name] for name in ("states", "text", "label", "predicted", "readouts", "initial_state")},
        **read_arrays(folder / "fixed_points.safetensors", ["slow_states", "slow_predicted", "fixed_states"]),
        index=unstable_directions(spectrum["fixed_real"] + 1j * spectrum["fixed_imag"]),
    )
    bones = read_bones(folder / "skeleton.safetensors", manifold.states) if skeleton else None
    if bones:
        manifold = replace(manifold, fixed_states=bones.points, index=bones.index)
    tokens = load_split(task / "texts.safetensors", "test").tokens
    moves = moves_of(*(visited[name] for name in ("states", "text", "position", "initial_state")), tokens)
    return Run(manifold, moves, read_json(task / "task.json"), read_vocabulary(task / "vocabulary.csv"), bones)


def moves_of(
    states: np.ndarray, text: np.ndarray, position: np.ndarray, initial_state: np.ndarray, tokens: np.ndarray
) -> Moves:
    """The steps that led to the visited states.

    states [M, S], text [M], position [M], initial_state [S]: of `states.safetensors`, where the states of a text follow one
    another; tokens [n, T]: of the texts that were read.
    """
    before = np.roll(states, 1, axis=0)
    before[position == 0] = initial_state
    return Moves(before, states - before, tokens[text, position])


def telling_words(moves: Moves, readouts: np.ndarray, each: int) -> list[int]:
    """The words (tokens) worth showing: all of a small vocabulary, or `each` output's strongest by their mean effect on it.

    readouts [N, S]. The order is that of the outputs; words read less than LEAST_READ times are left out.
    """
    read = np.bincount(moves.token)
    read[[token for token in (PAD, UNKNOWN) if token < len(read)]] = 0
    if np.count_nonzero(read) <= FEW_WORDS:
        return np.flatnonzero(read).tolist()
    known = np.flatnonzero(read >= LEAST_READ)
    effects = moves.by @ readouts.T  # [M, N]
    sums = np.stack([np.bincount(moves.token, effect, minlength=len(read)) for effect in effects.T])
    means = sums[:, known] / read[known]
    evidence = means - means.mean(axis=0) if len(means) > 1 else means  # what moves all logits alike tells nothing
    strongest = [known[np.argsort(-of_output, kind="stable")[:each]] for of_output in evidence]
    return list(dict.fromkeys(np.concatenate(strongest).tolist()))


def places(rows: np.ndarray, states: np.ndarray, count: int) -> np.ndarray:
    """At most `count` of the rows, spread out: each next one is that whose state lies furthest from those chosen."""
    chosen = [rows[0]]
    distance = np.full(len(rows), np.inf)
    while len(chosen) < min(count, len(rows)):
        distance = np.minimum(distance, np.linalg.norm(states[rows] - states[chosen[-1]], axis=1))
        chosen.append(rows[first_largest(distance, margin=MARGIN_SINGLE)])
    return np.array(chosen)
