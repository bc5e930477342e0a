"""Texts as ready-made batches, cut so that little of a batch is padding; no work a text."""

import torch
from torch import Tensor
from torch.utils.data import IterableDataset

from rnn_geometry.tasks.encoded import Texts

MOST_PADDING = 0.125  # what a random order may cost; texts that would cost more are bucketed
JITTER = 0.03  # how far, in log length, texts of one batch may lie apart: it costs half of that in padding
TOKENS_AT_ONCE = 2**17  # of an evaluation batch, so that long texts do not fill the memory


class Batches(IterableDataset):
    """Batches of (tokens [B, T], lengths [B], labels [B]), each cut to its longest text; every text once an epoch.

    With a generator the order is new every epoch; without one it is fixed, for evaluation. Texts of much the same length
    come in any order. Others are bucketed: cut from an order by length, jittered by JITTER, so that which texts meet in a
    batch changes from epoch to epoch; then the batches are shuffled.
    """

    def __init__(self, texts: Texts, batch_size: int, generator: torch.Generator | None = None):
        self.tokens = torch.from_numpy(texts.tokens)
        self.labels = torch.from_numpy(texts.labels)
        self.lengths = torch.from_numpy(texts.lengths).long()
        self.batch_size = batch_size
        self.generator = generator
        self.bucketed = bool(1 - self.lengths.double().mean() / self.lengths.max() > MOST_PADDING)
        self.padding = float("nan")  # the share of padding among the tokens of the epoch drawn last

    def __len__(self) -> int:
        return -(-len(self.labels) // self.batch_size)

    def __iter__(self):
        batches = self._draw_rows()
        longest = [int(self.lengths[rows].max()) for rows in batches]
        cells = sum(len(rows) * length for rows, length in zip(batches, longest, strict=True))
        self.padding = 1 - int(self.lengths.sum()) / cells
        for rows, length in zip(batches, longest, strict=True):
            yield self.tokens[rows, :length].long(), self.lengths[rows], self.labels[rows]

    def _draw_rows(self) -> list[Tensor]:
        """The rows of each batch of one epoch."""
        count = len(self.labels)
        generator = self.generator
        if generator is None:
            order = self.lengths.argsort(stable=True) if self.bucketed else torch.arange(count)
            return list(order.split(self.batch_size))
        order = torch.randperm(count, generator=generator)
        if not self.bucketed:
            return list(order.split(self.batch_size))
        key = self.lengths[order].double().log() + JITTER * torch.rand(count, generator=generator, dtype=torch.float64)
        batches = order[key.argsort()].split(self.batch_size)
        return [batches[i] for i in torch.randperm(len(batches), generator=generator)]


def evaluation_batches(texts: Texts) -> Batches:
    """All texts in a fixed order, as many at a time as memory allows."""
    longest = int(texts.lengths.max())
    return Batches(texts, min(512, max(TOKENS_AT_ONCE // longest, 1)))
