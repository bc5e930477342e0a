"""Claims that hold a network beside what the words of the texts say without it and without their order."""

from dataclasses import replace

import numpy as np
import pandas as pd

from rnn_geometry.claims.claim import Claim, Criterion, count, gated
from rnn_geometry.claims.dynamics import NEARLY, has_learnt, learnt_share


def free_of_order(rows: pd.DataFrame) -> pd.Series:
    """Networks of the paper's cells on any text, but for synthetic texts whose words change those after them."""
    return gated(rows) & ~rows["context"]


def dimension_learnt(rows: pd.DataFrame) -> pd.Series:
    """The states' components for 95 %; not known where the network has learnt nothing: there is no manifold to predict then."""
    return rows["states_components_95"].where(has_learnt(rows))


def bag_of_words_advantage(rows: pd.DataFrame) -> pd.Series:
    """How much more accurate the bag of words is than the network; not known where the network has learnt nothing."""
    return (rows["bag_of_words_accuracy"] - rows["test_accuracy"]).where(has_learnt(rows))


def two_standard_errors(rows: pd.DataFrame) -> pd.Series:
    """Of the difference of these accuracies, each from all test texts and two more, of which one is right (Agresti & Caffo
    2000): so it is never 0. Both classify the same texts, so it is too large rather than too small."""
    texts = rows["test_texts"]
    variances = []
    for accuracy in ("bag_of_words_accuracy", "test_accuracy"):
        share = (texts * rows[accuracy] + 1) / (texts + 2)
        variances.append(share * (1 - share) / (texts + 2))
    return 2 * np.sqrt(sum(variances))


CLAIMS = [
    Claim(
        id="evidence-predicts",
        statement="The evidence that words add up to predicts the dimension of the states before any training",
        place="ours: what of the geometry follows from the data",
        ours=True,
        figures=("predicted_dimension",),
        about=free_of_order,
        beside=lambda rows: rows["family"] != "",
        criteria=(
            count(
                "states: components for 95 %",
                dimension_learnt,
                "evidence_components_95",
                "the prediction is a number of dimensions; another number is another manifold, and a network that has "
                "learnt nothing has none",
            ),
            Criterion(
                "states: participation ratio over the predicted one",
                lambda rows: rows["states_participation_ratio"].where(has_learnt(rows)) / rows["evidence_participation_ratio"],
                1.0,
                0.75,
                "a quarter off; shown, since a ratio has no next number to be nearer to",
                has_say=False,
            ),
        ),
    ),
    Claim(
        id="word-counts-predict",
        statement="The classes' word counts predict the dimension of the states before any training",
        place="data set statistics",
        figures=("predicted_dimension",),
        about=free_of_order,
        beside=lambda rows: rows["family"] != "",
        criteria=(
            count(
                "states: components for 95 %",
                dimension_learnt,
                "information_components_95",
                "the prediction is a number of dimensions; another number is another manifold, and a network that has "
                "learnt nothing has none",
            ),
            replace(
                count(
                    "the same by tf-idf LSA of single texts, as judged before",
                    dimension_learnt,
                    "lsa_components_95",
                    "another statistic of the same texts, another prediction",
                ),
                has_say=False,
            ),
        ),
    ),
    Claim(
        id="bag-of-words",
        statement="A bag of words reaches nearly the network's accuracy, and to shuffle the words costs the network little",
        place="data set statistics",
        figures=("baselines",),
        about=free_of_order,
        beside=lambda rows: rows["family"] != "",
        criteria=(
            Criterion(
                "the network's advantage over chance that a bag of words has",
                learnt_share("bag_of_words_accuracy", own="test_accuracy"),
                1.0,
                1 - NEARLY,
                "nearly: at most a tenth of the advantage is missing; a better bag does not deny it",
                side="at least",
            ),
            Criterion(
                "advantage over chance kept with the words shuffled",
                learnt_share("shuffled_accuracy", own="test_accuracy"),
                1.0,
                1 - NEARLY,
                "little: at most a tenth of the advantage",
                side="at least",
            ),
        ),
    ),
    Claim(
        id="trained-enough",
        statement="No network is behind a bag of words: one that is has not learnt all that its texts say without their order",
        place="ours: whether the training sufficed",
        ours=True,
        figures=("baselines",),
        about=free_of_order,
        beside=lambda rows: rows["family"] != "",
        criteria=(
            Criterion(
                "accuracy of a bag of words less the network's",
                bag_of_words_advantage,
                0.0,
                two_standard_errors,
                "two standard errors of the difference: more is not the choice of texts",
                side="at most",
            ),
        ),
    ),
]
