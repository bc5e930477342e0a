"""Every random number of a study follows from its seed and the name of the thing it is drawn for."""

import hashlib

import numpy as np


def seed_sequence(*key: int | str) -> np.random.SeedSequence:
    """The seed sequence of a key such as (study seed, task, cell, l2, seed); equal keys, equal streams."""
    digests = (hashlib.sha256(str(part).encode()).digest()[:8] for part in key)
    return np.random.SeedSequence([int.from_bytes(digest, "little") for digest in digests])


def generator(*key: int | str) -> np.random.Generator:
    """A numpy generator for a key."""
    return np.random.default_rng(seed_sequence(*key))


def integer_seed(*key: int | str) -> int:
    """A 32-bit seed for libraries that take one number, such as torch."""
    return int(seed_sequence(*key).generate_state(1)[0])
