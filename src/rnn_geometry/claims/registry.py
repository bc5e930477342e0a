"""All claims, in the order of the paper and of `claims.csv`. A new one is an entry in one of these lists: docs/claims.md."""

from rnn_geometry.claims import dynamics, geometry, skeleton, sweeps, universality, words

ORDER = [
    "simplex-dimension",
    "simplex-angles",
    "integration-modes",
    "modes-in-plane",
    "deflections",
    "linear-prediction",
    "natural-simplex",
    "word-counts-predict",
    "ordered-plane",
    "natural-ordered",
    "hypercube",
    "natural-multilabel",
    "l2-collapse",
    "correlation-collapse",
    "universality",
    "bag-of-words",
    "sufficient-subspace",
    "skeleton",
]
CLAIMS = [*geometry.CLAIMS, *dynamics.CLAIMS, *sweeps.CLAIMS, *universality.CLAIMS, *words.CLAIMS, *skeleton.CLAIMS]
if missing := set(ORDER) - {claim.id for claim in CLAIMS}:
    raise ValueError(f"ORDER has claims that are in no list above: {', '.join(sorted(missing))}")
CLAIMS.sort(key=lambda claim: ORDER.index(claim.id) if claim.id in ORDER else len(ORDER))
