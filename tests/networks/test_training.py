"""Training: it learns what there is to learn and nothing else, to the bit the same, and says where it diverges."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from conftest import vary
from sklearn import metrics
from torch import nn

from rnn_geometry.networks.cells import CELLS, Cell
from rnn_geometry.networks.classifier import Classifier, build_network
from rnn_geometry.networks.history import KEPT, kept_row
from rnn_geometry.networks.options import Recipe
from rnn_geometry.networks.predictions import measure_predictions
from rnn_geometry.networks.training import (
    Batches,
    ClassificationTask,
    NonFiniteLoss,
    train,
)
from rnn_geometry.targets import Softmax
from rnn_geometry.tasks.encoded import Texts, shuffle_words

BRIEF = Recipe(epochs=2, batch_size=64, learning_rate=0.02, decay=0.1, epsilon=1e-3, clip_norm=10.0, l2=1e-3)


def build(seed: int = 0, embedding: int | str = "one-hot", vocabulary_size: int = 6) -> Classifier:
    torch.manual_seed(seed)
    return Classifier(
        cell="ugrnn", hidden_size=12, vocabulary_size=vocabulary_size, embedding=embedding, target=Softmax(3), readout_bias=True
    )


def trained_weights(texts: Texts, recipe: Recipe = BRIEF, seed: int = 0) -> torch.Tensor:
    """All weights, in one row, of a small network trained on the texts."""
    network = build()
    train(network, (texts, texts[:64]), recipe, seed=seed, name="test/run")
    return torch.cat([p.detach().ravel() for p in network.parameters() if p.requires_grad])


def test_every_cell_learns_the_task(trained):
    assert trained.history["validation_accuracy"].iloc[-1] >= 0.9  # the vanilla one's is 0.953 to 0.959, as the kernels round


def test_a_recipe_of_no_epochs_leaves_the_network_as_it_was_and_says_that_it_took_no_step(
    train_texts, validation_texts, recipe
):
    network, again = build(), build()
    history = train(network, (train_texts, validation_texts), vary(recipe, epochs=0), seed=0, name="test/untrained")
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), again.parameters(), strict=True))
    row = kept_row(history)
    assert row.pop("step") == 0
    assert np.isnan(list(row.values())).all()


def test_permuted_labels_teach_nothing(train_texts, validation_texts, recipe):
    shuffled = replace(train_texts, labels=np.random.default_rng(0).permutation(train_texts.labels))
    history = train(build(), (shuffled, validation_texts), recipe, seed=0, name="test/control")
    assert history["validation_accuracy"].iloc[-1] < 0.5  # a third is chance


def test_a_run_is_reproducible_to_the_bit_and_its_seed_matters(train_texts):
    texts = train_texts[:512]
    first, again, other = (trained_weights(texts, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_history_has_a_row_an_epoch_and_the_learning_rate_decays_to_its_end(trained, train_texts, recipe):
    history, batches = trained.history, -(-len(train_texts) // recipe.batch_size)
    assert history["epoch"].tolist() == list(range(1, recipe.epochs + 1))
    assert history["step"].tolist() == [batches * epoch for epoch in history["epoch"]]
    expected = recipe.learning_rate * recipe.decay ** (history["epoch"] / recipe.epochs)
    np.testing.assert_allclose(history["learning_rate"], expected)
    assert history["train_loss"].iloc[-1] < history["train_loss"].iloc[0]


def test_a_multilabel_network_learns_which_labels_are_on(trained_multilabel):
    assert trained_multilabel.history["validation_accuracy"].iloc[-1] >= 0.8  # of both labels at once; a quarter is chance


def half_wrong(texts: Texts) -> Texts:
    """The texts with the labels of their first half shuffled, so that there is something to get wrong."""
    half = len(texts) // 2
    shuffled = np.random.default_rng(0).permutation(texts.labels[:half])
    return replace(texts, labels=np.concatenate([shuffled, texts.labels[half:]]))


def outputs_of(network: Classifier, texts: Texts) -> np.ndarray:
    return network(torch.from_numpy(texts.tokens).long(), torch.from_numpy(texts.lengths).long()).numpy()


def test_measures_of_predicted_classes_are_scikit_learn_s(trained, validation_texts):
    texts = half_wrong(validation_texts)
    measured, found = measure_predictions(trained.network, texts), outputs_of(trained.network, texts).argmax(axis=1)
    assert measured["accuracy"] == pytest.approx(metrics.accuracy_score(texts.labels, found))
    assert measured["macro_f1"] == pytest.approx(metrics.f1_score(texts.labels, found, average="macro"))
    by_class = [metrics.accuracy_score(texts.labels == label, found == label) for label in range(3)]
    assert measured["label_accuracy"] == pytest.approx(np.mean(by_class))
    assert measure_predictions(trained.network, validation_texts)["accuracy"] == trained.history["validation_accuracy"].iloc[-1]


def test_measures_of_predicted_sets_of_labels_are_scikit_learn_s(trained_multilabel, multilabel_texts):
    texts = half_wrong(multilabel_texts)
    measured, found = measure_predictions(trained_multilabel.network, texts), outputs_of(trained_multilabel.network, texts) >= 0
    wanted = np.stack([texts.labels % 2 == 1, texts.labels >= 2], axis=1)
    assert measured["accuracy"] == pytest.approx(metrics.accuracy_score(wanted, found))  # exact match
    assert measured["macro_f1"] == pytest.approx(metrics.f1_score(wanted, found, average="macro"))
    assert measured["label_accuracy"] == pytest.approx(1 - metrics.hamming_loss(wanted, found))
    assert measured["accuracy"] < measured["label_accuracy"] < 0.9


def test_a_class_that_is_neither_there_nor_predicted_has_an_f1_of_nothing(trained_gru, test_texts):
    texts = test_texts[(test_texts.labels == 0) & (outputs_of(trained_gru.network, test_texts).argmax(axis=1) == 0)]
    assert measure_predictions(trained_gru.network, texts) == pytest.approx(
        {"accuracy": 1, "label_accuracy": 1, "macro_f1": 1 / 3}
    )


@pytest.mark.parametrize(("weight", "learning_rate", "step"), [(torch.inf, 0.01, 0), (1.0, 1e30, 1)])
def test_divergence_raises_and_names_run_and_step(weight, learning_rate, step, train_texts):
    network = build()
    with torch.no_grad():
        network.readout.weight[0, 0] = weight
    splits, recipe = (train_texts[:256], train_texts[:64]), vary(BRIEF, learning_rate=learning_rate)
    with pytest.raises(NonFiniteLoss, match=rf"test/run: the loss is (inf|nan) at step {step}\b"):
        train(network, splits, recipe, seed=0, name="test/run")


def gradients(embedding: int | str, texts: Texts, l2: float) -> dict[str, torch.Tensor]:
    network = build(embedding=embedding)
    task = ClassificationTask(network, vary(BRIEF, l2=l2), steps=1, name="test/run")
    task.training_step(next(iter(Batches(texts, 32))), 0).backward()
    return {name: p.grad for name, p in network.named_parameters() if p.requires_grad}


@pytest.mark.parametrize("embedding", ["one-hot", 4])
def test_the_penalty_adds_2_l2_w_to_the_gradient_of_every_trained_weight(embedding, train_texts):
    plain, penalised = (gradients(embedding, train_texts, l2) for l2 in (0.0, 0.25))
    weights = dict(build(embedding=embedding).named_parameters())
    assert ("embedding.weight" in plain) == (embedding == 4)
    for name, gradient in plain.items():
        torch.testing.assert_close(penalised[name], gradient + 2 * 0.25 * weights[name].detach(), rtol=1e-4, atol=1e-6)


def start_at(size: float, network: Classifier) -> Classifier:
    """The network, whose cell begins at a state of that size."""
    network.cell.trained_start = nn.Parameter(torch.full((network.cell.state_size,), size))
    return network


def penalty_of(network: Classifier, **options) -> torch.Tensor:
    return ClassificationTask(network, vary(BRIEF, **options), steps=1, name="test/run")._penalty()


@pytest.mark.parametrize("embedding", ["one-hot", 4])
def test_the_weights_of_the_cell_alone_are_penalised_where_that_is_asked_for_its_initial_state_among_them(embedding):
    network = start_at(2.0, build(embedding=embedding))
    arrays = [array.detach().numpy().ravel() for array in network.cell.parameters()]
    squares = float((np.concatenate(arrays).astype(float) ** 2).sum())
    assert penalty_of(network, penalised="cell").item() == pytest.approx(squares, rel=1e-6)
    assert penalty_of(network).item() > squares
    penalty_of(network, penalised="cell").backward()
    touched = {name for name, weights in network.named_parameters() if weights.grad is not None}
    assert touched == {f"cell.{name}" for name in ("trained_start", "weight_ih", "weight_hh", "bias")}


@pytest.mark.parametrize("penalised", ["all", "cell"])
def test_the_norm_that_is_penalised_instead_of_the_squares_is_their_root_with_a_gradient_of_length_1(penalised):
    network = build()
    squares, norm = (penalty_of(network, penalised=penalised, penalty=form) for form in ("squares", "norm"))
    torch.testing.assert_close(norm**2, squares)
    norm.backward()
    assert sum(p.grad.square().sum() for p in network.parameters() if p.grad is not None).item() == pytest.approx(1, rel=1e-5)


def test_the_norm_of_weights_that_are_all_zero_has_a_finite_gradient():
    network = build()
    for weights in network.parameters():
        weights.data.zero_()
    penalty_of(network, penalty="norm").backward()
    assert all(torch.isfinite(p.grad).all() for p in network.parameters() if p.grad is not None)


@pytest.mark.parametrize("form", ["squares", "norm"])
def test_a_cell_without_weights_has_no_penalty(form):
    network = build()
    network.cell = nn.Identity()
    assert ClassificationTask(network, vary(BRIEF, penalised="cell", penalty=form), steps=1, name="test")._penalty() == 0


def test_adam_keeps_as_much_of_its_mean_squared_gradient_as_the_recipe_says(train_texts):
    task = ClassificationTask(build(), vary(BRIEF, beta2=0.9), steps=1, name="test/run")
    assert task.configure_optimizers()["optimizer"].defaults["betas"] == (0.9, 0.9)
    assert vary(BRIEF).beta2 == 0.999
    weights = [trained_weights(train_texts[:256], vary(BRIEF, beta2=beta2)) for beta2 in (0.999, 0.99)]
    assert not torch.equal(*weights)


def test_an_initial_state_is_trained_with_the_weights_and_without_it_there_is_none_to_train(train_texts, test_texts):
    network = start_at(0.0, build())
    train(network, (train_texts[:512], test_texts[:64]), BRIEF, seed=0, name="test/run")
    assert network.cell.trained_start.abs().min() > 0
    assert build().cell.trained_start is None


def test_a_huge_penalty_drives_the_weights_to_zero(train_texts):
    recipe = vary(BRIEF, epochs=6, learning_rate=0.1, epsilon=1.0, l2=1.0)
    assert trained_weights(train_texts, vary(recipe, l2=0.0)).abs().max() > 0.1
    assert trained_weights(train_texts, recipe).abs().max() < 5e-3


def test_clipping_bounds_a_step(train_texts):
    start = torch.cat([p.detach().ravel() for p in build().parameters() if p.requires_grad])
    recipe = vary(BRIEF, epochs=1, learning_rate=1.0, decay=1.0, epsilon=1.0, l2=0.0)
    steps = 8  # of at most learning_rate * clip_norm / epsilon each
    moved = [(trained_weights(train_texts[:512], vary(recipe, clip_norm=norm)) - start).norm() for norm in (1e-4, 1e-1)]
    assert 0 < moved[0] <= steps * 1e-4
    assert steps * 1e-4 < moved[1] <= steps * 1e-1


def half_learnable(texts: Texts) -> Texts:
    """The texts with every second label drawn at random: learnt by heart, they raise the loss on other texts."""
    labels = texts.labels.copy()
    labels[::2] = np.random.default_rng(0).integers(0, 3, len(labels[::2]))
    return replace(texts, labels=labels)


@pytest.mark.parametrize("patience", [1, 3])
def test_training_stops_when_patience_is_over_and_keeps_the_best_epoch(patience, train_texts, validation_texts):
    texts, recipe = half_learnable(train_texts[:300]), vary(BRIEF, epochs=30, l2=0.0, learning_rate=0.05, decay=1.0)
    patient, network = vary(recipe, patience=patience), build()
    splits = texts, half_learnable(validation_texts)
    history = train(network, splits, patient, seed=0, name="test/run")
    losses = history["validation_loss"].to_numpy()
    best = int(losses.argmin())
    assert best + 1 == len(losses) - patience < recipe.epochs - patience
    assert history["kept"].tolist() == [int(epoch == best) for epoch in range(len(losses))]
    waits = [epoch - losses[: epoch + 1].argmin() for epoch in range(len(losses))]
    assert max(waits[:-1]) < patience == waits[-1]  # it stopped at the first time that patience was over
    row, kept = kept_row(history), measure_predictions(network, splits[1])["accuracy"]
    assert kept == row["validation_accuracy"] != history["validation_accuracy"].iloc[-1]
    assert row == history.iloc[best][KEPT].to_dict()


def test_the_last_epoch_is_kept_where_there_is_no_patience(trained, recipe):
    assert trained.history["kept"].tolist() == [0] * (recipe.epochs - 1) + [1]


def test_without_patience_the_validation_texts_are_only_looked_at(train_texts, validation_texts):
    spoilt = replace(validation_texts, labels=np.roll(validation_texts.labels, 1))
    weights = []
    for validated in (validation_texts, spoilt, validation_texts[:10]):
        network = build()
        train(network, (train_texts[:300], validated), BRIEF, seed=0, name="test/run")
        weights.append(network.state_dict())
    assert all(torch.equal(weights[0][name], other[name]) for other in weights[1:] for name in other)


class Sum(Cell):
    """A cell that adds up what it reads: no order can matter to it."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size)
        self.weight = nn.Parameter(torch.randn(hidden_size, input_size, generator=torch.Generator().manual_seed(0)).round())

    def step(self, x, h):
        return h + nn.functional.linear(x, self.weight)


def test_shuffling_changes_nothing_for_a_network_without_order_and_something_for_one_with(trained_gru, test_texts, monkeypatch):
    shuffled = shuffle_words(test_texts, np.random.default_rng(0))
    monkeypatch.setitem(CELLS, "sum", Sum)
    without = build_network(trained_gru.architecture | {"cell": "sum"})
    assert measure_predictions(without, shuffled) == measure_predictions(without, test_texts)
    found = [outputs_of(trained_gru.network, texts) for texts in (test_texts, shuffled)]
    assert np.abs(found[0] - found[1]).max() > 0.1
