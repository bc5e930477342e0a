"""Evidence: the strongest words that were read often enough."""

import numpy as np
import pandas as pd
import pytest
from pictures import drawn

from rnn_geometry.figures.evidence import draw_evidence
from rnn_geometry.tasks.words import strongest_words


@pytest.mark.parametrize("count", [2, 3, 7])
def test_evidence_has_a_panel_an_output_with_its_strongest_words_but_no_rare_ones(count, tmp_path):
    names = [f"class {i}" for i in range(count)]
    words = [f"{name}, word {i}" for name in names for i in range(40)]
    table = pd.DataFrame({"word": words, "count": ([1] * 10 + [50] * 30) * count, "class": np.repeat(names, 40)})
    table = table.assign(**{f"evidence_{name}": 40 - np.arange(40.0 * count) % 40 for name in names})
    figure = drawn(draw_evidence(table, names), tmp_path)
    assert [axes.get_title() for axes in figure.axes] == names
    for name, axes in zip(names, figure.axes, strict=True):
        assert [label.get_text() for label in axes.get_yticklabels()] == [f"{name}, word {i}" for i in range(10, 22)]
        assert [bar.get_width() for bar in axes.patches] == (40 - np.arange(10.0, 22)).tolist()


def test_of_a_small_corpus_a_word_read_three_times_is_known():
    rare = pd.DataFrame({"word": ["lovely", "once"], "count": [6, 1], "class": "good", "evidence_good": [2.0, 3.0]})
    common = pd.DataFrame({"word": ["was", "in"], "count": [60, 2000], "class": "good", "evidence_good": [0.5, 0.1]})
    assert strongest_words(pd.concat([rare, common[:1]]), "good", 8)["word"].tolist() == ["lovely", "was"]
    large = pd.concat([rare, common.assign(count=[19, 100_000])])
    assert strongest_words(large, "good", 8)["word"].tolist() == ["in"]
