"""Recurrent cells behind one interface (`cell.Cell`), a module each, and the names that the config knows them by."""

from rnn_geometry.networks.cells.cell import Cell
from rnn_geometry.networks.cells.gru import GRU, ResetBefore
from rnn_geometry.networks.cells.linear_attention import LinearAttention
from rnn_geometry.networks.cells.lstm import LSTM
from rnn_geometry.networks.cells.mean_pool import MeanPool
from rnn_geometry.networks.cells.mingru import MinGRU
from rnn_geometry.networks.cells.ugrnn import UGRNN
from rnn_geometry.networks.cells.vanilla import Vanilla

__all__ = ["CELLS", "GRU", "LSTM", "UGRNN", "Cell", "LinearAttention", "MeanPool", "MinGRU", "ResetBefore", "Vanilla"]

CELLS: dict[str, type[Cell]] = {
    "vanilla": Vanilla,
    "gru": GRU,
    "gru_reset_before": ResetBefore,
    "lstm": LSTM,
    "ugrnn": UGRNN,
    "linear_attention": LinearAttention,
    "mingru": MinGRU,
    "mean_pool": MeanPool,
}
