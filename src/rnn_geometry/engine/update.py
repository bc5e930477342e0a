"""A recurrent update `step(x, h)` held at constant inputs x*, and its derivatives: h_t ~ h* + J_rec (h - h*) + J_inp (x - x*).

What `step` may be is written in `derivatives`. The caller's module is copied, never used.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from rnn_geometry.engine.derivatives import Step, as_step, frozen, jacobian_of


@dataclass(frozen=True)
class Update:
    """h -> F(h, x*). inputs: x* [I] for all states, or [P, I], one for each; `update[rows]` is then the update of these rows,
    and `update[points.starts]` that of points found, which a search may sort, merge and leave out.

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

    def _inputs(self, h: Tensor) -> Tensor:
        """The input [P, I] of each of the states [P, S]."""
        if self.inputs.ndim == 2 and len(self.inputs) != len(h):
            raise ValueError(
                f"{len(self.inputs)} constant inputs for {len(h)} states; expected one for all, or one each "
                "(the update of points found is update[points.starts])"
            )
        return self.inputs.expand(len(h), -1)

    def as_given(self, h: Tensor) -> tuple[Tensor, Tensor]:
        """The input of each of the states [P, S], and these in its precision: what `own` takes."""
        return self._inputs(h), h.to(self.inputs.dtype)

    def step(self, h: Tensor) -> Tensor:
        """The next states [P, S]."""
        return self.exact(self._inputs(h).to(self.dtype), h)

    def carry(self, h: Tensor, steps: int) -> Tensor:
        """The states [P, S] after so many updates, the last quarter of them by half: (h + F(h)) / 2 has the same fixed points,
        and what would go to and fro for ever between two states comes to rest between them."""
        x, own = self.as_given(h)
        for _ in range(steps - steps // 4):
            own = self.own(x, own)
        for _ in range(steps // 4):
            own = torch.lerp(own, self.own(x, own), 0.5)
        return own.to(h.dtype)

    def jacobian(self, h: Tensor) -> Tensor:
        """J_rec [P, S, S], a tensor of its own."""
        return self.own_jacobian(*self.as_given(h))

    def newton(self, h: Tensor, residual: Tensor) -> Tensor:
        """Newton's step (J_rec - 1)^-1 r [P, S] for the residuals r = F(h) - h, not finite where J_rec - 1 is singular; or what
        the cell itself puts in its place."""
        return self.own_newton(*self.as_given(h), residual.to(self.inputs.dtype))

    def check(self, starts: Tensor) -> Tensor:
        """The starts in the update's precision; raises ValueError where a search from them can only fail."""
        if not isinstance(starts, Tensor):
            raise ValueError(f"starts are a {type(starts).__name__}; expected a torch tensor [P, S]")
        if starts.ndim != 2 or 0 in starts.shape:
            raise ValueError(f"starts have the shape {tuple(starts.shape)}; expected [P, S] with at least one start")
        require_finite(starts, "starts hold NaN or infinite values")
        starts = starts.detach().to(self.dtype)
        given = starts.clone()
        after = self._try(given)
        if not isinstance(after, Tensor):
            raise ValueError(f"step returns a {type(after).__name__}; expected one tensor, the next states [P, S]")
        if not torch.equal(given, starts):
            raise ValueError("step changes the states that it is given; it must leave them and return new ones")
        if after.shape != starts.shape:
            raise ValueError(f"step returns the shape {tuple(after.shape)} for states {tuple(starts.shape)}; expected the same")
        require_finite(after, "the update of finite starts is NaN or infinite (are all weights finite?)")
        return starts

    @torch.no_grad()
    def _try(self, starts: Tensor) -> Tensor:
        """One step; what fails in it is told with the shapes that it was given."""
        x = self._inputs(starts)
        try:
            return self.step(starts)
        except (RuntimeError, ValueError, TypeError, IndexError) as error:
            raise ValueError(
                f"step fails on inputs {tuple(x.shape)} and states {tuple(starts.shape)} in {self.dtype}: {error}; expected "
                "inputs [P, I] and states [P, S] of the widths and the precision that it takes (an LSTMCell's state is [h, c]: "
                "S = 2 * hidden_size; a function gets the precision of x)"
            ) from error


def require_finite(states: Tensor, complaint: str) -> None:
    """Raise ValueError with the complaint where rows of states [P, S] are not finite, which it counts."""
    bad = torch.nonzero(~torch.isfinite(states).all(-1)).squeeze(-1)
    if len(bad):
        raise ValueError(f"{complaint}: {len(bad)} of {len(states)} rows, the first is row {bad[0].item()}")


def at_constant_input(step: Step | nn.Module, x: Tensor, dtype: torch.dtype | None = None) -> Update:
    """The update of `step` at the constant input x [I], or at one input for each state [P, I].

    A module's exact step is evaluated in `dtype`, float64 unless given, its derivatives in the precision of x; a function
    always in the precision of x. A module's copy is moved to where x is.
    Raises ValueError for inputs of another shape or that are not finite, weights that are not, and what is no step.
    """
    if not isinstance(x, Tensor) or not x.is_floating_point():
        kind = f"in {x.dtype}" if isinstance(x, Tensor) else f"a {type(x).__name__}"
        raise ValueError(f"the constant input is {kind}; expected a torch tensor in floating point, torch.zeros(I) for none")
    if x.ndim not in (1, 2):
        raise ValueError(f"the constant input has the shape {tuple(x.shape)}; expected [I], or [P, I] for one each start")
    require_finite(x.reshape(-1, x.shape[-1]), "the constant input holds NaN or infinite values")
    x = x.detach()
    module = frozen(step, x.device, x.dtype)
    dtype = (dtype or torch.float64) if isinstance(step, nn.Module) else x.dtype
    own = as_step(module)
    exact = own if dtype == x.dtype else as_step(frozen(step, x.device, dtype))
    return Update(exact, own, *_derivatives(module, own), x, dtype)


def _derivatives(step: Step | nn.Module, own: Step) -> tuple[Callable, Callable]:
    """The recurrent Jacobian of (x, h), which may be written to, and Newton's step of (x, h, residual): the cell's own
    (`recurrent_jacobian`, `newton_step`), or general ones."""
    given = jacobian_of(step, own, 1)

    def copied(x: Tensor, h: Tensor) -> Tensor:
        return given(x, h).detach().clone()

    # What a Jacobian of its own returns may be its weights, or kept by it, unless it says that the tensor is fresh.
    jacobian = given if getattr(step, "jacobian_is_fresh", False) else copied

    def newton(x: Tensor, h: Tensor, residual: Tensor) -> Tensor:
        j = jacobian(x, h)
        j.diagonal(dim1=-2, dim2=-1).sub_(1)
        return torch.linalg.solve_ex(j, residual)[0]

    return jacobian, getattr(step, "newton_step", newton)
