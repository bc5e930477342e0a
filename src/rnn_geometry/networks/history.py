"""The history of a training, a row per epoch, and which epoch's weights are kept."""

import pandas as pd

KEPT = ["step", "train_loss", "train_accuracy", "padding_share", "validation_loss", "validation_accuracy"]


def best_epoch(history: list[dict]) -> int:
    """The epoch, from 1, of the lowest validation loss; the first of several."""
    table = pd.DataFrame(history)
    return int(table.loc[table["validation_loss"].idxmin(), "epoch"])


def mark_kept(history: list[dict], epoch: int) -> pd.DataFrame:
    """The history as a table, with 1 in its column `kept` for the epoch whose weights are kept, else 0."""
    table = pd.DataFrame(history, columns=None if history else ["epoch", *KEPT])
    return table.assign(kept=(table["epoch"] == epoch).astype(int))


def kept_row(history: pd.DataFrame) -> dict[str, float]:
    """What is on record of the epoch that was kept; of an untrained network, that it took no step."""
    if history.empty:
        return dict.fromkeys(KEPT, float("nan")) | {"step": 0}
    return history.loc[history["kept"] == 1, KEPT].iloc[0].to_dict()
