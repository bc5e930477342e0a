"""A run as its files have it."""

import numpy as np

from rnn_geometry.files import write_arrays, write_json
from rnn_geometry.report.runs import read_run
from rnn_geometry.tasks.encoded import Splits, Texts, save_splits, write_vocabulary


def test_a_run_is_read_from_its_files_with_the_words_that_were_found_telling(tmp_path):
    tokens = np.array([[2, 3, 0], [3, 2, 2]], np.int32)
    texts = Texts(tokens, np.array([2, 3], np.int32), np.array([0, 1]), np.empty((2, 0), np.float32))
    visited = {
        "states": np.array([[1.0, 0], [1, 5], [0, 5], [1, 5], [2, 5]]),
        "text": np.array([0, 0, 1, 1, 1]),
        "position": np.array([0, 1, 0, 1, 2]),
        "label": texts.labels,
        "predicted": texts.labels,
        "readouts": np.eye(2),
        "initial_state": np.zeros(2),
    }
    points = {"slow_states": np.eye(2), "slow_predicted": np.arange(2), "fixed_states": np.eye(2)[:1]}
    write_arrays(tmp_path / "states.safetensors", visited)
    write_arrays(tmp_path / "fixed_points.safetensors", points)
    spectra = {f"{kind}_{part}": np.full((1, 2), 0.5) for kind in ("slow", "fixed") for part in ("real", "imag")}
    write_arrays(tmp_path / "modes.safetensors", spectra)
    write_arrays(tmp_path / "effects.safetensors", {"arrow_tokens": np.array([3, 2]), "arrow_outputs": np.array([1, 0])})
    swap = {"example_texts": np.array([1, 0]), "example_place": np.array([1]), "example_decisions": np.array([1, 0, 0])}
    write_arrays(tmp_path / "interchange.safetensors", swap | {"example_mixed": np.ones((3, 2), np.float32)})
    save_splits(tmp_path / "texts.safetensors", Splits(texts, texts, texts))
    write_vocabulary(tmp_path / "vocabulary.csv", ["<pad>", "<unk>", "a", "b"])
    write_json(tmp_path / "task.json", {"classes": ["x", "y"], "outputs": 2, "multilabel": False})
    run = read_run(tmp_path, tmp_path)
    assert run.shown == {3: 1, 2: 0}
    assert run.moves.token.tolist() == [2, 3, 3, 2, 2]
    assert run.manifold.index.tolist() == [0]
    assert run.outputs == ["x", "y"]
    assert (run.swap.texts, run.swap.place, run.swap.decisions, len(run.swap.mixed)) == ((1, 0), 1, (1, 0, 0), 3)
