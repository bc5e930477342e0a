"""A network trained elsewhere is read as it was; what is no such network is told by the file and the tensor at fault."""

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from rnn_geometry.networks.imported import UnfitWeights, import_network, read_weights
from rnn_geometry.targets import Softmax
from rnn_geometry.tasks.lines import CorpusError
from rnn_geometry.tasks.own_vocabulary import read_own_vocabulary

WORDS, INPUTS, UNITS, CLASSES = 9, 5, 6, 3
KEYS = {"embedding": "embed", "rnn": "net.encoder", "readout": "head"}
TYPES = {"vanilla": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


class Theirs(nn.Module):
    """What a user may have; reads texts without padding."""

    def __init__(self, kind=nn.GRU, outputs=CLASSES, head_bias=True, **options):
        super().__init__()
        self.embed = nn.Embedding(WORDS, INPUTS)
        self.net = nn.ModuleDict({"encoder": kind(INPUTS, UNITS, batch_first=True, **options)})
        self.head = nn.Linear(UNITS * (1 + bool(options.get("bidirectional"))), outputs, bias=head_bias)

    def forward(self, tokens):
        return self.head(self.net["encoder"](self.embed(tokens))[0][:, -1])


def theirs(*arguments, **options) -> Theirs:
    torch.manual_seed(0)
    return Theirs(*arguments, **options).eval().requires_grad_(False)


def take_in(path, cell="gru", rows=None, **changes):
    options = {"hidden_size": UNITS, "keys": KEYS, "target": Softmax(CLASSES)} | changes
    return import_network(path, cell=cell, rows=np.arange(WORDS) if rows is None else np.array(rows), **options)


@pytest.fixture
def saved(tmp_path):
    """Write a module's weights, changed by a function; the path."""

    def save(module: nn.Module, change=lambda weights: None, name="weights.safetensors"):
        weights = {name: tensor.clone() for name, tensor in module.state_dict().items()}
        change(weights)
        save_file(weights, tmp_path / name) if name.endswith(".safetensors") else torch.save(weights, tmp_path / name)
        return tmp_path / name

    return save


@pytest.mark.parametrize("cell", TYPES)
@pytest.mark.parametrize("name", ["weights.safetensors", "weights.pt"])
def test_an_imported_network_gives_the_logits_that_it_gave_before(saved, cell, name):
    module = theirs(TYPES[cell])
    network, architecture = take_in(saved(module, name=name), cell)
    tokens, lengths = torch.randint(WORDS, (4, 7)), torch.tensor([7, 3, 5, 1])
    expected = torch.cat([module(row[None, :length]) for row, length in zip(tokens, lengths.tolist(), strict=True)])
    torch.testing.assert_close(network(tokens, lengths), expected, rtol=0, atol=1e-6)
    assert architecture == {
        "cell": cell,
        "hidden_size": UNITS,
        "vocabulary_size": WORDS,
        "embedding": INPUTS,
        "outputs": CLASSES,
        "readout_bias": True,
        "multilabel": False,
    }


def test_a_network_without_biases_has_none(saved):
    module = theirs(bias=False, head_bias=False)
    network, architecture = take_in(saved(module))
    tokens = torch.randint(WORDS, (2, 4))
    torch.testing.assert_close(network(tokens, torch.tensor([4, 4])), module(tokens), rtol=0, atol=1e-6)
    assert not architecture["readout_bias"]


def test_words_keep_their_rows_whatever_their_numbers_here(saved, tmp_path):
    words = ["zebra", "[UNK]", "apple", "the", "[PAD]", "b", "c", "d", "e"]
    (tmp_path / "words.txt").write_text("\n".join(words))
    vocabulary, rows = read_own_vocabulary(str(tmp_path / "words.txt"), padding="[PAD]", unknown="[UNK]")
    assert vocabulary == ["<pad>", "<unk>", "zebra", "apple", "the", "b", "c", "d", "e"]
    module = theirs()
    network, _ = take_in(saved(module), rows=rows)
    text = ["apple", "zebra", "[UNK]"]
    before = module(torch.tensor([[words.index(word) for word in text]]))
    here = network(torch.tensor([[vocabulary.index("apple"), vocabulary.index("zebra"), 1]]), torch.tensor([3]))
    torch.testing.assert_close(here, before, rtol=0, atol=1e-6)


def test_a_row_that_the_embedding_lacks_is_an_input_of_zero(saved):
    network, _ = take_in(saved(theirs()), rows=[-1, -1, *range(WORDS)])
    assert not network.embedding.weight[:2].any()
    torch.testing.assert_close(network.embedding.weight[2:], theirs().embed.weight.data)


def test_keys_may_be_names_of_modules_or_of_their_tensors(saved):
    path = saved(theirs())
    one, other = (
        take_in(path, keys=keys)[0] for keys in (KEYS, {"embedding": "embed.weight", "rnn": "net.encoder.", "readout": "head."})
    )
    assert all(torch.equal(a, b) for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


def test_a_state_dict_inside_a_training_checkpoint_is_found(tmp_path):
    torch.save({"epoch": 3, "state_dict": theirs().state_dict()}, tmp_path / "last.ckpt")
    assert take_in(tmp_path / "last.ckpt")[1]["cell"] == "gru"


UNFIT = [
    ({"num_layers": 2}, {}, r"_l1: the network has more than one layer; one layer that reads forward"),
    ({"bidirectional": True}, {}, r"_reverse: the network reads texts both ways"),
    ({"kind": nn.LSTM, "proj_size": 4}, {}, r"weight_hr_l0: the network projects its state"),
    ({}, {"cell": "lstm"}, r"net\.encoder\.weight_ih_l0 has the shape \[18, 5\], expected \[24, 5\] \(lstm, 6 units\)"),
    ({}, {"hidden_size": 64}, r"net\.encoder\.weight_ih_l0 has the shape \[18, 5\], expected \[192, 5\] \(gru, 64 units\)"),
    ({"outputs": 2}, {}, r"head\.weight has the shape \[2, 6\], expected \[3, 6\] \(3 outputs, 6 units\)$"),
    (
        {"outputs": 1},
        {"target": Softmax(2)},
        r"head\.weight has the shape \[1, 6\].*a single output for two classes, w, is two rows",
    ),
    ({}, {"rows": range(12)}, r"embed\.weight has 9 rows, but the task's vocabulary has 12 words for it, a row each"),
    ({}, {"keys": KEYS | {"rnn": "rnn"}}, r"no tensor 'rnn\.weight_ih_l0' \(keys\.rnn: 'rnn'\); there are: .*embed\.weight"),
]


@pytest.mark.parametrize(("made", "asked", "message"), UNFIT)
def test_a_network_of_another_kind_or_shape_is_refused_by_its_tensor(saved, made, asked, message):
    with pytest.raises(UnfitWeights, match=rf"weights\.safetensors: .*{message}"):
        take_in(saved(theirs(**made)), **asked)


def test_a_network_of_more_parts_is_refused(saved):
    path = saved(theirs(), lambda weights: weights.update({"attention.weight": torch.ones(2)}))
    with pytest.raises(UnfitWeights, match=r"attention\.weight is of none of the modules embedding: embed, rnn: net\.encoder"):
        take_in(path)


def test_weights_that_are_not_finite_are_refused(saved):
    path = saved(theirs(), lambda weights: weights["head.bias"].fill_(torch.nan))
    with pytest.raises(UnfitWeights, match=r"weights\.safetensors: head\.bias holds NaN"):
        take_in(path)


class Trap:
    """Leaves a file behind where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_a_file_that_would_run_something_is_refused_and_runs_nothing(tmp_path):
    torch.save({"embed.weight": Trap(tmp_path / "pwned")}, tmp_path / "weights.pt")
    with pytest.raises(UnfitWeights, match=r"weights\.pt: not a readable file of tensors"):
        read_weights(tmp_path / "weights.pt")
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("name", ["weights.safetensors", "weights.pt"])
def test_a_damaged_file_is_refused_by_name(saved, name):
    path = saved(theirs(), name=name)
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(UnfitWeights, match=r"weights\.\w+: not a readable file of tensors"):
        read_weights(path)


@pytest.mark.parametrize("content", [[1, 2], {"step": 3}])
def test_what_is_no_state_dict_is_refused(tmp_path, content):
    torch.save(content, tmp_path / "weights.pt")
    with pytest.raises(
        UnfitWeights, match=r"not a state dict, names with tensors, alone or under state_dict, but a (list|dict with \w+)"
    ):
        read_weights(tmp_path / "weights.pt")


@pytest.mark.parametrize(
    ("content", "special", "message"),
    [
        ("a\nb\na\n", {}, r"words\.txt, line 3: 'a' stands in line 1 already; each line is the word of one row"),
        ("a\n\nb\n", {}, r"words\.txt, line 2: an empty line"),
        ("a\nb\n", {"padding": "<pad>"}, r"words\.txt: no line '<pad>', which vocabulary\.padding says there is"),
        ("a\nb\n", {"unknown": "?"}, r"no line '\?', which vocabulary\.unknown says there is"),
    ],
)
def test_a_file_of_words_that_cannot_be_rows_is_refused(tmp_path, content, special, message):
    (tmp_path / "words.txt").write_text(content)
    with pytest.raises(CorpusError, match=message):
        read_own_vocabulary(str(tmp_path / "words.txt"), **special)
