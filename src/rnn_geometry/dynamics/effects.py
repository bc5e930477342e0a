"""What the modes of one network do: `effects.json`, `effects.safetensors` and `deflections.csv`, put together from
deflections, alignment, linear_prediction, sufficiency and flow."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.dynamics.alignment import measure_alignment
from rnn_geometry.dynamics.deflections import deflections, evidence, mean_deflections, measure_deflections, spread_out
from rnn_geometry.dynamics.eigen import find_modes
from rnn_geometry.dynamics.flow import flow_over_plane
from rnn_geometry.dynamics.linear_prediction import measure_steps, measure_texts, steps_of
from rnn_geometry.dynamics.linearisation import linearise
from rnn_geometry.dynamics.projection import Projection
from rnn_geometry.dynamics.sufficiency import measure_sufficiency
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.encoded import Texts
from rnn_geometry.tasks.words import Words, most_telling

COLLAPSED = 0.01  # slow points that spread less than this share of the visited states are one point, and span nothing
BACKGROUND = 1500  # visited states whose places in the plane figures show
STEPS = 512  # single steps that the linearised network predicts
WORDS_OF_A_KIND = 100  # the most frequent, whose inputs are held against the modes

Measured = tuple[dict[str, float], dict[str, np.ndarray]]  # a record, and arrays


@dataclass(frozen=True)
class Subject:
    """What is measured: a network, as it is read (`Classifier.readable`) at its constant input x [I].

    visited: the arrays of `states.safetensors`, and texts: the held-out ones that they come from; slow [P, S] and fixed
    [Q, S] points, in the network's precision; expected: the dimension that the manifold should have; words: of its task.
    """

    network: Classifier
    x: Tensor
    visited: dict[str, np.ndarray]
    texts: Texts
    slow: Tensor
    fixed: Tensor
    expected: int
    words: Words

    @classmethod
    def of(
        cls,
        network: Classifier,
        points: dict[str, np.ndarray],
        visited: dict[str, np.ndarray],
        texts: Texts,
        expected: int,
        words: Words,
    ) -> "Subject":
        """The subject whose points are the arrays of `fixed_points.safetensors`, and whose states come from the first texts."""
        names = ("constant_input", "slow_states", "fixed_states")
        x, slow, fixed = (torch.from_numpy(points[name]).to(network.readout.weight) for name in names)
        return cls(network, x, visited, texts[: len(visited["label"])], slow, fixed, expected, words)

    @property
    def inputs(self) -> Tensor:
        """The input [V, I] that each word is."""
        return self.network.embedding.weight

    def plane(self) -> Projection:
        """The principal plane of the visited states, which figures are drawn in."""
        return Projection(self.visited["states"].astype(float), 2)

    def manifold(self) -> Tensor:
        """The slow points, or none of them where they have collapsed to a single point."""
        clouds = self.slow.numpy(), self.visited["states"]
        slow, visited = (float(np.sqrt(cloud.var(axis=0).sum())) if len(cloud) else 0.0 for cloud in clouds)
        return self.slow if slow > COLLAPSED * visited else self.slow[:0]


@torch.no_grad()
def measure_effects(
    subject: Subject,
    rng: np.random.Generator,
    *,
    points: int,
    mode_points: int,
    states: int,
    texts: int,
    arrows: int,
    words_each: int,
    grid: int,
) -> tuple[dict[str, float], dict[str, np.ndarray], dict[str, np.ndarray]]:
    """All measures of one network: the record, the arrays, and what is known of each word [V], by name.

    The options are those of the config's `effects`; their meaning is written there.
    """
    plane = subject.plane()
    record, table = word_effects(subject, rng, states)
    arrays = places_in(plane, subject, rng) | arrows_of_words(subject, plane, table, arrows, words_each)
    parts = [
        mode_effects(subject, mode_points),
        predictions(subject, rng, points, texts),
        measure_sufficiency(subject.network, subject.texts[:texts], subject.visited["states"], subject.expected, rng),
        ({"readable_agreement": readable_agreement(subject)}, {}),
        ({}, flow_over_plane(subject.network, subject.x, plane, subject.visited["states"], grid)),
    ]
    for numbers, more in parts:
        record, arrays = record | numbers, arrays | more
    return record, arrays, table


def readable_agreement(subject: Subject) -> float:
    """How often the label read in a text's last state is the network's own; below 1 where a query is held that is not the
    last word's."""
    last = subject.visited["states"][np.flatnonzero(np.diff(subject.visited["text"], append=-1))]
    read = subject.network.predict(subject.network.logits(torch.from_numpy(last).to(subject.x)))
    return float((read.numpy() == subject.visited["predicted"]).mean())


def places_in(plane: Projection, subject: Subject, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Places [., 2] in the principal plane of some visited states, of slow and of fixed points; shares [2] of the variance."""
    visited = subject.visited["states"]
    return {
        "plane_shares": plane.shares,
        "visited_places": plane(visited[rng.permutation(len(visited))[:BACKGROUND]]).astype(np.float32),
        "slow_places": plane(subject.slow.numpy()).astype(np.float32),
        "fixed_places": plane(subject.fixed.numpy()).astype(np.float32),
    }


def word_effects(subject: Subject, rng: np.random.Generator, count: int) -> Measured:
    """Deflections of every word, averaged over `count` slow and as many visited states: the record; and for each of the V
    words its mean deflection [V, S], its evidence [V, N], and its sizes [V] at either."""
    step, readouts, visited = subject.network.cell.step, subject.visited["readouts"], subject.visited["states"]
    slow = subject.slow[rng.permutation(len(subject.slow))[:count]]
    passing = torch.from_numpy(visited[rng.permutation(len(visited))[:count]]).to(subject.x)
    mean, size = mean_deflections(step, slow, subject.inputs)
    size_visited = mean_deflections(step, passing, subject.inputs)[1]
    found = evidence(mean, readouts, subject.network.multilabel)
    record = measure_deflections(mean, size, size_visited, found, readouts, subject.words, subject.network.multilabel)
    return record, {"mean": mean, "evidence": found, "size": size, "size_visited": size_visited}


def arrows_of_words(
    subject: Subject, plane: Projection, table: dict[str, np.ndarray], count: int, each: int
) -> dict[str, np.ndarray]:
    """Deflections in the plane for figures, of all words of a synthetic task, of the `each` most telling an output of a
    corpus: arrow_tokens and arrow_outputs [W], the output that each speaks for most; at most `count` places [A, 2] on the
    manifold and the arrows [W, A, 2] there; the middle [2] of the manifold and the mean arrows [W, 2]."""
    words, found = subject.words, table["evidence"]
    worth = np.where(np.isnan(found), words.odds, found)
    tokens = np.flatnonzero(words.kinds != "") if words.are_synthetic else most_telling(worth, words.kinds, each)
    places = plane(subject.slow.numpy())
    rows = spread_out(places, count)
    moved = deflections(subject.network.cell.step, subject.slow[rows], subject.inputs[tokens])
    return {
        "arrow_tokens": tokens,
        "arrow_outputs": worth[tokens].argmax(axis=1),
        "arrow_places": places[rows],
        "arrows": moved.numpy() @ plane.axes,
        "mean_arrows": table["mean"][tokens] @ plane.axes,
        "mean_place": places.mean(axis=0) if len(places) else np.full(2, np.nan),
    }


def mode_effects(subject: Subject, count: int) -> Measured:
    """Alignment of the modes at `count` slow points with the manifold and with the words' inputs."""
    manifold, words = subject.manifold(), subject.words
    size = subject.network.cell.state_size
    axes = Projection(manifold.numpy(), subject.expected).axes if len(manifold) else np.eye(size)[:, : subject.expected]
    linear = linearise(subject.network.cell, subject.x, manifold[:count])
    found = find_modes(linear.recurrent.double())
    frequent = np.argsort(-words.counts, kind="stable")
    tokens = np.concatenate([frequent[words.kinds[frequent] == kind][:WORDS_OF_A_KIND] for kind in ("evidence", "neutral")])
    effects = linear.effects(subject.inputs[tokens])
    return measure_alignment(found.right.numpy(), found.left.numpy(), axes, effects.numpy(), words.kinds[tokens])


def predictions(subject: Subject, rng: np.random.Generator, points: int, texts: int) -> Measured:
    """How the network linearised at `points` slow and all fixed points predicts the real one, over the first `texts`."""
    network, visited = subject.network, subject.visited
    linear = linearise(network.cell, subject.x, torch.cat([subject.slow[:points], subject.fixed]))
    rows = rng.permutation(np.flatnonzero(visited["text"] < texts))[:STEPS]
    record = measure_steps(network, linear, steps_of(network, subject.texts, visited, rows))
    of_texts, logits = measure_texts(network, linear, subject.texts[:texts])
    return record | of_texts, logits | {"text_labels": subject.texts.labels[:texts]}
