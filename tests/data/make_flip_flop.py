"""Train the 3-bit flip-flop of the tests (Sussillo & Barak 2013): three channels of rare pulses of +1 or -1, of which a GRU
keeps the sign of the last on each. Writes flip_flop.safetensors beside this file: `python tests/data/make_flip_flop.py`.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from rnn_geometry.networks.cells import GRU

UNITS, STEPS, BATCH, LENGTH = 32, 1500, 128, 30


def draw(generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Pulses and the bits they set, [B, T, 3] each; the first pulse of each channel comes at once."""
    pulses = torch.randn(BATCH, LENGTH, 3, generator=generator).sign()
    rare = torch.rand(BATCH, LENGTH, 3, generator=generator) < 0.15
    rare[:, 0] = True
    pulses = pulses * rare
    last = torch.where(rare, torch.arange(LENGTH)[:, None], 0).cummax(1)[0]
    return pulses, pulses.gather(1, last)


def main() -> None:
    """Train and write."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    cell, readout = GRU(3, UNITS), nn.Linear(UNITS, 3)
    parameters = [*cell.parameters(), *readout.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=0.01, weight_decay=1e-6)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, STEPS)
    for _ in range(STEPS):
        pulses, bits = draw(generator)
        loss = (readout(cell.unroll(pulses)) - bits).square().mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
    print(f"mean squared error {loss.item():.5f}")
    weights = {f"cell.{name}": value for name, value in cell.state_dict().items()}
    weights |= {f"readout.{name}": value for name, value in readout.state_dict().items()}
    save_file(weights, Path(__file__).with_name("flip_flop.safetensors"))


if __name__ == "__main__":
    main()
