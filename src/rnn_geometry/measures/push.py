"""Pushes: the state is moved by the deflection that a word makes at a slow point, or by its part along slow modes, instead of
the word being read; then the text is read on. If the modes carry what words do, logits change as after the word itself
(Maheswaranathan et al. 2019; Sussillo & Barak 2013 for the modes)."""

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.engine.modes import Modes
from rnn_geometry.measures.deflections import correlation
from rnn_geometry.measures.memory import choose_probes
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.pairs import Pairs
from rnn_geometry.measures.reading import read_on, seen_logits

WORDS_EACH = 3  # words of a corpus per output, the most telling
NAMES = ("push_whole", "push_slow", "push_rest")

Part = tuple[dict[str, float], dict[str, np.ndarray]]  # numbers, and arrays


def measure_push(subject: NetworkSubject, pairs: Pairs, place: float, modes: Modes, rng: np.random.Generator) -> Part:
    """The record, and push_modes [D]. A is read up to a place in it, a word of evidence is put there, or its deflection at the
    nearest of the slow points that the D slow modes [Q] are of, and A is read on.

    push_whole: the correlation, over texts and outputs, of the change of the logits by the deflection with that by the word;
    push_slow: by its part along the D slow modes, R L d; push_rest: by what is left of it. push_modes: by the part along the
    first 1 ... D modes. NaN without slow points or words of evidence.
    """
    probes, _ = choose_probes(subject.words, WORDS_EACH)
    count = modes.right.shape[2]
    if not (len(probes) and len(modes) and len(pairs)):
        return dict.fromkeys(NAMES, float("nan")), {"push_modes": np.full(count, np.nan)}
    h, _ = pairs.at(place)
    x = subject.inputs[torch.from_numpy(probes[rng.integers(len(probes), size=len(h))])]
    whole, parts = deflect(subject, h, x, modes)
    starts = [h, subject.network.cell.step(x, h), h + whole, h + whole - parts[-1], *(h + parts)]
    logits = seen_logits(subject.network, read_on(subject.network, pairs.first, pairs.words(place), torch.stack(starts)))
    change = logits - logits[0]
    by_whole, by_rest, *along = (correlation(each, change[1]) for each in change[2:])
    return dict(zip(NAMES, (by_whole, along[-1], by_rest), strict=True)), {"push_modes": np.array(along)}


def deflect(subject: NetworkSubject, h: Tensor, x: Tensor, modes: Modes) -> tuple[Tensor, Tensor]:
    """The deflection [P, S] by each input x [P, I] at the slow point nearest to each state h [P, S], and its parts [D, P, S]
    along the first 1 ... D modes there, R L d."""
    points = subject.slow[: len(modes)]
    near = torch.cdist(h, points).argmin(-1)
    whole = subject.network.cell.step(x, points[near]) - points[near]
    right, left = modes.right[near], modes.left[near]
    amplitudes = left @ whole.to(left.dtype).unsqueeze(-1)  # [P, D, 1]
    parts = (right * amplitudes.mT).cumsum(-1).real.to(whole)  # [P, S, D]
    return whole, parts.permute(2, 0, 1)
