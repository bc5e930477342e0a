"""What the modes of one network do, put together from deflections, mode_alignment, linear_prediction, sufficiency and flow."""

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.engine.derivatives import deflections
from rnn_geometry.engine.linearisation import linearise
from rnn_geometry.engine.modes import find_modes
from rnn_geometry.measures.deflections import Deflected, evidence, mean_deflections, measure_deflections, tabulate
from rnn_geometry.measures.flow import flow_over_plane
from rnn_geometry.measures.linear_prediction import measure_steps, measure_texts, middle_point, steps_of
from rnn_geometry.measures.mode_alignment import measure_alignment
from rnn_geometry.measures.moves import final_states, mean_lengths, moves_of
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import EffectsOptions
from rnn_geometry.measures.projection import Projection, spread_out
from rnn_geometry.measures.subject import Measured
from rnn_geometry.measures.sufficiency import measure_sufficiency
from rnn_geometry.tasks.encoded import output_names
from rnn_geometry.tasks.words import shown_words

COLLAPSED = 0.01  # slow points that spread less than this share of the visited states are one point, and span nothing
BACKGROUND = 1500  # visited states whose places in the plane figures show
STEPS = 512  # single steps that the linearised network predicts
WORDS_OF_A_KIND = 100  # the most frequent, whose inputs are compared with the modes

Part = tuple[dict[str, float], dict[str, np.ndarray]]  # numbers, and arrays


@torch.no_grad()
def measure(subject: NetworkSubject, options: EffectsOptions, rng: np.random.Generator) -> Measured:
    """The record `effects.json` of a run, the arrays `effects.safetensors`, and the columns of `deflections.csv`."""
    visited = subject.visited["states"]
    plane = Projection(visited.astype(float), 2)
    deflected = deflect_words(subject, options.states, rng)
    record = measure_deflections(subject.words, deflected, subject.visited["readouts"], subject.network.target)
    arrays = places_in(plane, subject, rng) | arrows_of_words(subject, plane, deflected, options)
    held_out = subject.held_out, options.texts
    parts = [
        align_modes(subject, options.mode_points),
        predict(subject, options, rng),
        measure_sufficiency(subject.network, held_out, visited, subject.shape.dimension, rng),
        ({"readable_agreement": readable_agreement(subject)}, {}),
    ]
    if subject.network.cell.has_dynamics:
        parts.append(({}, flow_over_plane(subject.network, subject.x, plane, visited, options.grid)))
    for numbers, more in parts:
        record |= numbers
        arrays |= more
    words = subject.words
    shown = arrays["arrow_tokens"]
    about = {"words": [words.names[token] for token in shown], "kinds": [words.kinds[token] for token in shown]}
    return Measured(record, arrays, about, tabulate(words, deflected, output_names(subject.task)))


def readable_agreement(subject: NetworkSubject) -> float:
    """How often the label read in a text's last state is the network's own; below 1 where a query is held that is not the
    last word's."""
    last = final_states(subject.visited["states"], subject.visited["text"])
    read = subject.network.predict(subject.network.logits(torch.from_numpy(last).to(subject.x)))
    return float((read.numpy() == subject.visited["predicted"]).mean())


def places_in(plane: Projection, subject: NetworkSubject, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Places [., 2] in the principal plane of some visited states, of slow and of fixed points; shares [2] of the variance."""
    visited = subject.visited["states"]
    return {
        "plane_shares": plane.shares,
        "visited_places": plane(visited[rng.permutation(len(visited))[:BACKGROUND]]).astype(np.float32),
        "slow_places": plane(subject.slow.numpy()).astype(np.float32),
        "fixed_places": plane(subject.fixed.numpy()).astype(np.float32),
    }


def deflect_words(subject: NetworkSubject, count: int, rng: np.random.Generator) -> Deflected:
    """Deflections by every word, averaged over `count` slow and as many visited states.

    Of a network without dynamics the moves in the texts themselves stand for those at visited states.
    """
    cell = subject.network.cell
    visited = subject.visited["states"]
    slow = subject.slow[rng.permutation(len(subject.slow))[:count]]
    mean, size = mean_deflections(cell.step, slow, subject.inputs)
    if cell.has_dynamics:
        passing = torch.from_numpy(visited[rng.permutation(len(visited))[:count]]).to(subject.x)
        _, size_visited = mean_deflections(cell.step, passing, subject.inputs)
    else:
        size_visited = mean_lengths(moves_of(subject.visited, subject.texts.tokens), len(subject.inputs))
    found = evidence(mean, subject.visited["readouts"], subject.network.target)
    return Deflected(mean, found, size, size_visited)


def arrows_of_words(
    subject: NetworkSubject, plane: Projection, deflected: Deflected, options: EffectsOptions
) -> dict[str, np.ndarray]:
    """Deflections in the plane for figures, of all words of a synthetic task, of the most telling ones of a corpus.

    Returns arrow_tokens and arrow_outputs [W], the output that each speaks for most; at most `arrows` places [A, 2] on the
    manifold and the arrows [W, A, 2] there; the middle [2] of the manifold and the mean arrows [W, 2].
    """
    words = subject.words
    worth = np.where(np.isnan(deflected.evidence), words.odds, deflected.evidence)
    tokens = shown_words(words, worth, options.words_each)
    places = plane(subject.slow.numpy())
    rows = spread_out(places, options.arrows)
    moved = deflections(subject.network.cell.step, subject.inputs[tokens], subject.slow[rows])
    return {
        "arrow_tokens": tokens,
        "arrow_outputs": worth[tokens].argmax(axis=1),
        "arrow_places": places[rows],
        "arrows": moved.numpy() @ plane.axes,
        "mean_arrows": deflected.mean[tokens] @ plane.axes,
        "mean_place": places.mean(axis=0) if len(places) else np.full(2, np.nan),
    }


def manifold_of(subject: NetworkSubject) -> Tensor:
    """The slow points, or none of them where they have collapsed to a single point."""
    clouds = subject.slow.numpy(), subject.visited["states"]
    slow, visited = (float(np.sqrt(cloud.var(axis=0).sum())) if len(cloud) else 0.0 for cloud in clouds)
    return subject.slow if slow > COLLAPSED * visited else subject.slow[:0]


def align_modes(subject: NetworkSubject, count: int) -> Part:
    """Alignment of the modes at `count` slow points with the manifold and with the words' inputs."""
    manifold = manifold_of(subject)
    expected = subject.shape.dimension
    words = subject.words
    size = subject.network.cell.state_size
    axes = Projection(manifold.numpy(), expected).axes if len(manifold) else np.eye(size)[:, :expected]
    linear = linearise(subject.network.cell, subject.x, manifold[:count])
    found = find_modes(linear.recurrent.double())
    frequent = np.argsort(-words.counts, kind="stable")
    tokens = np.concatenate([frequent[words.kinds[frequent] == kind][:WORDS_OF_A_KIND] for kind in ("evidence", "neutral")])
    moved = linear.deflections(subject.inputs[tokens]).transpose(0, 1)  # [P, W, S]
    return measure_alignment(found.right.numpy(), found.left.numpy(), axes, moved.numpy(), words.kinds[tokens])


def predict(subject: NetworkSubject, options: EffectsOptions, rng: np.random.Generator) -> Part:
    """How the network linearised at `points` slow and all fixed points predicts the real one, over the first `texts`; beside
    it, linearised at one slow point in the middle of them all."""
    network = subject.network
    visited = subject.visited
    texts = subject.texts[: options.texts]
    linear = linearise(network.cell, subject.x, torch.cat([subject.slow[: options.points], subject.fixed]))
    rows = rng.permutation(np.flatnonzero(visited["text"] < options.texts))[:STEPS]
    record = measure_steps(network, linear, steps_of(network, moves_of(visited, subject.texts.tokens)[rows]))
    one = linearise(network.cell, subject.x, middle_point(subject.slow))
    of_texts, logits = measure_texts(network, linear, one, texts)
    return record | of_texts, logits | {"text_labels": texts.labels}
