"""How well the linearised network predicts the real one: the next state, the next logits, and logits of whole texts."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.dynamics.linearisation import Linearisation, r2, unroll
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.encoded import Texts


@dataclass
class Steps:
    """Single steps of a network over texts: states before [B, S], inputs [B, I], states after [B, S]."""

    before: Tensor
    inputs: Tensor
    after: Tensor


def steps_of(network: Classifier, texts: Texts, visited: dict[str, np.ndarray], rows: np.ndarray) -> Steps:
    """The steps that led to the given rows of the visited states (`states.safetensors`) of these texts."""
    states = torch.from_numpy(visited["states"])
    before = states[np.maximum(rows - 1, 0)]
    text, position = visited["text"][rows], visited["position"][rows]
    before[position == 0] = torch.from_numpy(visited["initial_state"])
    tokens = torch.from_numpy(texts.tokens[text, position]).long()
    weight = network.embedding.weight
    return Steps(before.to(weight), weight[tokens], states[rows].to(weight))


def measure_steps(network: Classifier, linear: Linearisation, steps: Steps) -> dict[str, float]:
    """R2 of the next state and of the next logits; beside them R2 of a network that stays where it is.

    `step_r2`: the share of the movement itself, |h_t - h_{t-1}|^2, that is predicted; to stay predicts none of it.
    """
    predicted = linear.step(steps.inputs, steps.before)
    logits = centred_logits(network)
    missed, moved = (steps.after - predicted).square().sum(), (steps.after - steps.before).square().sum()
    return {
        "next_state_r2": r2(predicted, steps.after),
        "next_state_r2_staying": r2(steps.before, steps.after),
        "step_r2": float(1 - missed / moved) if moved > 0 else float("nan"),
        "next_logits_r2": r2(logits(predicted), logits(steps.after)),
        "next_logits_r2_staying": r2(logits(steps.before), logits(steps.after)),
    }


def centred_logits(network: Classifier) -> Callable[[Tensor], Tensor]:
    """States [B, S] to logits [B, N]; of classes, about their mean, since a softmax does not see it."""

    def logits(states: Tensor) -> Tensor:
        raw = network.logits(states)
        return raw if network.multilabel else raw - raw.mean(-1, keepdim=True)

    return logits


def measure_texts(network: Classifier, linear: Linearisation, texts: Texts) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Whole texts, read by the network and by its linearisations from the initial state on: the record, and the logits.

    `final_logits_r2`: linearised at every step at the nearest point; `_one_point`: all along at the point nearest to the
    middle of all, which makes the network linear and a text a weighted bag of words. `linear_accuracy` and
    `linear_agreement`: how often the former has the true label, and the network's own.
    """
    inputs, lengths = network.embedding(torch.from_numpy(texts.tokens).long()), torch.from_numpy(texts.lengths)
    start = network.cell.initial_state(1)[0]
    readers = {"real": network.cell.step, "linear": linear.step, "one_point": linear.in_the_middle().step}
    ends = {name: unroll(step, inputs, lengths, start) for name, step in readers.items()}
    logits = {name: centred_logits(network)(end) for name, end in ends.items()}
    label = {name: network.predict(network.logits(end)).numpy() for name, end in ends.items()}

    def share(name: str, labels: np.ndarray) -> float:
        return float((label[name] == labels).mean()) if torch.isfinite(ends[name]).all() else float("nan")

    record = {
        "final_logits_r2": r2(logits["linear"], logits["real"]),
        "final_logits_r2_one_point": r2(logits["one_point"], logits["real"]),
        "real_accuracy": share("real", texts.labels),
        "linear_accuracy": share("linear", texts.labels),
        "linear_agreement": share("linear", label["real"]),
        "one_point_agreement": share("one_point", label["real"]),
    }
    return record, {f"{name}_logits": values.numpy() for name, values in logits.items()}
