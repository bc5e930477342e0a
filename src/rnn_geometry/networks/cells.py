"""Recurrent cells behind one interface: `h_t = F(h_{t-1}, x_t)` step by step, over whole texts, and its Jacobians.

The state is everything the update carries: `[h, c]` for an LSTM, `h` for the others. Shapes: B states, T tokens,
I inputs, H units, S state numbers.
"""

import torch
from torch import Tensor, nn
from torch.func import jacrev, vmap


class Cell(nn.Module):
    """A recurrent update. A new cell defines `step`; all else has a general form here that it may replace by a faster one.

    `state_size` is S (H unless the cell says otherwise); the readout sees the first H numbers of the state. A cell whose
    Jacobian has a structure may also have a `newton_step(x, h, residual)` that makes use of it, as the LSTM has.
    """

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size, self.hidden_size, self.state_size = input_size, hidden_size, hidden_size

    def step(self, x: Tensor, h: Tensor) -> Tensor:
        """The next state [..., S] from the input [..., I] and the state [..., S]."""
        raise NotImplementedError

    def initial_state(self, batch: int) -> Tensor:
        """The state before the first token: zeros [B, S]."""
        parameter = next(self.parameters())
        return parameter.new_zeros(batch, self.state_size)

    def unroll(self, x: Tensor) -> Tensor:
        """The states [B, T, S] after each token of the inputs [B, T, I]."""
        h, states = self.initial_state(len(x)), []
        for x_t in x.unbind(1):
            h = self.step(x_t, h)
            states.append(h)
        return torch.stack(states, dim=1)

    def unroll_outputs(self, x: Tensor) -> Tensor:
        """What the readout sees of `unroll`: [B, T, H]; a cell may compute it without the rest of the state."""
        return self.unroll(x)[..., : self.hidden_size]

    def recurrent_jacobian(self, x: Tensor, h: Tensor) -> Tensor:
        """J_rec = dF/dh, [B, S, S], at inputs [B, I] and states [B, S]."""
        return vmap(jacrev(self.step, argnums=1))(x, h)

    def input_jacobian(self, x: Tensor, h: Tensor) -> Tensor:
        """J_inp = dF/dx, [B, S, I], at inputs [B, I] and states [B, S]."""
        return vmap(jacrev(self.step, argnums=0))(x, h)


def _scaled_rows(terms: list[tuple[Tensor, Tensor]]) -> Tensor:
    """Sum of diag(a) W over the terms (a: [B, R], W: [R, C]): [B, R, C]."""
    (first_scale, first_weight), *rest = terms
    total = first_scale[..., None] * first_weight
    for scale, weight in rest:
        total.addcmul_(scale[..., None], weight.expand_as(total))
    return total


class Vanilla(Cell):
    """h' = tanh(W x + U h + b)."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size)
        self.rnn = nn.RNN(input_size, hidden_size, batch_first=True)

    def step(self, x, h):
        rnn = self.rnn
        drive = nn.functional.linear(x, rnn.weight_ih_l0, rnn.bias_ih_l0)
        return torch.tanh(drive + nn.functional.linear(h, rnn.weight_hh_l0, rnn.bias_hh_l0))

    def unroll(self, x):
        return self.rnn(x)[0]

    def recurrent_jacobian(self, x, h):
        return _scaled_rows([(1 - self.step(x, h) ** 2, self.rnn.weight_hh_l0)])

    def input_jacobian(self, x, h):
        return _scaled_rows([(1 - self.step(x, h) ** 2, self.rnn.weight_ih_l0)])


class GRU(Cell):
    """Gated recurrent unit (Cho et al. 2014) in torch's form: h' = (1 - z) n + z h, n = tanh(W x + b + r (U h + c))."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size)
        self.rnn = nn.GRU(input_size, hidden_size, batch_first=True)

    def _gates(self, x, h):
        """Reset and update gate, candidate, and the candidate's recurrent drive U h + c: four [B, H]."""
        rnn = self.rnn
        from_input = nn.functional.linear(x, rnn.weight_ih_l0, rnn.bias_ih_l0).chunk(3, -1)
        from_state = nn.functional.linear(h, rnn.weight_hh_l0, rnn.bias_hh_l0).chunk(3, -1)
        reset = torch.sigmoid(from_input[0] + from_state[0])
        update = torch.sigmoid(from_input[1] + from_state[1])
        return reset, update, torch.tanh(from_input[2] + reset * from_state[2]), from_state[2]

    def step(self, x, h):
        _, update, candidate, _ = self._gates(x, h)
        return torch.lerp(candidate, h, update)

    def unroll(self, x):
        return self.rnn(x)[0]

    def _sensitivities(self, x, h):
        """How h' answers to the pre-activations of reset, update and candidate; and the gates that scale the latter."""
        reset, update, candidate, drive = self._gates(x, h)
        to_candidate = (1 - update) * (1 - candidate**2)
        to_update = (h - candidate) * update * (1 - update)
        to_reset = to_candidate * drive * reset * (1 - reset)
        return to_reset, to_update, to_candidate, reset, update

    def recurrent_jacobian(self, x, h):
        to_reset, to_update, to_candidate, reset, update = self._sensitivities(x, h)
        u_reset, u_update, u_candidate = self.rnn.weight_hh_l0.chunk(3)
        jacobian = _scaled_rows([(to_reset, u_reset), (to_update, u_update), (to_candidate * reset, u_candidate)])
        jacobian.diagonal(dim1=-2, dim2=-1).add_(update)
        return jacobian

    def input_jacobian(self, x, h):
        scales = self._sensitivities(x, h)[:3]
        return _scaled_rows(list(zip(scales, self.rnn.weight_ih_l0.chunk(3), strict=True)))


class LSTM(Cell):
    """Long short-term memory (Hochreiter & Schmidhuber 1997) in torch's form; its state is [h, c], 2H numbers."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size)
        self.state_size = 2 * hidden_size
        self.rnn = nn.LSTM(input_size, hidden_size, batch_first=True)
        # The forget gate starts open to the past (bias 1), as in Jozefowicz et al. 2015; torch has two biases a gate.
        nn.init.ones_(self.rnn.bias_ih_l0.data[hidden_size : 2 * hidden_size])
        nn.init.zeros_(self.rnn.bias_hh_l0.data[hidden_size : 2 * hidden_size])

    def _gates(self, drive, h, c):
        """Input, forget, candidate, output gates and the new c, from the inputs' part of the gates [B, 4H]: five [B, H]."""
        gates = drive + nn.functional.linear(h, self.rnn.weight_hh_l0, self.rnn.bias_hh_l0)
        enter, forget, candidate, output = gates.chunk(4, -1)
        enter, forget, output = torch.sigmoid(enter), torch.sigmoid(forget), torch.sigmoid(output)
        candidate = torch.tanh(candidate)
        return enter, forget, candidate, output, forget * c + enter * candidate

    def _drive(self, x):
        return nn.functional.linear(x, self.rnn.weight_ih_l0, self.rnn.bias_ih_l0)

    def _update(self, drive, state):
        *_, output, c = self._gates(drive, *state.chunk(2, -1))
        return torch.cat([output * torch.tanh(c), c], -1)

    def step(self, x, h):
        return self._update(self._drive(x), h)

    def unroll(self, x):
        state, states = self.initial_state(len(x)), []
        for drive in self._drive(x).unbind(1):
            state = self._update(drive, state)
            states.append(state)
        return torch.stack(states, dim=1)

    def unroll_outputs(self, x):
        return self.rnn(x)[0]  # torch's kernel returns every h but only the last c

    def _cell_jacobian(self, x, state, weights):
        """dc'/dv and dh'/dv for a v that enters the gates through `weights` [4H, V]; and dh'/dc', the forget gate."""
        h, c = state.chunk(2, -1)
        enter, forget, candidate, output, new_c = self._gates(self._drive(x), h, c)
        w_enter, w_forget, w_candidate, w_output = weights.chunk(4)
        through_c = [
            (candidate * enter * (1 - enter), w_enter),
            (c * forget * (1 - forget), w_forget),
            (enter * (1 - candidate**2), w_candidate),
        ]
        squashed = torch.tanh(new_c)
        h_by_c = output * (1 - squashed**2)
        through_h = [(h_by_c * scale, weight) for scale, weight in through_c]
        through_h.append((squashed * output * (1 - output), w_output))
        return _scaled_rows(through_c), _scaled_rows(through_h), h_by_c, forget

    def recurrent_jacobian(self, x, h):
        c_by_h, h_by_h, h_by_c, forget = self._cell_jacobian(x, h, self.rnn.weight_hh_l0)
        size = self.hidden_size
        jacobian = h.new_zeros(*h.shape[:-1], 2 * size, 2 * size)
        jacobian[..., :size, :size], jacobian[..., size:, :size] = h_by_h, c_by_h
        jacobian[..., :size, size:].diagonal(dim1=-2, dim2=-1).copy_(h_by_c * forget)
        jacobian[..., size:, size:].diagonal(dim1=-2, dim2=-1).copy_(forget)
        return jacobian

    def newton_step(self, x, h, residual):
        """(J_rec - 1)^-1 r [B, S] of residuals [B, S]: c enters its own update through a diagonal, which leaves H unknowns."""
        c_by_h, h_by_h, h_by_c, forget = self._cell_jacobian(x, h, self.rnn.weight_hh_l0)
        of_h, of_c = residual.chunk(2, -1)
        leak = forget - 1
        share = h_by_c * forget / leak
        reduced = h_by_h.sub_(share.unsqueeze(-1) * c_by_h)
        reduced.diagonal(dim1=-2, dim2=-1).sub_(1)
        dh = torch.linalg.solve_ex(reduced, of_h - share * of_c)[0]
        return torch.cat([dh, (of_c - (c_by_h @ dh.unsqueeze(-1)).squeeze(-1)) / leak], -1)

    def input_jacobian(self, x, h):
        c_by_x, h_by_x, _, _ = self._cell_jacobian(x, h, self.rnn.weight_ih_l0)
        return torch.cat([h_by_x, c_by_x], -2)


class UGRNN(Cell):
    """Update-gate RNN (Collins et al. 2016): h' = g h + (1 - g) c, c = tanh(W x + U h + b), g = sigmoid(...)."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size)
        bound = hidden_size**-0.5
        self.weight_ih = nn.Parameter(torch.empty(2 * hidden_size, input_size).uniform_(-bound, bound))
        self.weight_hh = nn.Parameter(torch.empty(2 * hidden_size, hidden_size).uniform_(-bound, bound))
        # The gate starts open to the past (bias 1), as in Collins et al.
        self.bias = nn.Parameter(torch.cat([torch.zeros(hidden_size), torch.ones(hidden_size)]))

    def _drive(self, x):
        return nn.functional.linear(x, self.weight_ih, self.bias)

    def _gates(self, drive, h):
        """Candidate and update gate, [B, H] each, from the inputs' part of both [B, 2H]."""
        candidate, gate = (drive + nn.functional.linear(h, self.weight_hh)).chunk(2, -1)
        return torch.tanh(candidate), torch.sigmoid(gate)

    def step(self, x, h):
        candidate, gate = self._gates(self._drive(x), h)
        return torch.lerp(candidate, h, gate)

    def unroll(self, x):
        h, states, recurrent = self.initial_state(len(x)), [], self.weight_hh.t()
        for drive in self._drive(x).unbind(1):
            candidate, gate = torch.addmm(drive, h, recurrent).chunk(2, -1)
            h = torch.lerp(torch.tanh(candidate), h, torch.sigmoid(gate))
            states.append(h)
        return torch.stack(states, dim=1)

    def _sensitivities(self, x, h):
        """How h' answers to the pre-activations of candidate and gate; and the gate: three [B, H]."""
        candidate, gate = self._gates(self._drive(x), h)
        return (1 - gate) * (1 - candidate**2), (h - candidate) * gate * (1 - gate), gate

    def recurrent_jacobian(self, x, h):
        to_candidate, to_gate, gate = self._sensitivities(x, h)
        u_candidate, u_gate = self.weight_hh.chunk(2)
        jacobian = _scaled_rows([(to_candidate, u_candidate), (to_gate, u_gate)])
        jacobian.diagonal(dim1=-2, dim2=-1).add_(gate)
        return jacobian

    def input_jacobian(self, x, h):
        scales = self._sensitivities(x, h)[:2]
        return _scaled_rows(list(zip(scales, self.weight_ih.chunk(2), strict=True)))


CELLS: dict[str, type[Cell]] = {"vanilla": Vanilla, "gru": GRU, "lstm": LSTM, "ugrnn": UGRNN}
