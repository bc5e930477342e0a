"""How well the linearised network predicts the real one: the next state, the next logits, and logits of whole texts.

A network linearised at the nearest of many points follows a curved manifold piece by piece; at one point it is a single
linear system. The difference says how much of the prediction is owed to the number of points.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.engine.linearisation import Linearisation, r2, unroll
from rnn_geometry.measures.moves import Moves
from rnn_geometry.measures.states import last_states
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.encoded import Texts


@dataclass
class Steps:
    """Single steps of a network over texts: states before [B, S], inputs [B, I], states after [B, S]."""

    before: Tensor
    inputs: Tensor
    after: Tensor


def steps_of(network: Classifier, moves: Moves) -> Steps:
    """The moves of a network as steps, in its own precision."""
    weight = network.embedding.weight
    before, after = (torch.from_numpy(states).to(weight) for states in (moves.start, moves.end))
    return Steps(before, weight[torch.from_numpy(moves.token).long()], after)


def measure_steps(network: Classifier, linear: Linearisation, steps: Steps) -> dict[str, float]:
    """R2 of the next state and of the next logits; beside them R2 of a network that stays where it is.

    `step_r2`: the share of the movement itself, |h_t - h_{t-1}|^2, that is predicted; to stay predicts none of it.
    `_in_state`: predicted with the words' true deflections.
    """
    predicted = linear.step(steps.inputs, steps.before)
    in_state = linear.step_in_state(steps.inputs, steps.before)
    logits = centred_logits(network)
    return {
        "next_state_r2": r2(predicted, steps.after),
        "next_state_r2_staying": r2(steps.before, steps.after),
        "step_r2": movement_r2(predicted, steps),
        "step_r2_in_state": movement_r2(in_state, steps),
        "next_logits_r2": r2(logits(predicted), logits(steps.after)),
        "next_logits_r2_staying": r2(logits(steps.before), logits(steps.after)),
    }


def movement_r2(predicted: Tensor, steps: Steps) -> float:
    """The share of the movement that predicted states after [B, S] get right; NaN where nothing moves."""
    missed, moved = (steps.after - predicted).square().sum(), (steps.after - steps.before).square().sum()
    return float(1 - missed / moved) if moved > 0 else float("nan")


def centred_logits(network: Classifier) -> Callable[[Tensor], Tensor]:
    """States [B, S] to logits [B, N], as the target sees them."""
    return lambda states: network.target.centre(network.logits(states))


def middle_point(points: Tensor) -> Tensor:
    """The one of the points [P, S] that is nearest to their mean: [1, S]; none, [0, S], of none."""
    if not len(points):
        return points
    return points[(points - points.mean(0)).square().sum(-1).argmin()].unsqueeze(0)


def measure_texts(
    network: Classifier, linear: Linearisation, one: Linearisation, texts: Texts
) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """Whole texts, read from the initial state on by the network and by its linearisations, each step at the point nearest to
    where that has got to: the record, and the final logits [n, N] of each reader.

    linear: at many points; one: at a single one. `linear_accuracy`, `linear_agreement`: how often it has the true label, and
    the network's own; `_in_state`: with the words' true deflections; `_one_point`: from the single point.
    """
    inputs = network.embedding(torch.from_numpy(texts.tokens).long())
    lengths = torch.from_numpy(texts.lengths)
    start = network.cell.initial_state(1)[0]
    real = last_states(network, texts)
    logits = {"real_logits": centred_logits(network)(real)}
    own = network.predict(network.logits(real)).numpy()
    record = {"real_accuracy": float((own == texts.labels).mean())}
    for name, step in (("", linear.step), ("_in_state", linear.step_in_state), ("_one_point", one.step)):
        end = unroll(step, inputs, lengths, start)
        read = network.predict(network.logits(end)).numpy()
        known = bool(torch.isfinite(end).all())
        logits[f"linear_logits{name}"] = centred_logits(network)(end)
        record[f"final_logits_r2{name}"] = r2(logits[f"linear_logits{name}"], logits["real_logits"])
        record[f"linear_accuracy{name}"] = float((read == texts.labels).mean()) if known else float("nan")
        record[f"linear_agreement{name}"] = float((read == own).mean()) if known else float("nan")
    return record, {name: values.numpy() for name, values in logits.items()}
