"""What measures of every cell are tested on: the trained network as the analysis sees it, at the zero input."""

from dataclasses import replace

import pytest
import torch


@pytest.fixture
def trained(trained):
    return replace(trained, network=trained.network.readable(torch.zeros(6)))
