"""The history of a training, a row per epoch, and which epoch's weights are kept."""

import pandas as pd

KEPT = ["step", "train_loss", "train_accuracy", "padding_share", "test_loss"]


def kept_epoch(history: list[dict] | pd.DataFrame) -> int:
    """The epoch, from 1, whose weights are kept: the first of the lowest validation loss, or the last where there is none."""
    table = pd.DataFrame(history)
    best = table["validation_loss"].idxmin() if "validation_loss" in table else table.index[-1]
    return int(table.loc[best, "epoch"])


def kept_row(history: pd.DataFrame) -> dict[str, float]:
    """What is on record of the epoch that was kept; of an untrained network, that it took no step."""
    if history.empty:
        return dict.fromkeys(KEPT, float("nan")) | {"step": 0}
    return history.set_index("epoch").loc[kept_epoch(history), KEPT].to_dict()
