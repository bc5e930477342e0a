"""What dynamics are tested on, of every cell that has them: the trained network as the analysis sees it, at the zero input."""

from dataclasses import replace

import pytest
import torch
from conftest import MOVING, train_small


@pytest.fixture(params=MOVING)
def trained(request):
    trained = train_small(request.param)
    return replace(trained, network=trained.network.readable(torch.zeros(6)))
