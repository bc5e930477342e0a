"""A run as measures see it that ask the network itself."""

from collections.abc import Mapping
from functools import cached_property

import torch
from torch import Tensor

from rnn_geometry.measures.states import constant_input
from rnn_geometry.measures.subject import Subject
from rnn_geometry.networks.classifier import Classifier, load_network
from rnn_geometry.tasks.encoded import Texts, load_split, read_vocabulary
from rnn_geometry.tasks.words import Words, read_words


class NetworkSubject(Subject):
    """A run with its network, its texts and their words.

    choice: the constant input x* by name; own_cell: the definition of the user's own cell, if the network has one. Files:
    network, states, texts, vocabulary.
    """

    def __init__(
        self,
        task: dict,
        choice: str = "zero",
        files: Mapping[str, str] | None = None,
        own_cell: dict | None = None,
        **known,
    ):
        super().__init__(task, files, **known)
        self.choice = choice
        self.own_cell = own_cell

    def at(self, choice: str) -> "NetworkSubject":
        """The same run at another constant input."""
        shared = {name: getattr(self, name) for name in ("trained", "visited", "vocabulary", "train_texts")}
        return type(self)(self.task, choice, self.files, self.own_cell, **shared)

    @cached_property
    def trained(self) -> Classifier:
        """The network as it was trained."""
        return load_network(self.files["network"], self.own_cell)

    @cached_property
    def train_texts(self) -> Texts:
        """The texts that it was trained on."""
        return load_split(self.files["texts"], "train")

    @cached_property
    def held_out(self) -> Texts:
        """All held-out texts."""
        return load_split(self.files["texts"], "test")

    @cached_property
    def texts(self) -> Texts:
        """The held-out texts that the visited states come from."""
        return self.held_out[: len(self.visited["label"])]

    @cached_property
    def vocabulary(self) -> list[str]:
        """The names of the words of its task."""
        return read_vocabulary(self.files["vocabulary"])

    @cached_property
    def words(self) -> Words:
        """What the training texts say of these words."""
        return read_words(self.files["vocabulary"], self.train_texts, self.shape.target)

    @cached_property
    def x(self) -> Tensor:
        """The constant input x* [I]."""
        return constant_input(self.trained, self.choice, self.vocabulary, self.train_texts)

    @cached_property
    def network(self) -> Classifier:
        """The network as it is read at x* (`Classifier.readable`)."""
        return self.trained.readable(self.x)

    @property
    def inputs(self) -> Tensor:
        """The input [V, I] that each word is."""
        return self.network.embedding.weight

    @cached_property
    def slow(self) -> Tensor:
        """The slow points [P, S], in the network's precision."""
        return torch.from_numpy(self.points["slow_states"]).to(self.inputs)

    @cached_property
    def fixed(self) -> Tensor:
        """The fixed points [Q, S], in the network's precision."""
        return torch.from_numpy(self.points["fixed_states"]).to(self.inputs)
