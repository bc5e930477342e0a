"""A recurrent step `step(x, h)` and its derivatives J_rec = dF/dh and J_inp = dF/dx, whatever the step is written as.

`step` is a `Cell` of this package, a torch module, or any function that takes inputs [B, I] and states [B, S], each row by
itself, and returns the next states [B, S]. Jacobians come in closed form where the cell has one (`recurrent_jacobian(x, h)`,
`input_jacobian(x, h)`), else from `torch.func`. The caller's module is copied, never used: its parameters, precision and mode
stay as they are.
"""

from collections.abc import Callable
from copy import deepcopy
from itertools import chain

import torch
from torch import Tensor, nn
from torch.func import jacrev, vmap

Step = Callable[[Tensor, Tensor], Tensor]  # inputs [B, I], states [B, S] -> next states [B, S]

SHIFT = 1e-3  # of a finite difference that only has to tell something from nothing, in float32 too


def frozen(step: Step | nn.Module, device: torch.device, dtype: torch.dtype) -> Step | nn.Module:
    """A copy of a module there and in that precision, in evaluation mode (no dropout), without gradients; a function as it is.

    Raises ValueError for a module with weights that are not finite: an update can hide them, as tanh does.
    """
    if not isinstance(step, nn.Module):
        return step
    module = deepcopy(step).eval().requires_grad_(False).to(device, dtype)
    for name, tensor in chain(module.named_parameters(), module.named_buffers()):
        if not torch.isfinite(tensor).all():
            raise ValueError(f"{name} of the {type(step).__name__} holds NaN or infinite values in {dtype}; expected none")
    return module


def as_step(step: Step | nn.Module) -> Step:
    """`step(x, h)` of what has a method `step`, else of a module or function that is one: called, a pair (h, c) as one state.

    Raises ValueError for what is none.
    """
    if callable(own := getattr(step, "step", None)):
        return own
    if isinstance(step, nn.RNNBase):
        single = f"nn.{step.mode.split('_')[0]}Cell"
        raise ValueError(f"a {type(step).__name__} reads whole texts; expected what takes a single step, such as {single}")
    if not callable(step):
        raise ValueError(f"step is a {type(step).__name__}; expected a function step(x, h) or a torch module")
    if isinstance(step, nn.LSTMCell):
        return lambda x, h: torch.cat(step(x, h.chunk(2, -1)), -1)
    return step


def general_jacobian(own: Step, argument: int) -> Callable[[Tensor, Tensor], Tensor]:
    """dF/dx (argument 0) or dF/dh (argument 1) as a function of inputs [B, I] and states [B, S], from `torch.func`.

    That function raises ValueError where the derivative is 0 because the step hides from autograd what it does.
    """
    derivative = vmap(jacrev(lambda x, h: own(x.unsqueeze(0), h.unsqueeze(0)).squeeze(0), argnums=argument))

    def jacobian(x: Tensor, h: Tensor) -> Tensor:
        found = derivative(x, h)
        if found.numel() and not found.any():
            _require_gradient(own, derivative, argument, x, h)
        return found

    return jacobian


@torch.no_grad()
def _require_gradient(own: Step, derivative: Callable, argument: int, x: Tensor, h: Tensor) -> None:
    """Raise ValueError where the derivative by x or h is 0 and a finite difference is not."""
    here = [x, h]
    there = [x, h]
    shift = SHIFT * torch.arange(1, here[argument].shape[-1] + 1).cos().to(here[argument])
    here[argument] = here[argument] + shift  # off the kinks: a ReLU at 0, where many start, has no derivative
    there[argument] = here[argument] + shift
    if (own(*there) - own(*here)).abs().max() > 1e-2 * SHIFT and not derivative(*here).any():
        raise ValueError(
            f"the step's derivative by {'xh'[argument]} is 0 everywhere though its values change; expected a step that "
            "autograd sees through (not under torch.no_grad, no detach, no numpy), or one with a Jacobian of its own"
        )


def jacobian_of(step: Step | nn.Module, own: Step, argument: int) -> Callable[[Tensor, Tensor], Tensor]:
    """The closed form that a step brings with it, else the general one of `own`."""
    return getattr(step, ("input_jacobian", "recurrent_jacobian")[argument], None) or general_jacobian(own, argument)


def recurrent_jacobian(step: Step | nn.Module, x: Tensor, h: Tensor) -> Tensor:
    """J_rec = dF/dh [P, S, S] at states [P, S], in their precision; x: an input [I] for all of them, or one each [P, I]."""
    step = frozen(step, h.device, h.dtype)
    return jacobian_of(step, as_step(step), 1)(x.to(h).expand(len(h), -1), h).detach()


def input_jacobian(step: Step | nn.Module, x: Tensor, h: Tensor) -> Tensor:
    """J_inp = dF/dx [P, S, I] at states [P, S], in their precision; x: an input [I] for all of them, or one each [P, I]."""
    step = frozen(step, h.device, h.dtype)
    return jacobian_of(step, as_step(step), 0)(x.to(h).expand(len(h), -1), h).detach()


@torch.no_grad()
def deflections(step: Step | nn.Module, words: Tensor, h: Tensor) -> Tensor:
    """How far words' inputs [W, I] move states [P, S]: F(h, x_w) - h, [W, P, S], in the states' precision."""
    if not len(h):
        return h.new_empty(len(words), *h.shape)
    own = as_step(frozen(step, h.device, h.dtype))
    states = h.repeat(len(words), 1)
    moved = own(words.to(h).repeat_interleave(len(h), dim=0), states) - states
    return moved.view(len(words), *h.shape)


def first_order_deflections(input_jacobians: Tensor, words: Tensor, x: Tensor) -> Tensor:
    """J_inp (x_w - x*), [W, P, S]: the deflections by words' inputs [W, I] to first order, where a state is at rest at x [I].

    input_jacobians: [P, S, I].
    """
    return ((words - x).to(input_jacobians) @ input_jacobians.mT).transpose(0, 1)
