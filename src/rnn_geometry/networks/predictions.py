"""What a network says of texts, beside what is true of them."""

import numpy as np
import torch

from rnn_geometry.networks.batches import evaluation_batches
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.encoded import Texts, shuffle_words


def measure_predictions(network: Classifier, texts: Texts) -> dict[str, float]:
    """Accuracy on texts, of whole sets where answers are sets of labels (exact match); each label's own; and the macro-F1.

    A softmax's classes count as one label each: the share right for a class against the rest.
    """
    device = network.readout.weight.device
    with torch.no_grad():
        results = [
            (network.predict(network(tokens.to(device), lengths.to(device))).cpu(), labels)
            for tokens, lengths, labels in evaluation_batches(texts)
        ]
    predicted, true = map(torch.cat, zip(*results, strict=True))
    found, wanted = map(network.target.members, (predicted, true))  # [n, N]
    both = (found & wanted).sum(0).double()
    f1 = 2 * both / (found.sum(0) + wanted.sum(0)).clamp(min=1)
    return {
        "accuracy": float((predicted == true).double().mean()),
        "label_accuracy": float((found == wanted).double().mean()),
        "macro_f1": float(f1.mean()),
    }


def measure_held_out(network: Classifier, texts: Texts, rng: np.random.Generator) -> dict[str, float]:
    """What `metrics.json` says of held-out texts: `test_accuracy` and the like, and `shuffled_accuracy`, of the same texts with
    their words in a random order."""
    record = {f"test_{name}": value for name, value in measure_predictions(network, texts).items()}
    return record | {"shuffled_accuracy": measure_predictions(network, shuffle_words(texts, rng))["accuracy"]}
