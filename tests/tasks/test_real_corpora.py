"""The paper's corpora, where a folder beside the checkout (or CORPORA_DIR) holds them: read and encoded as the config says."""

import os
from pathlib import Path

import numpy as np
import pytest
import yaml

from rnn_geometry.seeds import generator
from rnn_geometry.tasks.corpora import read_corpus
from rnn_geometry.tasks.natural import encode_corpus
from rnn_geometry.tasks.writing import tokenise

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("CORPORA_DIR", ROOT.parent / "shared/corpora"))
CONFIG = yaml.safe_load((ROOT / "config/hub.yaml").read_text())
DEFAULTS = {
    "label_names": None,
    "clean": [],
    "empty_texts": "refuse",
    "empty_labels": "refuse",
    "multilabel": False,
    "separator": None,
}
TASK = {
    "family": "categorical",
    "unlabelled": "drop",
    "balance": False,
    "vocabulary": "words",
    "vocabulary_size": 8000,
    "lower": True,
    "test_fraction": 0.2,
    "validation_fraction": 0.1,
    "train_texts": None,
    "validation_texts": None,
    "test_texts": None,
}
SIZES = {  # those to learn from, a part of them to validate on; as the folder's own notes count them
    "ag-news-4": ([8099, 8149, 8078, 8301], 7600),
    "dbpedia-14": ([1113, 1080, 1153, 1141, 1072, 1116, 1098, 1133, 1144, 1107, 1183, 1124, 1140, 1110], 1747),
    "yelp-2": ([6083, 6083], 1354),
    "yelp-3": ([3041, 3042, 3042], 1015),
    "goemotions-28": (None, 5427),
}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"NOT TESTED: no corpora at {FOLDER}; name them with CORPORA_DIR")


def corpus_of(name):
    return read_corpus(name, DEFAULTS | CONFIG["corpora"][name], str(FOLDER))


@pytest.mark.parametrize("task", SIZES)
def test_a_task_of_the_paper_has_the_texts_that_the_files_hold(task):
    options = TASK | CONFIG["tasks"][task]
    encoded = encode_corpus(corpus_of(options["corpus"]), options, generator(task))
    counts, test_texts = SIZES[task]
    train, validation, test = encoded.splits
    assert len(test) == test_texts
    if counts:
        assert np.bincount(np.concatenate([train.labels, validation.labels])).tolist() == counts
        assert np.bincount(validation.labels).tolist() == [round(0.1 * count) for count in counts]
    assert train.lengths.min() > 0
    assert encoded.statistics["coverage"]["test"] > 0.85


def test_damaged_entities_are_gone_from_ag_news_and_no_letter_else():
    words = {word for text in corpus_of("ag_news").table["text"] for word in tokenise(text)}
    assert not words & {"quot", "8217", "rsquo", "hellip", "nbsp"}
    assert {"microsoft's", "iraq's"} <= words


def test_no_title_tells_the_star_of_an_amazon_review():
    assert not corpus_of("amazon_5").table["text"].str.contains(r"^(?:One|Two|Three|Four|Five) Stars?\s*\n", regex=True).any()


def test_the_published_numbers_of_goemotions_come_out():
    corpus = corpus_of("goemotions")
    train = corpus.table[corpus.table["split"] == "train"]["label"].to_numpy()
    counts = {name: int((train >> i & 1).sum()) for i, name in enumerate(corpus.names)}
    assert (len(train), counts["admiration"], counts["grief"], counts["neutral"]) == (43410, 4130, 77, 14219)
