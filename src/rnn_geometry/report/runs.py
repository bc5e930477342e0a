"""One run as its files have it: its manifold, where words moved the state while texts were read, and which words to show."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rnn_geometry.figures.given import pick, read_network
from rnn_geometry.figures.manifold import Manifold
from rnn_geometry.figures.skeleton import Bones
from rnn_geometry.files import read_arrays, read_json
from rnn_geometry.layout import FILES
from rnn_geometry.measures.moves import Moves, moves_of
from rnn_geometry.tasks.encoded import load_split, output_names, read_vocabulary


@dataclass(frozen=True)
class Swap:
    """One interchange intervention: the numbers of texts A and B, the words of A read before it, the states from it on [T, S];
    the labels decided on A, on a text that begins as B and goes on as A, and after the swap."""

    texts: tuple[int, int]
    place: int
    mixed: np.ndarray
    decisions: tuple[int, int, int]


@dataclass(frozen=True)
class Run:
    """What a view is drawn from: a run's manifold, its texts' steps, the record of its task, the words by token; those to
    show (tokens), each with the output that it speaks for most; the skeleton, if it was sought; and a swap of two texts'
    coordinates, if there is one."""

    manifold: Manifold
    moves: Moves
    task: dict
    vocabulary: list[str]
    shown: dict[int, int]
    skeleton: Bones | None = None
    swap: Swap | None = None

    @property
    def classes(self) -> list[str]:
        return self.task["classes"]

    @property
    def outputs(self) -> list[str]:
        return output_names(self.task)


def read_run(folder: str | Path, task: str | Path, skeleton: bool = False) -> Run:
    """The run of one folder, and its task's; reads arrays and records, no network. skeleton: whether its skeleton was sought,
    whose points then take the place of the fixed points that other searches found."""
    folder = Path(folder)
    task = Path(task)
    found = read_network({kind: folder / FILES[kind] for kind in ("states", "fixed_points_arrays", "modes_arrays")})
    manifold = pick(Manifold, found)
    bones = None
    if skeleton:
        bones = pick(Bones, found | read_network({"skeleton_arrays": folder / FILES["skeleton_arrays"]}))
        manifold = replace(manifold, fixed_states=bones.points, index=bones.index)
    tokens = load_split(task / "texts.safetensors", "test").tokens
    effects = read_arrays(folder / FILES["effects_arrays"], ["arrow_tokens", "arrow_outputs"])
    shown = dict(zip(effects["arrow_tokens"].tolist(), effects["arrow_outputs"].tolist(), strict=True))
    vocabulary = read_vocabulary(task / "vocabulary.csv")
    swap = read_swap(folder / FILES["interchange_arrays"])
    return Run(manifold, moves_of(found, tokens), read_json(task / "task.json"), vocabulary, shown, bones, swap)


def read_swap(path: Path) -> Swap | None:
    """The example of a run's interchange interventions; None where no pair of texts tells anything."""
    found = read_arrays(path, [f"example_{name}" for name in ("texts", "place", "mixed", "decisions")])
    if not len(found["example_texts"]):
        return None
    texts, decisions = (tuple(found[f"example_{name}"].tolist()) for name in ("texts", "decisions"))
    return Swap(texts, int(found["example_place"][0]), found["example_mixed"], decisions)
