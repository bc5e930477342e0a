"""Interchange interventions: whether the coordinates on the manifold are the cause of what a network decides.

Two texts, A and B, are read up to their word t. Then the coordinates of A's state in a subspace are replaced by those of B's,
its complement is kept, and the network reads the rest of A. If the subspace holds what was read, and nothing else does, the
network decides as on a text that begins as B and goes on as A; with the complement replaced instead, A's decision stands. For
a synthetic task the ideal counter knows both decisions; for real text they are those of the network that really reads such a
text (Geiger et al. 2021, "Causal abstractions of neural networks"). Pushes along single modes are in `push`.
"""

import numpy as np
import torch

from rnn_geometry.engine.derivatives import recurrent_jacobian
from rnn_geometry.engine.modes import Modes, find_modes
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import InterchangeOptions
from rnn_geometry.measures.pairs import Decided, Pairs, draw_pairs, share
from rnn_geometry.measures.push import NAMES as OF_PUSHES
from rnn_geometry.measures.push import measure_push
from rnn_geometry.measures.reading import read_on, seen_logits
from rnn_geometry.measures.subject import Measured
from rnn_geometry.measures.subspaces import principal_axes, random_spans, readout_span, slow_mode_span, slow_point_axes
from rnn_geometry.measures.swaps import BASES, DRAWS, Outcome, Swaps, swap, swap_coordinates
from rnn_geometry.tasks.counter import Counter

OF_DECISIONS = ("moved", "stands", "random", "none", "read", *BASES)
OF_LOGITS = ("logits_r2", "logits_r2_none", "logits_change", "logits_rest", "logits_random")
OF_PAIRS = ("pairs", "chance", *OF_DECISIONS, "all", "all_none", "own", *OF_LOGITS)
NAMES = (*(f"interchange_{name}" for name in OF_PAIRS), *OF_PUSHES)
CURVES = ("pairs", "moved", "stands", "random", "none", "read", "logits_change")  # along the places in a text


@torch.no_grad()
def measure(subject: NetworkSubject, options: InterchangeOptions, rng: np.random.Generator) -> Measured:
    """The record `interchange.json` of a run, and the arrays `interchange.safetensors`: at `places` [F], shares of the texts,
    the CURVES [F]; over the components k = 0 ... K that are swapped, moved_components and stands_components [K + 1]; and one
    example. Nothing is known of a network without dynamics, whose states do not follow from one another."""
    places = np.arange(1, options.places + 1) / (options.places + 1)
    expected = min(subject.shape.dimension, subject.network.cell.state_size)
    most = min(2 * expected + 2, subject.network.cell.state_size)
    if not subject.network.cell.has_dynamics:
        return unknown(places, expected, most)
    axes = principal_axes(subject, most)
    modes = find_slow_modes(subject, options.points, expected)
    pairs = draw_pairs(subject.network, subject.texts, options.pairs, rng)
    middle = options.places // 2
    bases = {"leading": axes[:, :expected]} | other_bases(subject, modes, expected)
    chances = random_spans(len(axes), expected, DRAWS, rng)
    found = [
        read_swapped(subject, pairs, place, swap_coordinates(pairs.at(place), bases, chances, axes, all_k=number == middle))
        for number, place in enumerate(places)
    ]
    records = [judge(each) for each in found]
    arrays = {"places": places} | {name: np.array([record[f"interchange_{name}"] for record in records]) for name in CURVES}
    pushed, along = measure_push(subject, pairs, places[middle], modes, rng)
    arrays |= over_components(found[middle], most) | along
    arrays |= example(subject, pairs, places[middle], found[middle], bases["leading"])
    record = dict.fromkeys(NAMES, float("nan")) | records[middle] | pushed
    return Measured(record, arrays)


def unknown(places: np.ndarray, expected: int, most: int) -> Measured:
    """What is known where no state follows from another: nothing."""
    arrays = {"places": places} | {name: np.full(len(places), np.nan) for name in CURVES}
    arrays |= {f"{name}_components": np.full(most + 1, np.nan) for name in ("moved", "stands")}
    arrays |= {"push_modes": np.full(expected, np.nan)} | no_example()
    return Measured(dict.fromkeys(NAMES, float("nan")), arrays)


def no_example() -> dict[str, np.ndarray]:
    """The arrays of `example` where there is none."""
    none = np.empty(0, int)
    mixed = np.empty((0, 0), np.float32)
    return {"example_texts": none, "example_place": none, "example_mixed": mixed, "example_decisions": none}


def find_slow_modes(subject: NetworkSubject, points: int, count: int) -> Modes:
    """The `count` slowest modes at the first `points` slow points."""
    slow = subject.slow[:points]
    size = slow.shape[1]
    jacobians = recurrent_jacobian(subject.network.cell, subject.x, slow) if len(slow) else slow.new_empty(0, size, size)
    return find_modes(jacobians.double(), count)


def other_bases(subject: NetworkSubject, modes: Modes, count: int) -> dict[str, np.ndarray | None]:
    """The subspaces of BASES, None where there is none."""
    return {
        "slow_modes": slow_mode_span(modes) if len(modes) else None,
        "readouts": readout_span(subject.visited["readouts"], subject.network.target),
        "slow_points": slow_point_axes(subject, count),
    }


def read_swapped(subject: NetworkSubject, pairs: Pairs, place: float, swaps: Swaps) -> Outcome:
    """Read A on from every swapped state, from a place in it on; all in one batch."""
    network = subject.network
    ends = read_on(network, pairs.first, pairs.words(place), torch.stack(list(swaps.values())))
    decisions = dict(zip(swaps, network.predict(network.logits(ends)).numpy(), strict=True))
    counter = Counter.of(subject.task, subject.words)
    own, mixed = decisions["none"], decisions["read"]
    decided = Decided(own, mixed) if counter is None else Decided.by(counter, pairs, place)
    return Outcome(decisions, dict(zip(swaps, seen_logits(network, ends), strict=True)), decided)


def judge(found: Outcome) -> dict[str, float]:
    """The record of the swaps at one place. `chance`: the share of one answer that is always the same, the best that there is,
    whether the decision should move or stand."""
    own = Decided(found.decisions["none"], found.decisions["read"])
    record = {
        "pairs": int(found.decided.telling.sum()),
        "chance": found.decided.chance,
        "moved": found.moved("moved"),
        "stands": found.stands("rest"),
        "random": found.random(found.moved),
        "none": found.moved("none"),
        "read": found.moved("read"),
        **{name: found.moved(name) for name in BASES if name in found.decisions},
        "all": found.all_moved("moved"),
        "all_none": found.all_moved("none"),
        "own": share(found.decisions["moved"] == own.mixed, own.telling),
        "logits_r2": found.r2("moved"),
        "logits_r2_none": found.r2("none"),
        "logits_change": found.change("moved"),
        "logits_rest": found.change("rest"),
        "logits_random": found.random(found.change),
    }
    return {f"interchange_{name}": value for name, value in record.items()}


def over_components(found: Outcome, most: int) -> dict[str, np.ndarray]:
    """Along k = 0 ... K: decisions moved by the first k components, and decisions that stand with all others swapped."""
    return {
        "moved_components": np.array([found.moved(f"first_{k}") for k in range(most + 1)]),
        "stands_components": np.array([found.stands(f"but_{k}") for k in range(most + 1)]),
    }


def example(subject: NetworkSubject, pairs: Pairs, place: float, found: Outcome, basis: np.ndarray) -> dict[str, np.ndarray]:
    """The first telling pair, whatever came of it: the numbers of A and B among the held-out texts, the words read before the
    swap, the states from the swapped one on [T, S], the decisions on A, on B's beginning and A's end, and after the swap."""
    (telling,) = np.nonzero(found.decided.telling)
    pair = pairs[telling[:1]]
    if not len(telling):
        return no_example()
    (words,) = pair.words(place)
    path = [swap(*pair.at(place), basis)]
    for token in pair.first.tokens[0, words : pair.first.lengths[0]].tolist():
        path.append(subject.network.cell.step(subject.inputs[token][None], path[-1]))
    return {
        "example_texts": np.array([pair.rows[0], pair.other_rows[0]]),
        "example_place": np.array([words]),
        "example_mixed": torch.cat(path).float().numpy(),
        "example_decisions": np.array([found.decisions[name][telling[0]] for name in ("none", "read", "moved")]),
    }
