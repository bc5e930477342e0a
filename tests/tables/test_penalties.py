"""The one-standard-error rule, on planted curves."""

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.tables.penalties import choose

VALUES = [1e-5, 1e-4, 1e-3, 1e-2]


def curve(accuracies, task="a", cell="gru", seeds=1, texts=2000, sweep="s") -> pd.DataFrame:
    rows = [
        {"sweep": sweep, "task": task, "cell": cell, "value": value, "seed": seed, "validation_accuracy": accuracy}
        for value, accuracy in zip(VALUES, accuracies, strict=True)
        for seed in range(seeds)
    ]
    more = {"validation_texts": texts, "expected_dimension": 2, "states_components_95": 2, "memory_kept": 0.9}
    return pd.DataFrame(rows).assign(**more)


def chosen(table: pd.DataFrame, **of) -> list[float]:
    found = choose(table)
    for name, value in of.items():
        found = found[found[name] == value]
    return found.loc[found["chosen"], "l2"].tolist()


@pytest.mark.parametrize(
    ("accuracies", "l2"),
    [
        ([0.95, 0.96, 0.957, 0.90], 1e-3),  # one standard error is 0.0044
        ([0.95, 0.96, 0.954, 0.90], 1e-4),
        ([0.96, 0.95, 0.957, 0.90], 1e-3),  # a dip on the way does not count
        ([0.5, 0.5, 0.5, 0.5], 1e-2),
        ([1.0, 1.0, 0.9996, 0.99], 1e-3),  # an error of a perfect accuracy is not 0
    ],
)
def test_the_largest_penalty_within_one_standard_error_of_the_best_is_taken(accuracies, l2):
    assert chosen(curve(accuracies)) == [l2]


def test_the_standard_error_is_that_of_the_best_accuracy_over_all_its_texts():
    found = choose(curve([0.9, 0.8, 0.7, 0.6], texts=998))
    assert found["standard_error"].tolist() == pytest.approx([np.sqrt(0.8992 * 0.1008 / 1000)] * 4, rel=1e-3)
    several = choose(curve([0.9, 0.8, 0.7, 0.6], texts=998, seeds=4))
    assert several["standard_error"].iloc[0] == pytest.approx(found["standard_error"].iloc[0] / 2, rel=1e-2)


def test_each_task_and_cell_has_its_own_and_a_sweep_one_for_all():
    table = pd.concat(
        [
            curve([0.96, 0.96, 0.96, 0.90]),
            curve([0.96, 0.96, 0.90, 0.90], cell="lstm"),
            curve([0.96, 0.96, 0.96, 0.96], sweep="other"),
        ]
    )
    assert chosen(table, sweep="s") == [1e-3, 1e-4]
    found = choose(table).query("chosen_for_all")
    assert found.groupby("sweep")["l2"].unique().map(list).to_dict() == {"s": [1e-4], "other": [1e-2]}


def test_where_no_penalty_is_right_for_all_none_is_taken_for_all():
    table = pd.concat([curve([0.96, 0.90, 0.90, 0.90]), curve([0.90, 0.90, 0.90, 0.96], cell="lstm")])
    assert not choose(table)["chosen_for_all"].any()
