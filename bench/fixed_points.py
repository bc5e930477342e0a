"""Fixed points of a trained GRU: Levenberg-Marquardt against the field's baseline, Adam, from the same visited states.

Prints the time of each, the speeds they reach, and the ratio of the two times; both on one thread, in this very run.
"""

import argparse
import statistics
import time
from functools import partial

import torch

from rnn_geometry.dynamics.fixed_points import Points, adam, at_constant_input, run_to_the_end
from rnn_geometry.dynamics.states import visited_states
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.training import Recipe, train
from rnn_geometry.seeds import generator, integer_seed
from rnn_geometry.tasks.encoded import SPECIAL_WORDS
from rnn_geometry.tasks.families import categorical
from rnn_geometry.tasks.synthetic import draw_texts


def trained_network(cell: str, hidden_size: int, classes: int) -> tuple[Classifier, torch.Tensor]:
    """A network trained on the categorical task, and the states [M, S] it visits on held-out texts."""
    family = categorical(classes)
    rng = generator("bench", cell, hidden_size, classes)
    train_texts, test_texts = (draw_texts(family, count, (20, 25), rng) for count in (12800, 512))
    torch.manual_seed(integer_seed("bench"))
    network = Classifier(
        cell=cell,
        hidden_size=hidden_size,
        vocabulary_size=len(SPECIAL_WORDS) + len(family.words),
        embedding="one-hot",
        outputs=classes,
        readout_bias=False,
    )
    recipe = Recipe(epochs=4, batch_size=64, learning_rate=0.02, decay=0.1, epsilon=1e-3, clip_norm=10.0, l2=1e-3)
    train(network, train_texts, test_texts, recipe, seed=0, name="bench")
    network.requires_grad_(False)
    return network, torch.from_numpy(visited_states(network, test_texts)["states"])


def timed(search, repeats: int) -> tuple[float, Points]:
    """The median wall time of a search in seconds, and what it found."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        points = search()
        times.append(time.perf_counter() - begin)
    return statistics.median(times), points


def main() -> None:
    """Train, search, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cell", default="gru")
    parser.add_argument("--hidden-size", type=int, default=128)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--input", choices=["zero", "neutral"], default="zero")
    parser.add_argument("--starts", type=int, default=1024)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(1)
    network, states = trained_network(options.cell, options.hidden_size, options.classes)
    starts = states[torch.randperm(len(states), generator=torch.Generator().manual_seed(0))[: options.starts]]
    neutral = network.embedding.weight[len(SPECIAL_WORDS)]
    x = neutral if options.input == "neutral" else torch.zeros_like(neutral)
    step = partial(network.cell.step, x.expand(len(starts), -1))
    baseline_time, baseline = timed(lambda: adam(step, starts, tolerance=1e-12), 1)
    step, jacobian = at_constant_input(network.cell, x)
    own_time, own = timed(lambda: run_to_the_end(step, jacobian, starts.double(), tolerance=1e-12), options.repeats)
    task = f"{options.cell}-{options.hidden_size}, N = {options.classes}"
    print(f"{task}, {len(starts)} visited states, x* = {options.input}, run to q <= 1e-12")
    for name, seconds, points in (("Adam (baseline)", baseline_time, baseline), ("Levenberg-Marquardt", own_time, own)):
        reached = (points.speeds <= 1e-12).sum()
        print(
            f"{name:20} {seconds:7.2f} s   reached {reached} of {len(starts)}   "
            f"speed: median {points.speeds.median():.0e}, worst {points.speeds.max():.0e}   "
            f"iterations: median {points.iterations.float().median():.0f}"
        )
    print(f"Levenberg-Marquardt takes {own_time / baseline_time:.3f} of the baseline's time")


if __name__ == "__main__":
    main()
