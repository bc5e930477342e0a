"""What measures are tested on, of every cell with dynamics: the trained network as the analysis sees it, at the zero input."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from conftest import FAMILIES, MOVING, train_small

from rnn_geometry.tasks.encoded import SPECIAL_WORDS
from rnn_geometry.tasks.words import Words, count_words, log_odds, word_kinds


@pytest.fixture(params=MOVING)
def trained(request):
    trained = train_small(request.param)
    return replace(trained, network=trained.network.readable(torch.zeros(6)))


@pytest.fixture(scope="session")
def words(train_texts) -> Words:
    """The words of three categories, and what the training texts say of them."""
    family = FAMILIES["categorical"]
    scores = np.concatenate([np.zeros((len(SPECIAL_WORDS), 3)), family.scores])
    counts, odds = count_words(train_texts, len(scores)), log_odds(train_texts, len(scores), family.shape.target)
    names = [*SPECIAL_WORDS, *family.words]
    return Words(names, scores, counts, odds, word_kinds(names, scores, counts, odds))
