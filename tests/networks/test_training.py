"""Training: it learns what there is to learn and nothing else, to the bit the same, and says where it diverges."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.training import Batches, ClassificationTask, NonFiniteLoss, Recipe, train
from rnn_geometry.tasks.encoded import Texts

BRIEF = Recipe(epochs=2, batch_size=64, learning_rate=0.02, decay=0.1, epsilon=1e-3, clip_norm=10.0, l2=1e-3)


def build(seed: int = 0, embedding: int | str = "one-hot", vocabulary_size: int = 6) -> Classifier:
    torch.manual_seed(seed)
    return Classifier(
        cell="ugrnn", hidden_size=12, vocabulary_size=vocabulary_size, embedding=embedding, outputs=3, readout_bias=True
    )


def trained_weights(texts: Texts, recipe: Recipe = BRIEF, seed: int = 0) -> torch.Tensor:
    """All weights, in one row, of a small network trained on the texts."""
    network = build()
    train(network, texts, texts[:64], recipe, seed=seed, name="test/run")
    return torch.cat([p.detach().ravel() for p in network.parameters() if p.requires_grad])


def test_every_cell_learns_the_task(trained):
    assert trained.history["test_accuracy"].iloc[-1] >= 0.95


def test_permuted_labels_teach_nothing(train_texts, test_texts, recipe):
    labels = np.random.default_rng(0).permutation(train_texts.labels)
    shuffled = Texts(train_texts.tokens, train_texts.lengths, labels)
    history = train(build(), shuffled, test_texts, recipe, seed=0, name="test/control")
    assert history["test_accuracy"].iloc[-1] < 0.5  # a third is chance


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


@pytest.mark.parametrize(("weight", "learning_rate", "step"), [(torch.inf, 0.01, 0), (1.0, 1e30, 1)])
def test_divergence_raises_and_names_run_and_step(weight, learning_rate, step, train_texts):
    network = build()
    with torch.no_grad():
        network.readout.weight[0, 0] = weight
    with pytest.raises(NonFiniteLoss, match=rf"test/run: the loss is (inf|nan) at step {step}\b"):
        train(
            network, train_texts[:256], train_texts[:64], replace(BRIEF, learning_rate=learning_rate), seed=0, name="test/run"
        )


def gradients(embedding: int | str, texts: Texts, l2: float) -> dict[str, torch.Tensor]:
    network = build(embedding=embedding)
    task = ClassificationTask(network, replace(BRIEF, l2=l2), steps=1, name="test/run")
    task.training_step(next(iter(Batches(texts, 32))), 0).backward()
    return {name: p.grad for name, p in network.named_parameters() if p.requires_grad}


@pytest.mark.parametrize("embedding", ["one-hot", 4])
def test_the_penalty_adds_2_l2_w_to_the_gradient_of_every_trained_weight(embedding, train_texts):
    plain, penalised = (gradients(embedding, train_texts, l2) for l2 in (0.0, 0.25))
    weights = dict(build(embedding=embedding).named_parameters())
    assert ("embedding.weight" in plain) == (embedding == 4)
    for name, gradient in plain.items():
        torch.testing.assert_close(penalised[name], gradient + 2 * 0.25 * weights[name].detach(), rtol=1e-4, atol=1e-6)


def test_a_huge_penalty_drives_the_weights_to_zero(train_texts):
    recipe = replace(BRIEF, epochs=6, learning_rate=0.1, epsilon=1.0, l2=1.0)
    assert trained_weights(train_texts, replace(recipe, l2=0.0)).abs().max() > 0.1
    assert trained_weights(train_texts, recipe).abs().max() < 1e-3


def test_clipping_bounds_a_step(train_texts):
    start = torch.cat([p.detach().ravel() for p in build().parameters() if p.requires_grad])
    recipe = replace(BRIEF, epochs=1, learning_rate=1.0, decay=1.0, epsilon=1.0, l2=0.0)
    steps = 8  # of at most learning_rate * clip_norm / epsilon each
    moved = [(trained_weights(train_texts[:512], replace(recipe, clip_norm=norm)) - start).norm() for norm in (1e-4, 1e-1)]
    assert 0 < moved[0] <= steps * 1e-4
    assert steps * 1e-4 < moved[1] <= steps * 1e-1


def test_batches_hold_every_text_once_cut_to_the_longest_and_in_a_new_order_every_epoch(train_texts):
    texts = train_texts[:100]
    batches = Batches(texts, 32, torch.Generator().manual_seed(0))
    epochs = [list(batches), list(batches)]
    assert [len(labels) for *_, labels in epochs[0]] == [32, 32, 32, 4]
    assert len(batches) == 4
    assert all(tokens.shape[1] == lengths.max() for tokens, lengths, _ in epochs[0])
    rows = [sorted(tuple(row[row > 0].tolist()) for tokens, *_ in epoch for row in tokens) for epoch in epochs]
    assert rows[0] == rows[1] == sorted(tuple(row[row > 0].tolist()) for row in texts.tokens)
    assert not torch.equal(*(torch.cat([labels for *_, labels in epoch]) for epoch in epochs))
