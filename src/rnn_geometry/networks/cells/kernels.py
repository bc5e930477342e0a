"""Kernels of attention: the logarithm of the weight that a query gives to a key, a line each.

A kernel takes queries and keys [..., d] to log weights [...]. Every weight is positive, so that what is read is a mean. The
logarithm is what can be computed safely: the exponential of a large product has no floating-point number.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Kernel = Callable[[Tensor, Tensor], Tensor]


def features(u: Tensor) -> Tensor:
    """phi(u) = elu(u) + 1, which is positive; written so that small values keep their digits and never become 0."""
    return torch.where(u > 0, u + 1, torch.exp(u.clamp(max=0)))


KERNELS: dict[str, Kernel] = {
    "elu": lambda query, key: (features(query) * features(key)).sum(-1).log(),  # linear attention
    "exp": lambda query, key: (query * key).sum(-1) / query.shape[-1] ** 0.5,  # softmax attention
    "gaussian": lambda query, key: -(query - key).square().sum(-1) / (2 * query.shape[-1] ** 0.5),  # the same of equal lengths
}
