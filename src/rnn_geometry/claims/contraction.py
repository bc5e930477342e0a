"""The claim that the manifold attracts: states beside it return, states along it stay (ours)."""

from rnn_geometry.claims.claim import Claim, Criterion, synthetic
from rnn_geometry.claims.dynamics import has_known_shape

CLAIMS = [
    Claim(
        id="normal-contraction",
        statement="States beside the manifold return to it, and states along it stay where they are",
        place="extension: attractor manifolds",
        figures=("contraction",),
        about=synthetic("categorical"),
        beside=has_known_shape,
        must_fail=("untrained",),
        ours=True,
        criteria=(
            Criterion(
                "what ten words leave of a disturbance beside the manifold, over what they leave of one along it",
                "normal_over_tangential",
                0.0,
                0.5,
                "half-way to 1: what forgets evenly in all directions has no manifold that attracts",
                side="at most",
            ),
            Criterion(
                "what ten words leave of a disturbance along the manifold",
                "tangential_left",
                1.0,
                0.5,
                "half-way to 0: a state that does not stay along the manifold is not on one; growth denies nothing here",
                side="at least",
            ),
        ),
    ),
]
