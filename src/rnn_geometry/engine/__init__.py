"""Recurrent networks as dynamical systems: fixed points, linearisation, modes. Usable on any `step(x, h)`.

`from rnn_geometry import engine` offers the names below; each is imported when it is first used, so that what needs only
numpy does not wait for torch. Within this package, modules import from one another directly: what a script reaches is read
from its import statements, and would otherwise be all of this. Nothing here knows of tasks, networks or measures.
"""

from importlib import import_module

HOMES = {
    "update": ["Update", "at_constant_input"],
    "derivatives": ["deflections", "first_order_deflections", "input_jacobian", "recurrent_jacobian"],
    "points": ["Points", "distance_to", "distinct", "draw_starts", "speed", "spread", "without_outliers"],
    "marquardt": ["levenberg_marquardt"],
    "fixed_points": ["FixedPoints", "find_fixed_points", "find_slow_points", "run_to_the_end"],
    "gradient_descent": ["adam"],
    "connections": ["Connections"],
    "linearisation": ["Linearisation", "linearise"],
    "skeleton": ["Skeleton", "find_skeleton"],
    "modes": ["Modes", "find_modes"],
    "options": ["DescentOptions", "FixedPointsOptions", "SkeletonOptions"],
    "stability": ["exponents", "stability_class", "time_constants", "unstable_directions"],
}
_HOME = {name: module for module, names in HOMES.items() for name in names}
__all__ = sorted(_HOME)


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
