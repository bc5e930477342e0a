"""A recurrent update `step(x, h)` held at constant inputs x*, and its derivatives: h_t ~ h* + J_rec (h - h*) + J_inp (x - x*).

`step` is a `Cell` of this package, a torch module, or any function that takes inputs [B, I] and states [B, S], each row by
itself, and returns the next states [B, S]. Jacobians come in closed form where the cell has one, else from `torch.func`.
The caller's module is copied, never used: its parameters, precision and mode stay as they are.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.func import jacrev, vmap

Step = Callable[[Tensor, Tensor], Tensor]  # inputs [B, I], states [B, S] -> next states [B, S]


@dataclass(frozen=True)
class Update:
    """h -> F(h, x*). inputs: x* [I] for all states, or [P, I], one for each; `update[rows]` is then the update of these rows.

    The exact step is evaluated in `dtype`. Jacobians, Newton's step and long runs of the dynamics come in the precision of
    the inputs: they only steer a search, and cost half as much in float32.
    """

    exact: Step
    own: Step
    own_jacobian: Callable[[Tensor, Tensor], Tensor]
    own_newton: Callable[[Tensor, Tensor, Tensor], Tensor]
    inputs: Tensor
    dtype: torch.dtype

    def __getitem__(self, rows) -> "Update":
        return self if self.inputs.ndim == 1 else replace(self, inputs=self.inputs[rows])

    def _at(self, h: Tensor) -> tuple[Tensor, Tensor]:
        return self.inputs.expand(len(h), -1), h.to(self.inputs.dtype)

    def step(self, h: Tensor) -> Tensor:
        """The next states [P, S]."""
        return self.exact(self.inputs.to(self.dtype).expand(len(h), -1), h)

    def carry(self, h: Tensor, steps: int) -> Tensor:
        """The states [P, S] after so many updates."""
        x, own = self._at(h)
        for _ in range(steps):
            own = self.own(x, own)
        return own.to(h.dtype)

    def jacobian(self, h: Tensor) -> Tensor:
        """J_rec [P, S, S]."""
        return self.own_jacobian(*self._at(h))

    def newton(self, h: Tensor, residual: Tensor) -> Tensor:
        """Newton's step (J_rec - 1)^-1 r [P, S] for the residuals r = F(h) - h; not finite where J_rec - 1 is singular."""
        return self.own_newton(*self._at(h), residual.to(self.inputs.dtype))

    def check(self, starts: Tensor) -> Tensor:
        """The starts in the update's precision; raises ValueError where a search from them can only fail."""
        if not isinstance(starts, Tensor):
            raise ValueError(f"starts are a {type(starts).__name__}; expected a torch tensor [P, S]")
        if starts.ndim != 2 or 0 in starts.shape:
            raise ValueError(f"starts have the shape {tuple(starts.shape)}; expected [P, S] with at least one start")
        _require_finite(starts, "starts hold NaN or infinite values")
        if self.inputs.ndim == 2 and len(self.inputs) != len(starts):
            raise ValueError(f"{len(self.inputs)} constant inputs for {len(starts)} starts; expected one for all, or one each")
        starts = starts.detach().to(self.dtype)
        with torch.no_grad():
            given = starts.clone()
            after = self.step(given)
        if not isinstance(after, Tensor):
            raise ValueError(f"step returns a {type(after).__name__}; expected one tensor, the next states [P, S]")
        if not torch.equal(given, starts):
            raise ValueError("step changes the states that it is given; it must leave them and return new ones")
        if after.shape != starts.shape:
            raise ValueError(f"step returns the shape {tuple(after.shape)} for states {tuple(starts.shape)}; expected the same")
        _require_finite(after, "the update of finite starts is NaN or infinite (are all weights finite?)")
        return starts


def _require_finite(states: Tensor, complaint: str) -> None:
    bad = torch.nonzero(~torch.isfinite(states).all(-1)).squeeze(-1)
    if len(bad):
        raise ValueError(f"{complaint}: {len(bad)} of {len(states)} rows, the first is row {bad[0].item()}")


def at_constant_input(step: Step | nn.Module, x: Tensor, dtype: torch.dtype | None = None) -> Update:
    """The update of `step` at the constant input x [I], or at one input for each state [P, I].

    A module's exact step is evaluated in `dtype`, float64 unless given, its derivatives in the precision of x; a function
    always in the precision of x.
    Raises ValueError for inputs of another shape or that are not finite.
    """
    if x.ndim not in (1, 2):
        raise ValueError(f"the constant input has the shape {tuple(x.shape)}; expected [I], or [P, I] for one each start")
    _require_finite(x.reshape(-1, x.shape[-1]), "the constant input holds NaN or infinite values")
    x = x.detach()
    if not isinstance(step, nn.Module):
        return Update(step, step, *_derivatives(step, step), x, x.dtype)
    module, dtype = _frozen(step, x.dtype), dtype or torch.float64
    own = as_step(module)
    exact = own if dtype == x.dtype else as_step(_frozen(step, dtype))
    return Update(exact, own, *_derivatives(module, own), x, dtype)


def _frozen(step: Step | nn.Module, dtype: torch.dtype) -> Step | nn.Module:
    """A copy of a module in that precision and in evaluation mode (no dropout), without gradients; a function as it is."""
    return deepcopy(step).eval().requires_grad_(False).to(dtype) if isinstance(step, nn.Module) else step


def _derivatives(step: Step | nn.Module, own: Step) -> tuple[Callable, Callable]:
    """The recurrent Jacobian of (x, h) and Newton's step of (x, h, residual): the cell's own, or general ones."""
    jacobian = getattr(step, "recurrent_jacobian", None) or vmap(jacrev(_row_by_row(own), argnums=1))

    def newton(x: Tensor, h: Tensor, residual: Tensor) -> Tensor:
        j = jacobian(x, h)
        j.diagonal(dim1=-2, dim2=-1).sub_(1)
        return torch.linalg.solve_ex(j, residual)[0]

    return jacobian, getattr(step, "newton_step", newton)


def as_step(step: Step | nn.Module) -> Step:
    """`step(x, h)` of a function, of a module that has a `step`, or that is one: called, a pair (h, c) as one state."""
    if isinstance(step, nn.LSTMCell):
        return lambda x, h: torch.cat(step(x, h.chunk(2, -1)), -1)
    return getattr(step, "step", step)


def _row_by_row(step: Step) -> Step:
    """The step of one input [I] and one state [S], which `vmap` then maps over a batch."""
    return lambda x, h: step(x.unsqueeze(0), h.unsqueeze(0)).squeeze(0)


def recurrent_jacobian(step: Step | nn.Module, x: Tensor, h: Tensor) -> Tensor:
    """J_rec = dF/dh [P, S, S] at states [P, S] and an input [I] for all of them, or one each [P, I]."""
    step = _frozen(step, h.dtype)
    jacobian = getattr(step, "recurrent_jacobian", None) or vmap(jacrev(_row_by_row(as_step(step)), argnums=1))
    return jacobian(x.to(h.dtype).expand(len(h), -1), h).detach()


def input_jacobian(step: Step | nn.Module, x: Tensor, h: Tensor) -> Tensor:
    """J_inp = dF/dx [P, S, I] at states [P, S] and an input [I] for all of them, or one each [P, I]."""
    step = _frozen(step, h.dtype)
    jacobian = getattr(step, "input_jacobian", None) or vmap(jacrev(_row_by_row(as_step(step)), argnums=0))
    return jacobian(x.to(h.dtype).expand(len(h), -1), h).detach()


def word_effects(input_jacobians: Tensor, words: Tensor, x: Tensor) -> Tensor:
    """First-order effects J_inp (x_w - x*) [P, W, S] of words' inputs [W, I] at the constant input x [I]."""
    return torch.einsum("psi,wi->pws", input_jacobians, words - x)
