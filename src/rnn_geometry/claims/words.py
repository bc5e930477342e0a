"""Claims that hold a network beside what the words of the texts say without it and without their order."""

import pandas as pd

from rnn_geometry.claims.claim import Claim, Criterion, count, gated
from rnn_geometry.claims.dynamics import NEARLY, has_learnt, learnt_share


def free_of_order(rows: pd.DataFrame) -> pd.Series:
    """Networks of the paper's cells on any text, but for synthetic texts whose words change those after them."""
    return gated(rows) & ~rows["context"]


CLAIMS = [
    Claim(
        id="word-counts-predict",
        statement="The classes' word counts (LSA) predict the dimension of the states before any training",
        place="data set statistics",
        figures=("predicted_dimension",),
        about=free_of_order,
        beside=lambda rows: rows["family"] != "",
        criteria=(
            count(
                "states: components for 95 %",
                lambda rows: rows["states_components_95"].where(has_learnt(rows)),  # else there is no manifold to predict
                "lsa_components_95",
                "the prediction is a number of dimensions; another number is another manifold, and a network that has "
                "learnt nothing has none",
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
                "nearly: within a tenth of the advantage, on either side",
            ),
            Criterion(
                "advantage over chance kept with the words shuffled",
                learnt_share("shuffled_accuracy", own="test_accuracy"),
                1.0,
                1 - NEARLY,
                "little: within a tenth of the advantage",
            ),
        ),
    ),
]
