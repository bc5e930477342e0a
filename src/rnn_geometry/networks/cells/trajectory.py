"""What a held query reads of a memory whose reads do not lead from one to the next: states without a step."""

from torch import Tensor

from rnn_geometry.networks.cells.cell import Cell


class HeldTrajectory(Cell):
    """The reads [B, T, H] of a memory by the query held at that of x [I], which have no dynamics of their own."""

    has_step = has_dynamics = False

    def __init__(self, memory: Cell, x: Tensor):
        super().__init__(memory.input_size, memory.hidden_size)
        self.memory = memory
        self.register_buffer("x", x.detach().clone())

    def initial_state(self, batch):
        return self.x.new_zeros(batch, self.state_size)

    def unroll(self, x):
        return self.memory.asked(x, self.x.expand_as(x))
