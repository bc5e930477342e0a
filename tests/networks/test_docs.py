"""The worked example of docs/cells.md is a cell as good as the built-in ones, and learns."""

import re
from pathlib import Path

import jsonschema
import pytest
import torch
import yaml

from rnn_geometry.networks.cells import CELLS
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.training import train

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/cells.md").read_text(encoding="utf-8")


@pytest.fixture
def cell(monkeypatch) -> str:
    """The name of the page's cell, for the length of a test one of CELLS."""
    monkeypatch.setitem(CELLS, "leaky", None)
    exec(re.search(r"```python\n(.+?)```", PAGE, re.DOTALL)[1], {"__name__": "page"})
    return "leaky"


def test_its_jacobian_is_its_derivative_and_unrolling_is_stepping(cell):
    torch.manual_seed(0)
    leaky = CELLS[cell](3, 4).double().requires_grad_(False)
    x, h, small = torch.randn(2, 3).double(), torch.randn(2, 4).double(), 1e-6 * torch.eye(4).double()
    steps = [(leaky.step(x, h + by) - leaky.step(x, h - by)) / 2e-6 for by in small]
    assert torch.allclose(leaky.recurrent_jacobian(x, h), torch.stack(steps, dim=-1), atol=1e-8)
    assert torch.allclose(leaky.unroll(x[:, None])[:, 0], leaky.step(x, torch.zeros(2, 4).double()))


def test_it_learns_to_count(cell, train_texts, test_texts, vocabulary, recipe):
    torch.manual_seed(0)
    sizes = {"hidden_size": 24, "vocabulary_size": len(vocabulary), "outputs": 3}
    network = Classifier(cell=cell, embedding="one-hot", readout_bias=False, **sizes)
    history = train(network, train_texts, test_texts, recipe, seed=0, name="test/leaky")
    assert history["test_accuracy"].iloc[-1] > 0.85


def test_the_page_s_study_is_one_that_the_schema_takes_once_it_knows_the_cell():
    schema = yaml.safe_load((ROOT / "workflow/schemas/config.schema.yaml").read_text())
    schema["properties"]["cells"]["additionalProperties"]["properties"]["type"]["enum"].append("leaky")
    overlay = yaml.safe_load(re.search(r"```yaml\n(.+?)```", PAGE, re.DOTALL)[1])
    default = yaml.safe_load((ROOT / "config.yaml").read_text())
    jsonschema.Draft202012Validator(schema).validate(default | overlay)
