"""What the manifold's axes stand for: how well the final states tell the scores that a synthetic text sums up to."""

import numpy as np

from rnn_geometry.measures.moves import final_states
from rnn_geometry.measures.subject import Measured, Subject
from rnn_geometry.rounding import MARGIN


def measure(subject: Subject, options: None, rng: np.random.Generator) -> Measured:
    """The record `scores.json` of a run; draws nothing."""
    visited = subject.visited
    ends = final_states(visited["states"], visited["text"])
    return Measured(measure_scores(ends, visited["score"], subject.shape.dimension))


def measure_scores(states: np.ndarray, scores: np.ndarray, dimension: int) -> dict[str, float]:
    """The record of final states [n, S] and true scores [n, K].

    score_r2: the share of the scores' variance that a linear map of the first `dimension` principal components explains;
    axis_i_score_j: the absolute correlation of component i with score j (i, j <= 2). NaN where there are no scores, or all
    states are one.
    """
    record = dict.fromkeys(("score_r2", "axis_1_score_1", "axis_1_score_2", "axis_2_score_1", "axis_2_score_2"), float("nan"))
    centred = states - states.mean(axis=0)
    centred_scores = scores - scores.mean(axis=0)
    if not scores.shape[1] or np.ptp(states, axis=0).max() <= MARGIN:
        return record
    components = centred @ np.linalg.svd(centred, full_matrices=False)[2].T  # [n, min(n, S)], orthogonal columns
    leading = components[:, :dimension]
    explained = leading @ np.linalg.lstsq(leading, centred_scores, rcond=None)[0]
    record["score_r2"] = float(1 - np.square(centred_scores - explained).sum() / np.square(centred_scores).sum())
    for i in range(min(2, components.shape[1])):
        for j in range(min(2, scores.shape[1])):
            correlation = components[:, i] @ centred_scores[:, j]
            size = np.linalg.norm(components[:, i]) * np.linalg.norm(centred_scores[:, j])
            record[f"axis_{i + 1}_score_{j + 1}"] = float(abs(correlation) / size) if size else float("nan")
    return record
