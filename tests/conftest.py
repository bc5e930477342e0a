"""What the tests share: small networks (24 units, trained in a second; three classes, or two labels), and a wheel of texts."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest
import torch
from chromium import Chromium, find_chromium

from rnn_geometry.networks.cells import CELLS, Cell
from rnn_geometry.networks.classifier import Classifier, build_network
from rnn_geometry.networks.options import Recipe
from rnn_geometry.networks.training import train
from rnn_geometry.targets import Softmax
from rnn_geometry.tasks.encoded import SPECIAL_WORDS, Texts
from rnn_geometry.tasks.families import categorical, multilabel
from rnn_geometry.tasks.synthetic import draw_texts

# The options that a corpus of any source has.
EVERY_CORPUS = {
    "multilabel": False,
    "separator": None,
    "label_names": None,
    "clean": [],
    "empty_texts": "refuse",
    "empty_labels": "refuse",
}
FAMILIES, LENGTHS = {"categorical": categorical(3), "multilabel": multilabel(2)}, (12, 20)
MOVING = [name for name, cell in CELLS.items() if cell.has_dynamics]  # the cells whose dynamics can be looked at
STEPPING = [name for name, cell in CELLS.items() if cell.has_step]  # those that are steps themselves, not only as they are read
VOCABULARY = SPECIAL_WORDS + FAMILIES["categorical"].words
RECIPE = Recipe(epochs=6, batch_size=32, learning_rate=0.02, decay=0.1, epsilon=1e-3, clip_norm=10.0, l2=1e-3)


# A busy machine is no failure, and what passed once passes elsewhere.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")


# Modules whose tests share a study, a fixture of the session; all other modules stand by themselves. Of xdist's own, `--dist
# loadgroup` groups nothing with pytest 9.2: xdist 3.8 writes the group into `Item._nodeid`, which is no longer read.
SHARING = {
    **dict.fromkeys(["test_caching", "test_determinism", "test_faults", "test_provenance", "test_surroundings"], "small"),
    **dict.fromkeys(["test_smoke", "test_report", "test_other_kernels"], "smoke"),
}
LONGEST = ["test_slurm", *SHARING]  # what takes minutes begins first: the test of SLURM waits for most of its time


def pytest_collection_modifyitems(items):
    """Put the modules that take longest first, in the order of LONGEST."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Where tests are spread over processes, those that share a study stay together: it is run once."""
    from xdist.scheduler import LoadScopeScheduling

    class ByStudy(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            return SHARING.get(Path(module).stem, module)

    config.option.loadscopereorder = False  # xdist's own order begins with the modules of most tests
    return ByStudy(config, log)


@dataclass(frozen=True)
class Trained:
    """A trained network, frozen; its architecture, as a checkpoint keeps it; its history."""

    cell: str
    network: Classifier
    architecture: dict
    history: pd.DataFrame


@cache
def draw_split(family: str, seed: int, count: int) -> Texts:
    return draw_texts(FAMILIES[family], count, LENGTHS, np.random.default_rng(seed), tilt=0.5)


@cache
def train_small(cell: str, family: str = "categorical", **cell_options) -> Trained:
    architecture = {
        "cell": cell,
        "hidden_size": 24,
        "vocabulary_size": len(SPECIAL_WORDS + FAMILIES[family].words),
        "embedding": "one-hot",
        "outputs": FAMILIES[family].shape.outputs,
        "readout_bias": False,
        "multilabel": FAMILIES[family].shape.target.independent,
        "cell_options": cell_options,
    }
    torch.manual_seed(0)
    network = build_network(architecture)
    splits = draw_split(family, 0, 2048), draw_split(family, 2, 512)
    history = train(network, splits, RECIPE, seed=0, name=f"test/{cell}")
    return Trained(cell, network.eval().requires_grad_(False), architecture, history)


@pytest.fixture(scope="session", autouse=True)
def _one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def train_texts() -> Texts:
    return draw_split("categorical", 0, 2048)


@pytest.fixture(scope="session")
def test_texts() -> Texts:
    return draw_split("categorical", 1, 512)


@pytest.fixture(scope="session")
def validation_texts() -> Texts:
    return draw_split("categorical", 2, 512)


@pytest.fixture(scope="session")
def vocabulary() -> list[str]:
    return VOCABULARY


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    """How the trained networks were trained."""
    return RECIPE


def vary(recipe: Recipe, **options) -> Recipe:
    """The recipe with some other options."""
    return Recipe(**recipe.plain() | options)


@pytest.fixture(params=CELLS)
def trained(request) -> Trained:
    """A trained network for each cell; shared, so a test must leave it as it is."""
    return train_small(request.param)


@pytest.fixture
def trained_gru() -> Trained:
    return train_small("gru")


@pytest.fixture
def trained_multilabel() -> Trained:
    """A GRU trained to tell which of two labels are on."""
    return train_small("gru", "multilabel")


@pytest.fixture(scope="session")
def multilabel_texts() -> Texts:
    """The held-out texts of that task."""
    return draw_split("multilabel", 1, 512)


class Integrator(Cell):
    """h' = A h + B x: linear, so that all that can be measured of it is known."""

    def __init__(self, recurrent: np.ndarray, inputs: np.ndarray):
        super().__init__(inputs.shape[1], inputs.shape[0])
        self.recurrent, self.inputs = (torch.nn.Parameter(torch.from_numpy(array)) for array in (recurrent, inputs))

    def step(self, x, h):
        return torch.nn.functional.linear(h, self.recurrent) + torch.nn.functional.linear(x, self.inputs)


@dataclass(frozen=True)
class Planted:
    """A network that counts three classes' evidence in a plane of its 6-dimensional state, without loss and without error.

    plane [6, 2]: the plane's axes; corners [3, 2]: where in it the evidence for each class leads, and its readout looks.
    All other directions are forgotten within a few tokens, and no word writes into them.
    """

    network: Classifier
    plane: np.ndarray
    corners: np.ndarray


def plant(kept: float = 1.0) -> Planted:
    """That network; or one that keeps another share than all of its evidence from one token to the next."""
    basis = np.linalg.qr(np.random.default_rng(3).standard_normal((6, 6)))[0]
    angles = 2 * np.pi * np.arange(3) / 3 + 0.3
    corners = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    inputs = np.zeros((6, len(VOCABULARY)))
    inputs[:, VOCABULARY.index("evid_0") :] = basis[:, :2] @ corners.T
    torch.manual_seed(0)
    sizes = {"hidden_size": 6, "vocabulary_size": len(VOCABULARY), "target": Softmax(3)}
    network = Classifier(cell="vanilla", embedding="one-hot", readout_bias=False, **sizes).double()
    network.cell = Integrator(basis @ np.diag([kept, kept, 0.5, 0.3, -0.2, 0.1]) @ basis.T, inputs)
    network.readout.weight.data = torch.from_numpy(corners @ basis[:, :2].T)
    return Planted(network.requires_grad_(False), basis[:, :2], corners)


@pytest.fixture(scope="session")
def planted() -> Planted:
    return plant()


@dataclass(frozen=True)
class Wheel:
    """A wheel of the package stand-in 1.0.0, in a folder that pip can be told to look in."""

    path: Path

    @property
    def folder(self) -> str:
        return str(self.path.parent)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@pytest.fixture(scope="session")
def build_wheel(tmp_path_factory) -> Callable[[Mapping[str, bytes]], Wheel]:
    """Build a wheel that carries the given members, the last of them first."""
    about = {
        "METADATA": b"Metadata-Version: 2.1\nName: stand-in\nVersion: 1.0.0\n",
        "WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": b"",
    }

    def build(members: Mapping[str, bytes]) -> Wheel:
        path = tmp_path_factory.mktemp("index") / "stand_in-1.0.0-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in reversed(members.items()):
                archive.writestr(member, content)
            for name, content in about.items():
                archive.writestr(f"stand_in-1.0.0.dist-info/{name}", content)
        return Wheel(path)

    return build


@pytest.fixture
def chromium(tmp_path) -> Iterator[Chromium]:
    """A headless Chromium with one page; without one on this machine the test is skipped."""
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium here; Debian has it as the package `chromium`")
    browser = Chromium(executable, tmp_path / "profile")
    yield browser
    browser.close()
