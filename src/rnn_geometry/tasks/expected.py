"""What shape is expected of real text: for a task of a corpus what its function's `shape` is for a synthetic family."""

from rnn_geometry.shapes import Hypercube, Ordered, Shape, Simplex


def expected_shape(family: str, count: int) -> Shape:
    """The shape that Aitken et al. expect of `count` classes or labels of real text: a simplex; of two ordered classes a line,
    of more a plane (sentiment and intensity); a hypercube."""
    if family == "ordered":
        return Ordered(count, min(count - 1, 2))
    return {"categorical": Simplex, "multilabel": Hypercube}[family].of(count)
