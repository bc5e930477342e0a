"""The engine against its baselines: the search for fixed points, Jacobians, modes, on one thread."""

from collections.abc import Iterator
from itertools import product

import torch
from measure import measure
from networks import CLASSES, trained

from rnn_geometry.engine.fixed_points import quantiles, run_to_the_end
from rnn_geometry.engine.gradient_descent import adam
from rnn_geometry.engine.modes import all_modes, slowest_modes
from rnn_geometry.engine.update import at_constant_input
from rnn_geometry.networks.cells import CELLS, Cell

TOLERANCE, POINTS = 1e-12, 16  # so many matrices the engine makes at a time, which a cache holds
# (cell, units, starts, x*): every cell at the size that the claims are made for, then growth with units and with starts
MOVING = [name for name, cell in CELLS.items() if cell.has_dynamics]  # the others have nothing to search
SOME = [(cell, 128, 1024, "neutral") for cell in MOVING]
SOME += [("gru", 128, 1024, "zero"), ("gru", 64, 256, "neutral"), ("gru", 64, 1024, "neutral"), ("gru", 64, 4096, "neutral")]
SOME += [("gru", 256, 256, "neutral")]
ALL = list(product(MOVING, (64, 128, 256, 512), (256, 1024, 4096, 8192), ("zero", "neutral")))
LARGEST = ("gru", 256, 8192, "neutral")  # for its memory; no baseline, which would take half an hour
SIZES = [(cell, size) for size in (64, 128, 256) for cell in MOVING]


def bench_search(cell: str, units: int, count: int, constant: str, repeats: int, baseline: bool = True) -> Iterator[dict]:
    """One line for all starts to q <= 1e-12, one for as far as the baseline's worst point came."""
    subject = trained(cell, units)
    starts, x = subject.starts(count), subject.inputs[constant]
    update, kind = at_constant_input(subject.cell, x), {"cell": cell, "units": units, "points": count, "input": constant}
    theirs = {}
    if baseline:
        single = at_constant_input(subject.cell, x, torch.float32)
        seconds, megabytes, found = measure(lambda: adam(single, starts, tolerance=TOLERANCE), 1)
        speeds = quantiles(found.speeds)
        theirs = {
            "baseline": "adam",
            "baseline_s": seconds,
            "baseline_mb": megabytes,
            "baseline_median_speed": speeds["median"],
        }
        theirs |= {"baseline_max_speed": speeds["max"]}
    for part, tolerance in (("search", TOLERANCE), ("equal speed", theirs.get("baseline_max_speed"))):
        if tolerance is None:
            continue
        seconds, megabytes, found = measure(
            lambda t=tolerance: run_to_the_end(update, starts, tolerance=t, settling=300), repeats
        )
        ours = {"seconds": seconds, "mb": megabytes, "max_speed": quantiles(found.speeds)["max"]}
        left = int((found.speeds > tolerance).sum())
        yield {
            "part": part,
            **kind,
            **ours,
            "not_converged": left,
            "iterations": quantiles(found.iterations)["median"],
            **theirs,
        }


def bench_jacobians(cell: str, units: int, repeats: int) -> dict:
    """The closed form against automatic differentiation, at the same states."""
    subject = trained(cell, units)
    h = subject.starts(POINTS)
    x = subject.inputs["neutral"].expand(POINTS, -1)
    seconds, megabytes, _ = measure(lambda: subject.cell.recurrent_jacobian(x, h), repeats)
    theirs, their_megabytes, _ = measure(lambda: Cell.recurrent_jacobian(subject.cell, x, h), repeats)
    kind = {"part": "jacobians", "cell": cell, "units": units, "points": POINTS, "seconds": seconds, "mb": megabytes}
    return kind | {"baseline": "vmap(jacrev)", "baseline_s": theirs, "baseline_mb": their_megabytes}


def bench_modes(cell: str, units: int, repeats: int) -> dict:
    """The partial against the full solver, at the same float64 Jacobians."""
    subject = trained(cell, units)
    h = subject.starts(POINTS).double()
    j = at_constant_input(subject.cell, subject.inputs["neutral"].double()).jacobian(h)
    seconds, megabytes, found = measure(lambda: slowest_modes(j, CLASSES - 1), repeats)
    theirs, their_megabytes, expected = measure(lambda: all_modes(j, CLASSES - 1), repeats)
    kind = {"part": "modes", "cell": cell, "units": units, "points": POINTS, "seconds": seconds, "mb": megabytes}
    error = (found.eigenvalues - expected.eigenvalues).abs().max().item()
    return kind | {"baseline": "full", "baseline_s": theirs, "baseline_mb": their_megabytes, "eigenvalue_error": error}


def engine(full: bool, repeats: int) -> Iterator[dict]:
    """All lines of the engine, the cheapest parts first."""
    for cell, units in SIZES + ([(cell, 512) for cell in MOVING] if full else []):
        yield bench_jacobians(cell, units, 5 * repeats)
        yield bench_modes(cell, units, repeats)
    for case in ALL if full else SOME:
        yield from bench_search(*case, repeats)
    if not full:
        yield from bench_search(*LARGEST, 1, baseline=False)
