"""A task of the study: what is classified, with the name and the recipe that go with its options."""

from dataclasses import dataclass

from rnn_geometry.networks.options import Recipe
from rnn_geometry.shapes import Shape
from rnn_geometry.study.config.tasks import SyntheticTask, TaskOptions


@dataclass(frozen=True)
class Task:
    """A task. options: as the config has them, or a sweep's variant of those; recipe: how its networks are trained."""

    name: str
    options: TaskOptions
    recipe: Recipe

    @property
    def synthetic(self) -> bool:
        """Whether its texts are drawn, instead of taken from a corpus."""
        return isinstance(self.options, SyntheticTask)

    @property
    def corpus(self) -> str | None:
        """The name of its corpus; None where it is synthetic."""
        return None if self.synthetic else self.options.corpus

    @property
    def source(self) -> str:
        """Where its texts come from, as tables have it: the corpus, or "synthetic"."""
        return self.corpus or "synthetic"

    @property
    def family(self) -> str:
        return self.options.family

    @property
    def control(self) -> str:
        """What makes it a control: "untrained" (a recipe of no epochs), "permuted" (labels), or "none" for no control."""
        if self.recipe.epochs == 0:
            return "untrained"
        return "permuted" if self.options.is_permuted else "none"

    @property
    def traits(self) -> dict[str, str | bool]:
        """What the table of tasks says of it beside its texts."""
        return {"control": self.control, "context": self.options.has_context}

    def training(self, l2: float | str) -> dict:
        """What training a network with this penalty depends on."""
        return self.recipe.plain() | {"l2": float(l2)}

    @property
    def shape(self) -> Shape:
        """The shape that its networks' manifolds are expected to have."""
        return self.options.shape

    @property
    def has_named_classes(self) -> bool:
        """Whether a figure can name and colour each class, or each set of labels."""
        return self.shape.target.all_named

    @property
    def can_be_shown(self) -> bool:
        """Whether a report can show it closely."""
        return self.control == "none" and self.has_named_classes

    @property
    def own_vocabulary(self) -> dict | None:
        """The file of words that its vocabulary is, with the words for padding and unknown ones; None: built on its texts."""
        vocabulary = None if self.synthetic else self.options.own_vocabulary
        return vocabulary and vocabulary.plain()

    @property
    def vocabulary_files(self) -> list[str]:
        """The file that its vocabulary is read from, where there is one."""
        return [self.own_vocabulary["file"]] if self.own_vocabulary else []
