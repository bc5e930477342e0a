"""The shapes expected of real text."""

import pytest

from rnn_geometry.shapes import Hypercube, Ordered, Simplex
from rnn_geometry.tasks.expected import expected_shape


@pytest.mark.parametrize(
    ("family", "count", "shape"),
    [
        ("categorical", 4, Simplex(4, 3)),
        ("ordered", 2, Ordered(2, 1)),
        ("ordered", 3, Ordered(3, 2)),
        ("ordered", 5, Ordered(5, 2)),
        ("multilabel", 3, Hypercube(3, 3)),
    ],
)
def test_classes_and_labels_of_real_text_have_the_shape_of_the_paper(family, count, shape):
    assert expected_shape(family, count) == shape
