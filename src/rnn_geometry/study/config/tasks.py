"""What is classified: the section `tasks`. A task is a synthetic family, or classes of a corpus.

The options of each family are the parameters of its function in `tasks/families.py`.
"""

from inspect import Parameter, cleandoc, signature
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, create_model

from rnn_geometry.options import Options, wrong
from rnn_geometry.shapes import Shape
from rnn_geometry.study.config.values import Embedding, Label, Labels, Name, Text, WholePositive, key_of, one_of, require_known
from rnn_geometry.tasks.expected import expected_shape
from rnn_geometry.tasks.families import FAMILIES, NEUTRAL, make_family

NOT_IN_THE_TEXTS = {"embedding", "constant_input", "recipe"}  # keys that a task's texts do not depend on
EMBEDDING = 'Inputs per word; "one-hot": one fixed input per word.'
CONSTANT_INPUT = "The input that fixed points are found at: zero, mean, or a word."
RECIPE = "How its networks are trained: a name under recipes."


def _require_order(lengths: tuple[int, int]) -> tuple[int, int]:
    if lengths[0] > lengths[1]:
        raise wrong(f"{list(lengths)} has its bounds in the wrong order")
    return lengths


Lengths = Annotated[tuple[WholePositive, WholePositive], AfterValidator(_require_order)]


class TaskOptions(Options):
    """A task of any kind."""

    def texts(self) -> dict[str, Any]:
        """What its texts depend on."""
        return self.plain(exclude=NOT_IN_THE_TEXTS)

    @property
    def shape(self) -> Shape:
        """The shape that its networks' manifolds are expected to have."""
        raise NotImplementedError

    @property
    def is_permuted(self) -> bool:
        """Whether the labels of its training and validation texts are dealt out again, so that there is nothing to learn."""
        return False

    @property
    def has_context(self) -> bool:
        """Whether words change one another."""
        return False


class SyntheticTask(TaskOptions):
    """Texts that are drawn: words of a synthetic family, labelled by their summed scores."""

    family: str
    context: bool = Field(False, description="Whether `not` flips the three words after it, and `extremely` doubles the next.")
    lengths: Lengths = Field((20, 25), description="Shortest and longest text, in words.")
    tilt: float | None = Field(
        None, gt=0, description="Concentration of the Dirichlet draw of word frequencies per text; null: equal frequencies."
    )
    balance: Literal["classes", "scores", "none"] = Field(
        "classes", description="What is drawn equally often: each class, each range of the score, or nothing."
    )
    training_labels: Literal["drawn", "permuted"] = Field(
        "drawn", description="permuted: labels are dealt out again among the training and the validation texts, as a control."
    )
    train_texts: int = Field(12800, ge=1, description="Texts to train on.")
    validation_texts: int = Field(2000, ge=1, description="Texts that choices are made on.")
    test_texts: int = Field(2000, ge=1, description="Texts that nothing is decided by.")
    embedding: Embedding = Field("one-hot", description=EMBEDDING)
    constant_input: Text = Field(NEUTRAL, description=CONSTANT_INPUT)
    recipe: Name = Field("synthetic", description=RECIPE)

    @property
    def is_permuted(self) -> bool:
        return self.training_labels == "permuted"

    @property
    def has_context(self) -> bool:
        return self.context

    @property
    def shape(self) -> Shape:
        own = self.plain(include=set(type(self).model_fields) - set(SyntheticTask.model_fields))
        return make_family(self.family, self.context, **own).shape


def model_of(name: str) -> type[SyntheticTask]:
    """The options of one family's tasks."""
    family = FAMILIES[name]
    about = cleandoc(family.__doc__).partition("\n\n")[0].partition(". ")[0].replace("\n", " ").removesuffix(".") + "."
    parameters = signature(family).parameters.values()
    own = {given.name: (given.annotation, ... if given.default is Parameter.empty else given.default) for given in parameters}
    told = (Literal[name], Field(description="The synthetic family."))
    return create_model(f"{name}_task", __base__=SyntheticTask, __doc__=about, family=told, **own)


BuiltVocabulary = Literal["words", "pieces"]


class OwnVocabulary(Options):
    """A file of words, one per line, in the order of the rows of an imported network's embedding."""

    file: Text = Field(description="The file.")
    padding: Text | None = Field(None, description="The line that stands for padding; null: there is none.")
    unknown: Text | None = Field(None, description="The line that stands for unknown words; null: there is none.")


class NaturalTask(TaskOptions):
    """Texts of a corpus."""

    corpus: Name = Field(description="A name under corpora.")
    family: str
    balance: bool = Field(False, description="Whether no class keeps more texts than the rarest class has.")
    vocabulary: one_of(lambda value: "built" if isinstance(value, str) else "own", built=BuiltVocabulary, own=OwnVocabulary) = (
        Field("words", description="Built on the training texts: words, or word pieces; or a file of words.")
    )
    vocabulary_size: int = Field(8000, ge=3, description="Words, or word pieces, at most.")
    longest_text: int = Field(150, ge=1, description="Words that are read of a text.")
    lower: bool = Field(True, description="Whether texts are read in lower case.")
    test_fraction: float = Field(0.2, gt=0, lt=1, description="What is tested on, where the corpus has no split of its own.")
    validation_fraction: float = Field(
        0.1,
        gt=0,
        le=0.5,
        description="The share of the training texts that choices are made on; of few texts up to a fifth, towards 30.",
    )
    train_texts: int | None = Field(None, ge=1, description="At most this many texts, drawn by the seed; null: all.")
    validation_texts: int | None = Field(None, ge=1, description="At most this many texts, drawn by the seed; null: all.")
    test_texts: int | None = Field(None, ge=1, description="At most this many texts, drawn by the seed; null: all.")
    embedding: Embedding = Field(64, description=EMBEDDING)
    constant_input: Text = Field("zero", description=CONSTANT_INPUT)
    recipe: Name = Field("natural", description=RECIPE)

    @property
    def own_vocabulary(self) -> OwnVocabulary | None:
        """The file of words that its vocabulary is; None where that is built on its texts."""
        return self.vocabulary if isinstance(self.vocabulary, OwnVocabulary) else None


Classes = one_of(
    lambda value: "joined" if isinstance(value, dict) else "chosen",
    chosen=Annotated[Labels, Field(min_length=2)],
    joined=Annotated[dict[Label, Labels], Field(min_length=2)],
)


class ClassesTask(NaturalTask):
    """Texts of a corpus, of one class each."""

    family: Literal["categorical", "ordered"] = Field("categorical", description="What the classes are to one another.")
    classes: Classes = Field(description="The corpus's classes, in the order wanted; or new names, each for a list of those.")

    @property
    def shape(self) -> Shape:
        return expected_shape(self.family, len(self.classes))


class LabelsTask(NaturalTask):
    """Texts of a corpus, of several labels each."""

    family: Literal["multilabel"] = Field(description="What the labels are to one another.")
    labels: Labels = Field(description="The corpus's labels, in the order wanted.")
    unlabelled: Literal["keep", "drop"] = Field("drop", description="What is done with texts that bear none of the labels.")

    @property
    def shape(self) -> Shape:
        return expected_shape(self.family, len(self.labels))


SYNTHETIC = {name: model_of(name) for name in FAMILIES}
NATURAL = {"classes": ClassesTask, "labels": LabelsTask}
FAMILIES_OF_TEXTS = [*get_args(ClassesTask.model_fields["family"].annotation), "multilabel"]


def _form(value: Any) -> str:
    family = key_of(value, "family")
    if key_of(value, "corpus") is None:
        return family
    return "labels" if family == "multilabel" else "classes"


def _be_of_a_known_family(value: Any) -> Any:
    if key_of(value, "corpus") is None:
        return require_known(value, "family", list(FAMILIES))
    return require_known(value, "family", FAMILIES_OF_TEXTS, "categorical")


AnyTask = Annotated[one_of(_form, **SYNTHETIC, **NATURAL), BeforeValidator(_be_of_a_known_family)]
