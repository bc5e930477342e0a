"""A cell in a file of the user's own: it is one like the built-in ones, it is tried first, and no artefact leads to code."""

from pathlib import Path

import pytest
import torch

from rnn_geometry.measures.states import visited_states
from rnn_geometry.networks.cells import Cell
from rnn_geometry.networks.classifier import build_network, load_network, save_network
from rnn_geometry.networks.own_cell import OwnCellError, load_cell, try_cell
from rnn_geometry.networks.training import train
from rnn_geometry.own import digest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs/example/leaky.py"
HEAD = "import torch\nfrom torch import nn\nfrom rnn_geometry.networks.cells import Cell\n\n"
SOUND = """class Mine(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.linear = nn.Linear(input_size + hidden_size, hidden_size)
    def step(self, x, h):
        return torch.tanh(self.linear(torch.cat([x, h], dim=1)))
"""
TWICE = """class Mine(Cell):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.state_size = 2 * hidden_size
        self.linear = nn.Linear(input_size + self.state_size, self.state_size)
    def step(self, x, h):
        return torch.tanh(self.linear(torch.cat([x, h], dim=-1)))
"""


def definition(path) -> dict:
    return {"import": f"{path}:{'Leaky' if path == EXAMPLE else 'Mine'}", "digest": digest(Path(path).read_bytes())}


@pytest.fixture
def write(tmp_path):
    """Write a class Mine into a file; its definition."""

    def write_class(code: str) -> dict:
        (tmp_path / "mine.py").write_text(HEAD + code)
        return definition(tmp_path / "mine.py")

    return write_class


def architecture(cell, words: int = 9) -> dict:
    sizes = {"hidden_size": 6, "vocabulary_size": words, "outputs": 3}
    return {"cell": cell, "embedding": 4, "readout_bias": False, "multilabel": False, **sizes}


@pytest.mark.parametrize(("code", "state"), [(SOUND, 6), (TWICE, 12)])
def test_a_module_or_a_cell_unrolls_and_has_jacobians_that_are_its_derivatives(write, code, state):
    torch.manual_seed(0)
    cell = load_cell(write(code))(4, 6).double().requires_grad_(False)
    assert isinstance(cell, Cell)
    assert cell.state_size == state
    x, h, small = torch.randn(2, 4).double(), torch.randn(2, state).double(), 1e-6 * torch.eye(state).double()
    steps = [(cell.step(x, h + by) - cell.step(x, h - by)) / 2e-6 for by in small]
    torch.testing.assert_close(cell.recurrent_jacobian(x, h), torch.stack(steps, dim=-1), rtol=0, atol=1e-8)
    assert cell.recurrent_jacobian(x[:0], h[:0]).shape == (0, state, state)
    assert cell.input_jacobian(x, h).shape == (2, state, 4)
    two_words = torch.stack([x, 2 * x], dim=1)
    by_hand = cell.step(2 * x, cell.step(x, torch.zeros(2, state).double()))
    torch.testing.assert_close(cell.unroll(two_words)[:, -1], by_hand)
    assert cell.unroll_outputs(two_words).shape == (2, 2, 6)


def test_the_size_of_a_module_s_state_is_its_own_to_say(write):
    code = SOUND.replace("super().__init__()", "super().__init__(); self.state_size = hidden_size = hidden_size + 1")
    assert try_cell(write(code), 6)["state_size"] == 7


def test_a_cell_without_weights_is_one_too(write):
    code = "class Mine(nn.Module):\n    def __init__(self, i, h):\n        super().__init__()\n    def step(self, x, h):\n"
    assert try_cell(write(code + "        return 0.9 * h + x[:, :1]\n"), 6)["parameters"] == 0


def test_the_page_s_example_learns_to_count_and_its_checkpoint_is_the_network(
    train_texts, validation_texts, test_texts, recipe, tmp_path
):
    torch.manual_seed(0)
    cell = definition(EXAMPLE)
    given = architecture(cell) | {"hidden_size": 24, "vocabulary_size": 1 + train_texts.tokens.max(), "embedding": "one-hot"}
    given["vocabulary_size"] = int(given["vocabulary_size"])
    network = build_network(given)
    history = train(network, (train_texts, validation_texts), recipe, seed=0, name="test/leaky")
    assert history["validation_accuracy"].iloc[-1] > 0.85
    save_network(tmp_path / "model.safetensors", network, given, {})
    loaded = load_network(tmp_path / "model.safetensors", cell)
    states = [visited_states(one.eval().requires_grad_(False), test_texts[:20])["states"] for one in (network, loaded)]
    assert (states[0] == states[1]).all()


# What is refused, and that it is told before anything is trained.

BAD = {
    "returns 2": (SOUND.replace("torch.tanh(", "(2, "), r"step returns a tuple; expected one tensor"),
    "shape": (SOUND.replace(", hidden_size)\n    def", ", 1)\n    def"), r"step returns \[3, 1\] for inputs .* \[3, 6\]"),
    "fails": (
        SOUND.replace("dim=1", "dim=7"),
        r"step, called with x \[3, 5\] and h \[3, 6\] .* fails: IndexError: Dimension out of range",
    ),
    "init": (SOUND.replace("input_size, hidden_size):", "size):"), r"Mine\(input_size=5, hidden_size=6\) fails: TypeError"),
    "no step": (SOUND.replace("def step", "def forward"), r"Mine has no method step\(x, h\)"),
    "no module": (SOUND.replace("(nn.Module)", "").replace("super().__init__()", ""), r"Mine is no class of torch modules"),
    "no class": ("def Mine(i, h): ...", r"Mine is no class of torch modules"),
    "changes": (SOUND.replace("return torch", "h.mul_(2); return torch"), r"step changes the inputs or states"),
    "random": (SOUND.replace("h], dim=1)))", "h], dim=1))) + torch.rand(1)"), r"step gives another result the second time"),
    "rows": (SOUND.replace("h], dim=1)))", "h], dim=1))) - h.mean(0)"), r"step gives a row another result among others"),
    "dropout": (
        SOUND.replace("h], dim=1)))", "nn.functional.dropout(h, 0.5, self.training)], dim=1)))"),
        r"step gives another result the second time while it is trained",
    ),
    "norm over rows": (
        SOUND.replace("h], dim=1)))", "(h - h.mean(0) if self.training else h)], dim=1)))"),
        r"step gives a row another result among others while it is trained",
    ),
    "detached": (SOUND.replace("h], dim=1)))", "h], dim=1))).detach()"), r"step has no derivative by state or input"),
    "not finite": (SOUND.replace("return torch", "return h / 0 + torch"), r"step returns NaN or infinite numbers"),
    "precision": (
        SOUND.replace("h], dim=1)))", "h], dim=1))).float()"),
        r"step returns torch.float32 for states in",
    ),
    "small state": (TWICE.replace("2 * hidden_size", "3"), r"state_size is 3, but the readout sees the first 6"),
    "unroll": (TWICE + "    def unroll(self, x):\n        return super().unroll(x) + 1\n", r"unroll begins with another state"),
    "import": ("import neighbour\n" + SOUND, r"no file beside it\) fails: ModuleNotFoundError: No module named 'neighbour'"),
}


@pytest.mark.parametrize(("code", "message"), BAD.values(), ids=BAD)
def test_a_cell_that_cannot_be_used_is_told_by_its_file_and_what_is_wrong(write, code, message):
    with pytest.raises(OwnCellError, match=rf"mine\.py.*{message}"):
        try_cell(write(code), 6)


def test_a_file_that_has_changed_since_the_config_was_read_is_not_run(write, tmp_path):
    before = write(SOUND)
    (tmp_path / "mine.py").write_text("raise RuntimeError('this file was run')")
    with pytest.raises(OwnCellError, match=r"mine\.py has changed since this study was started"):
        load_cell(before)


def test_what_runs_is_the_file_s_content_and_no_bytecode_of_an_earlier_one(write):
    for scale in (2, 3):  # of equal length, within the second that bytecode's time stamps have
        cell = load_cell(write(SOUND.replace("return torch", f"return {scale} * torch")))(4, 6)
        cell.module.linear.bias.data.fill_(9)
        torch.testing.assert_close(cell.step(torch.zeros(1, 4), torch.zeros(1, 6)), torch.full((1, 6), float(scale)))


# No artefact leads to code.


@pytest.fixture
def checkpoint(write, tmp_path):
    """A network with a user's cell on disk, the cell's file replaced by one that must not be run; the cell's definition."""
    cell = write(SOUND)
    save_network(tmp_path / "model.safetensors", build_network(architecture(cell)), architecture(cell), {})
    (tmp_path / "mine.py").write_text(f"open({str(tmp_path / 'pwned')!r}, 'w')\n" + HEAD + SOUND)
    return tmp_path / "model.safetensors"


def test_a_checkpoint_alone_leads_to_no_code(checkpoint):
    with pytest.raises(OwnCellError, match=r"model\.safetensors: its cell is '.*mine\.py:Mine' .*on the config's word alone"):
        load_network(checkpoint)
    assert not checkpoint.with_name("pwned").exists()


def test_a_checkpoint_of_another_cell_than_the_config_s_is_refused_and_runs_nothing(checkpoint):
    here = definition(checkpoint.with_name("mine.py"))
    with pytest.raises(OwnCellError, match=r"model\.safetensors: its cell is .*, but the config has .*: train it anew"):
        load_network(checkpoint, here)
    assert not checkpoint.with_name("pwned").exists()


def test_a_built_in_cell_s_checkpoint_is_not_loaded_as_a_user_s(write, tmp_path):
    save_network(tmp_path / "model.safetensors", build_network(architecture("gru")), architecture("gru"), {})
    with pytest.raises(OwnCellError, match=r"its cell is the built-in 'gru', but the config has"):
        load_network(tmp_path / "model.safetensors", write(SOUND))
