"""Recurrent cells behind one interface (`cell.Cell`), a module each, and the names that the config knows them by."""

from rnn_geometry.networks.cells.cell import Cell
from rnn_geometry.networks.cells.gated_deltanet import GatedDeltaNet
from rnn_geometry.networks.cells.gated_linear_attention import GatedLinearAttention
from rnn_geometry.networks.cells.gru import GRU, ResetBefore
from rnn_geometry.networks.cells.linear_attention import LinearAttention
from rnn_geometry.networks.cells.lstm import LSTM
from rnn_geometry.networks.cells.mean_pool import MeanPool
from rnn_geometry.networks.cells.mingru import MinGRU
from rnn_geometry.networks.cells.s6 import S6
from rnn_geometry.networks.cells.softmax_attention import SoftmaxAttention
from rnn_geometry.networks.cells.transformer import Transformer
from rnn_geometry.networks.cells.ugrnn import UGRNN
from rnn_geometry.networks.cells.vanilla import Vanilla

__all__ = ["CELLS", "GRU", "LSTM", "S6", "UGRNN", "Cell", "GatedDeltaNet", "GatedLinearAttention"]
__all__ += ["LinearAttention", "MeanPool", "MinGRU", "ResetBefore", "SoftmaxAttention", "Transformer", "Vanilla"]

CELLS: dict[str, type[Cell]] = {
    "vanilla": Vanilla,
    "gru": GRU,
    "gru_reset_before": ResetBefore,
    "lstm": LSTM,
    "ugrnn": UGRNN,
    "linear_attention": LinearAttention,
    "softmax_attention": SoftmaxAttention,
    "mingru": MinGRU,
    "s6": S6,
    "gated_linear_attention": GatedLinearAttention,
    "gated_deltanet": GatedDeltaNet,
    "transformer": Transformer,
    "mean_pool": MeanPool,
}
