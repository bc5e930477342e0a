"""Long short-term memory."""

import torch
from torch import nn

from rnn_geometry.networks.cells.cell import Cell, scaled_rows


class LSTM(Cell):
    """Long short-term memory (Hochreiter & Schmidhuber 1997) in torch's form; its state is [h, c], 2H numbers.

    readout: what is read of it, "h" as is usual, or the whole "state" as in Aitken et al. 2020. forget_bias: the 1 that opens
    the forget gate to the past, as in Jozefowicz et al. 2015, is where its "trained" bias begins, or is "added" to one that
    begins at 0, as in Aitken et al.: then no penalty takes it away.
    """

    jacobian_is_fresh = True

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        readout: str = "h",
        forget_bias: str = "trained",
        initial_state: str = "zeros",
    ):
        super().__init__(input_size, hidden_size)
        self.state_size = 2 * hidden_size
        self.readout_size = {"h": hidden_size, "state": self.state_size}[readout]
        self.rnn = nn.LSTM(input_size, hidden_size, batch_first=True)
        added = {"trained": False, "added": True}[forget_bias]
        opening = torch.cat([torch.zeros(hidden_size), torch.ones(hidden_size), torch.zeros(2 * hidden_size)])
        self.register_buffer("opening", opening if added else None, persistent=False)
        # torch has two biases a gate.
        nn.init.constant_(self.rnn.bias_ih_l0.data[hidden_size : 2 * hidden_size], 0 if added else 1)
        nn.init.zeros_(self.rnn.bias_hh_l0.data[hidden_size : 2 * hidden_size])
        self.begin_at(initial_state)

    def _gates(self, drive, h, c):
        """Input, forget, candidate, output gates and the new c, from the inputs' part of the gates [B, 4H]: five [B, H]."""
        gates = drive + nn.functional.linear(h, self.rnn.weight_hh_l0, self.rnn.bias_hh_l0)
        enter, forget, candidate, output = gates.chunk(4, -1)
        enter, forget, output = torch.sigmoid(enter), torch.sigmoid(forget), torch.sigmoid(output)
        candidate = torch.tanh(candidate)
        return enter, forget, candidate, output, forget * c + enter * candidate

    def _drive(self, x):
        drive = nn.functional.linear(x, self.rnn.weight_ih_l0, self.rnn.bias_ih_l0)
        return drive if self.opening is None else drive + self.opening

    def _update(self, drive, state):
        *_, output, c = self._gates(drive, *state.chunk(2, -1))
        return torch.cat([output * torch.tanh(c), c], -1)

    def step(self, x, h):
        return self._update(self._drive(x), h)

    def unroll(self, x):
        state = self.initial_state(len(x))
        states = []
        for drive in self._drive(x).unbind(1):
            state = self._update(drive, state)
            states.append(state)
        return torch.stack(states, dim=1)

    def unroll_outputs(self, x):
        # torch's kernel returns every h but only the last c, and knows nothing of what is added.
        if self.readout_size != self.hidden_size or self.opening is not None:
            return super().unroll_outputs(x)
        h, c = self.initial_state(len(x)).unsqueeze(0).chunk(2, -1)
        return self.rnn(x, (h.contiguous(), c.contiguous()))[0]

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
        return scaled_rows(through_c), scaled_rows(through_h), h_by_c, forget

    def recurrent_jacobian(self, x, h):
        c_by_h, h_by_h, h_by_c, forget = self._cell_jacobian(x, h, self.rnn.weight_hh_l0)
        size = self.hidden_size
        jacobian = h.new_zeros(*h.shape[:-1], 2 * size, 2 * size)
        jacobian[..., :size, :size] = h_by_h
        jacobian[..., size:, :size] = c_by_h
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
