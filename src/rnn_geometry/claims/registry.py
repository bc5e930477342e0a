"""All claims, in the order of the paper and of `claims.csv`; extensions last. A new one: docs/claims.md."""

from rnn_geometry.claims import (
    contraction,
    dynamics,
    emergence,
    geometry,
    interchange,
    linear,
    skeleton,
    sweeps,
    universality,
    words,
)

ORDER = [
    "simplex-dimension",
    "simplex-angles",
    "integration-modes",
    "modes-in-plane",
    "deflections",
    "linear-prediction",
    "natural-simplex",
    "word-counts-predict",
    "evidence-predicts",
    "ordered-plane",
    "natural-ordered",
    "hypercube",
    "natural-multilabel",
    "l2-collapse",
    "correlation-collapse",
    "universality",
    "bag-of-words",
    "sufficient-subspace",
    "trained-enough",
    "linear-attention",
    "linear-recurrence",
    "skeleton",
    "emergence",
    "interchange",
    "normal-contraction",
]
MODULES = (geometry, dynamics, sweeps, universality, words, linear, skeleton, emergence, interchange, contraction)
CLAIMS = [claim for module in MODULES for claim in module.CLAIMS]
if missing := set(ORDER) - {claim.id for claim in CLAIMS}:
    raise ValueError(f"ORDER has claims that are in no list above: {', '.join(sorted(missing))}")
CLAIMS.sort(key=lambda claim: ORDER.index(claim.id) if claim.id in ORDER else len(ORDER))
