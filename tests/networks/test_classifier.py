"""The classifier: what it reads, when it reads it out, and that a checkpoint is the network."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_geometry.files import read_arrays, write_arrays
from rnn_geometry.measures.states import visited_states
from rnn_geometry.networks.cells import CELLS, Cell
from rnn_geometry.networks.classifier import Classifier, build_network, load_network, save_network
from rnn_geometry.targets import Softmax

WORDS = 9


def architecture(cell: str = "gru", embedding: int | str = 4, outputs: int = 3, multilabel: bool = False) -> dict:
    return {
        "cell": cell,
        "hidden_size": 6,
        "vocabulary_size": WORDS,
        "embedding": embedding,
        "outputs": outputs,
        "readout_bias": True,
        "multilabel": multilabel,
    }


def build(**options) -> Classifier:
    torch.manual_seed(0)
    return build_network(architecture(**options)).eval().requires_grad_(False)


@pytest.mark.parametrize("cell", CELLS)
@settings(max_examples=20, deadline=None)
@given(lengths=st.lists(st.integers(1, 8), min_size=1, max_size=4), padding=st.integers(0, 5), seed=st.integers(0, 99))
def test_what_follows_the_last_real_token_changes_nothing(cell, lengths, padding, seed):
    network, generator = build(cell=cell), torch.Generator().manual_seed(seed)
    batch = torch.randint(WORDS, (len(lengths), max(lengths) + padding), generator=generator)  # noise past the text's end
    together = network(batch, torch.tensor(lengths))
    alone = [network(row[None, :length], torch.tensor([length]))[0] for row, length in zip(batch, lengths, strict=True)]
    torch.testing.assert_close(together, torch.stack(alone), rtol=0, atol=1e-6)


def test_logits_are_the_readout_of_the_last_real_state(trained, test_texts):
    network, tokens = trained.network, torch.from_numpy(test_texts.tokens[:50]).long()
    lengths = torch.from_numpy(test_texts.lengths[:50]).long()
    last = network.states(tokens)[torch.arange(50), lengths - 1]
    by_hand = last[:, : network.cell.hidden_size] @ network.readout.weight.T
    torch.testing.assert_close(network(tokens, lengths), by_hand, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(network.logits(last), by_hand)


def random_logits(count: int, outputs: int) -> torch.Tensor:
    return 3 * torch.randn(count, outputs, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("labels", [1, 2, 4])
def test_the_loss_of_sets_of_labels_is_each_label_s_cross_entropy_summed_over_labels_and_averaged_over_texts(labels):
    logits, codes = random_logits(32, labels), torch.arange(32) % 2**labels
    on = torch.tensor([[float(digit) for digit in reversed(f"{code:0{labels}b}")] for code in codes.tolist()])
    by_label = torch.nn.functional.binary_cross_entropy_with_logits(logits, on, reduction="none")
    torch.testing.assert_close(build(outputs=labels, multilabel=True).loss(logits, codes), by_label.sum(1).mean())


def test_the_loss_of_classes_is_the_cross_entropy_of_their_softmax():
    logits, labels = random_logits(32, 3), torch.arange(32) % 3
    expected = -torch.log(torch.exp(logits) / torch.exp(logits).sum(1, keepdim=True))[torch.arange(32), labels].mean()
    torch.testing.assert_close(build().loss(logits, labels), expected)


@given(data=st.data(), labels=st.integers(1, 8))
def test_reading_the_bits_of_labels_as_logits_gives_the_labels_back(data, labels):
    codes = torch.tensor(data.draw(st.lists(st.integers(0, 2**labels - 1), min_size=1, max_size=9)))
    network = build(outputs=labels, multilabel=True)
    bits = network.target.members(codes)
    assert bits.tolist() == [[bool(code // 2**i % 2) for i in range(labels)] for code in codes.tolist()]
    for shape in ((), (1, 1)):
        logits = (bits.float() - 0.5).expand(*shape, *bits.shape)
        assert torch.equal(network.predict(logits), codes.expand(*shape, len(codes)))


def test_a_label_is_on_from_logit_zero_and_a_class_is_the_highest_logit():
    logits = torch.tensor([[0.0, -1e-6, 5.0], [-3.0, -1.0, -2.0]])
    assert build(multilabel=True).predict(logits).tolist() == [0b101, 0]
    assert build().predict(logits).tolist() == [2, 1]


def test_one_hot_inputs_are_unit_vectors_and_padding_is_zero():
    expected = torch.eye(WORDS)
    expected[0] = 0
    torch.testing.assert_close(build(embedding="one-hot").embedding(torch.arange(WORDS)), expected)


def test_a_learned_embedding_of_padding_is_zero():
    assert not build(embedding=4).embedding(torch.tensor([0])).any()


def test_a_checkpoint_is_the_trained_network_bit_for_bit(trained, test_texts, tmp_path):
    save_network(tmp_path / "model.safetensors", trained.network, trained.architecture, {"seed": "0"})
    loaded = load_network(tmp_path / "model.safetensors")
    saved_weights, loaded_weights = trained.network.state_dict(), loaded.state_dict()
    assert saved_weights.keys() == loaded_weights.keys()
    assert all(torch.equal(saved_weights[name], loaded_weights[name]) for name in saved_weights)
    tokens, lengths = torch.from_numpy(test_texts.tokens).long(), torch.from_numpy(test_texts.lengths).long()
    assert torch.equal(trained.network(tokens, lengths), loaded(tokens, lengths))
    assert not loaded.training
    assert not any(parameter.requires_grad for parameter in loaded.parameters())


@pytest.mark.parametrize(("embedding", "kept"), [("one-hot", False), (4, True)])
def test_a_checkpoint_keeps_the_embedding_unless_the_architecture_says_it(embedding, kept, tmp_path):
    network = build(embedding=embedding)
    save_network(tmp_path / "model.safetensors", network, architecture(embedding=embedding), {})
    assert ("embedding.weight" in read_arrays(tmp_path / "model.safetensors")) == kept
    assert torch.equal(load_network(tmp_path / "model.safetensors").embedding.weight, network.embedding.weight)


def test_a_checkpoint_keeps_what_its_cell_has_of_its_own(tmp_path):
    options = architecture("linear_attention") | {"cell_options": {"heads": 2, "feedforward": 5}}
    torch.manual_seed(0)
    network = build_network(options)
    save_network(tmp_path / "model.safetensors", network, options, {})
    loaded = load_network(tmp_path / "model.safetensors")
    assert (loaded.cell.heads, loaded.cell.feedforward[0].out_features) == (2, 5)
    tokens, lengths = torch.randint(WORDS, (4, 7)), torch.tensor([7, 3, 1, 5])
    assert torch.equal(network(tokens, lengths), loaded(tokens, lengths))


def test_a_trained_initial_state_is_kept_by_a_checkpoint_and_is_where_the_visited_states_begin(test_texts, tmp_path):
    options = architecture("lstm") | {"cell_options": {"initial_state": "trained"}}
    torch.manual_seed(0)
    network = build_network(options)
    network.cell.trained_start.data.normal_()
    save_network(tmp_path / "model.safetensors", network, options, {})
    loaded = load_network(tmp_path / "model.safetensors")
    tokens, lengths = torch.randint(WORDS, (4, 7)), torch.tensor([7, 3, 1, 5])
    assert torch.equal(network(tokens, lengths), loaded(tokens, lengths))
    for one in (network, loaded):  # also before it is frozen
        visited = visited_states(one, test_texts[:5])
        assert torch.equal(torch.from_numpy(visited["initial_state"]), network.cell.trained_start)
        first = network.embedding(torch.from_numpy(test_texts.tokens[:5, 0]).long())
        expected = network.cell.step(first, network.cell.initial_state(5)).detach()
        torch.testing.assert_close(torch.from_numpy(visited["states"][visited["position"] == 0]), expected)


def test_a_network_is_read_as_it_is_unless_its_cell_is_read_at_a_query():
    network, attention, x = build(), build(cell="linear_attention"), torch.ones(4)
    assert network.readable(x) is network
    seen = attention.readable(x)
    assert seen.readable(x) is seen
    assert torch.equal(seen.readout.weight, attention.readout.weight)
    text, lengths = torch.tensor([[3, 1, 4, 1]]), torch.tensor([4])
    expected = seen.logits(attention.cell.read(x, attention.states(text)[:, -1]))
    torch.testing.assert_close(seen(text, lengths), expected)


UNFIT = {
    "heads that do not divide its units": lambda arrays, metadata: metadata.update(
        architecture=architecture(cell="linear_attention") | {"cell_options": {"heads": 4}}
    ),
    "a weight is missing": lambda arrays, metadata: arrays.pop("readout.weight"),
    "a weight too many": lambda arrays, metadata: arrays.update(surplus=np.zeros(3)),
    "a weight of another shape": lambda arrays, metadata: arrays.update({"readout.weight": np.zeros((2, 2), np.float32)}),
    "another cell's weights": lambda arrays, metadata: metadata.update(architecture=architecture(cell="lstm")),
    "an unknown cell": lambda arrays, metadata: metadata.update(architecture=architecture(cell="unheard-of")),
    "an unknown option": lambda arrays, metadata: metadata["architecture"].update(layers=2),
    "no architecture": lambda arrays, metadata: metadata.pop("architecture"),
}


@pytest.mark.parametrize("tamper", UNFIT.values(), ids=UNFIT)
def test_an_unfit_checkpoint_is_refused_by_name(tamper, tmp_path):
    path = tmp_path / "model.safetensors"
    save_network(path, build(), architecture(), {})
    arrays, metadata = read_arrays(path), {"architecture": architecture()}
    tamper(arrays, metadata)
    write_arrays(path, arrays, metadata)
    with pytest.raises(ValueError, match=str(path)):
        load_network(path)


def test_a_damaged_checkpoint_is_refused_by_name(tmp_path):
    path = tmp_path / "model.safetensors"
    save_network(path, build(), architecture(), {})
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(ValueError, match=str(path)):
        load_network(path)


def test_a_users_cell_makes_a_classifier(monkeypatch):
    class Counter(Cell):
        def __init__(self, input_size, hidden_size):
            super().__init__(input_size, hidden_size)
            self.scale = torch.nn.Parameter(torch.ones(()))

        def step(self, x, h):
            return h + self.scale * x[..., : self.hidden_size]

    monkeypatch.setitem(CELLS, "counter", Counter)
    network = build(cell="counter", embedding="one-hot")
    counts = torch.tensor([[0.0, 2, 0, 1, 0, 0]])  # the words 1 and 3 of six inputs that the units see
    expected = counts @ network.readout.weight.T + network.readout.bias
    torch.testing.assert_close(network(torch.tensor([[1, 3, 1, 0]]), torch.tensor([3])), expected)


def test_an_lstm_read_out_from_its_whole_state_sees_c_too(test_texts):
    torch.manual_seed(0)
    sizes = {"hidden_size": 5, "vocabulary_size": 6, "embedding": "one-hot", "target": Softmax(3), "readout_bias": False}
    network = Classifier(cell="lstm", cell_options={"readout": "state"}, **sizes)
    assert network.readout.weight.shape == (3, 10)
    tokens, lengths = (torch.from_numpy(array).long() for array in (test_texts.tokens[:9], test_texts.lengths[:9]))
    with torch.no_grad():
        states = network.states(tokens)
        last = states[torch.arange(9), lengths - 1]
        torch.testing.assert_close(network(tokens, lengths), last @ network.readout.weight.T)
        torch.testing.assert_close(network.logits(last), network(tokens, lengths))
    visited = visited_states(network, test_texts[:9])
    assert visited["readouts"].any(axis=0).all()  # c is seen
