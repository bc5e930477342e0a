"""The answer says what the tables of a study say."""

import pandas as pd
import pytest

from rnn_geometry.command.__main__ import make_parser
from rnn_geometry.command.answer import answer
from rnn_geometry.command.question import Question
from rnn_geometry.study import Run

RUNS = [{"task": "texts", "cell": "gru", "l2": 0.001, "seed": seed} for seed in range(3)]
WORDS = [
    {"word": "goal", "count": 30, "evidence_sport": 2.0, "evidence_tech": -2.0, "class": "sport"},
    {"word": "null", "count": 30, "evidence_sport": -1.0, "evidence_tech": 1.5, "class": "tech"},
    {"word": "chip", "count": 30, "evidence_sport": -3.0, "evidence_tech": 3.0, "class": "tech"},
    {"word": "once", "count": 2, "evidence_sport": 9.0, "evidence_tech": -9.0, "class": "sport"},
]


def ask(*arguments) -> Question:
    options = vars(make_parser().parse_args(["analyse", *map(str, arguments)]))
    return Question(**{name: value for name, value in options.items() if name not in ("command", "cores", "out")})


@pytest.fixture
def study(tmp_path):
    """A folder with the tables of three networks of the given accuracies."""

    def write(accuracies, dimensions=(1, 1, 1), words=WORDS, known=0.97):
        measures = {
            "metrics": [{"test_accuracy": value} for value in accuracies],
            "dimension": [{"states_components_95": n, "states_participation_ratio": n + 0.04} for n in dimensions],
            "effects": [{"accuracy_chance": 0.6}] * 3,
        }
        tables = {name: [run | row for run, row in zip(RUNS, rows, strict=True)] for name, rows in measures.items()}
        tables["tasks"] = [{"task": "texts", "expected_dimension": 1, "test_texts": 40, "vocabulary_coverage": known}]
        tables["word_counts"] = [{"task": "texts", "bag_of_words_accuracy": 0.875, "information_components_95": 1}]
        (tmp_path / "results/tables").mkdir(parents=True)
        for name, rows in tables.items():
            pd.DataFrame(rows).to_csv(tmp_path / f"results/tables/{name}.csv", index=False)
        run = tmp_path / Run("texts", "gru", 0.001, 0).folder
        run.mkdir(parents=True)
        pd.DataFrame(words).to_csv(run / "deflections.csv", index=False)
        return tmp_path

    return write


def test_several_networks_are_told_by_their_median_and_range_and_one_number_where_they_agree(study):
    told = answer(study([0.9, 0.95, 0.85]), ask("x.csv", "--seeds", 3))
    assert "What 3 networks of 64 units (gru) found" in told
    assert "accuracy  0.90 (0.85 to 0.95) on 40 held-out texts; a bag of words 0.88, the most frequent answer 0.60" in told
    assert "states    1 dimensions hold 95 % of their variance; participation ratio 1.0" in told
    assert "expected  1, N - 1 of 2 categories; the word counts alone predict 1" in told
    assert "Beware" not in told


def test_words_stand_under_the_class_they_speak_for_strongest_first_without_the_rare(study):
    lines = answer(study([0.9] * 3), ask("x.csv")).splitlines()
    assert lines[-2:] == ["    sport: goal", "    tech: chip, null"]


def test_networks_that_have_hardly_learnt_come_with_a_warning(study):
    assert "Beware: the networks have learnt little" in answer(study([0.65, 0.7, 0.9]), ask("x.csv"))


def test_a_picture_that_was_not_drawn_is_not_pointed_at(study):
    folder = study([0.9] * 3)
    assert "manifold  no picture" in answer(folder, ask("x.csv"))
    (folder / "results/figures").mkdir()
    (folder / "results/figures/manifold-texts.png").write_bytes(b"")
    assert f"manifold  {folder}/results/figures/manifold-texts.png" in answer(folder, ask("x.csv"))


NUMBERS = [
    {"word": "goal", "count": 30, "evidence_0": 2.0, "evidence_1": -2.0, "class": "0"},
    {"word": "10", "count": 30, "evidence_0": -1.0, "evidence_1": 1.5, "class": "1"},
]


@pytest.mark.parametrize("names", [["0", "1"], ["1", "5"], ["True", "False"], ["1.0", "2.0"], ["007", "NA"], ["-1", "null"]])
def test_words_of_evidence_are_told_whatever_classes_are_called(study, names):
    zero, one = names
    renamed = {"evidence_0": f"evidence_{zero}", "evidence_1": f"evidence_{one}"}
    words = [
        {renamed.get(key, key): value for key, value in row.items()} | {"class": names[int(row["class"])]} for row in NUMBERS
    ]
    lines = answer(study([0.9] * 3, words=words), ask("x.csv")).splitlines()
    assert lines[-2:] == [f"    {zero}: goal", f"    {one}: 10"]


def test_the_share_of_what_is_not_known_is_told_and_a_large_one_warned_of(study):
    told = answer(study([0.9] * 3, known=0.97), ask("x.csv"))
    assert "reading   3.0 % of the held-out texts is in words that the networks do not know" in told
    assert "Beware" not in told


def test_texts_that_are_mostly_unknown_come_with_a_warning(study):
    assert "Beware: much of the held-out texts is unknown" in answer(study([0.9] * 3, known=0.3), ask("x.csv"))
