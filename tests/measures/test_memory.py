"""The memory kernel, of networks whose memory is known, and of one that has none."""

import numpy as np
import pytest
from conftest import FAMILIES, LENGTHS, plant

from rnn_geometry.measures import memory
from rnn_geometry.measures.memory import choose_probes, summarise
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import MemoryOptions
from rnn_geometry.measures.subject import Measured
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.words import Words

LENGTH = float(np.mean(LENGTHS))
TASK = {"shape": "simplex", "classes": ["a", "b", "c"], "outputs": 3, "multilabel": False, "expected_dimension": 2}
TASK |= {"length_median": LENGTH}


@pytest.fixture
def measure(words, test_texts):
    def taken(network, **options) -> Measured:
        subject = NetworkSubject(TASK, trained=network, words=words, texts=test_texts)
        return memory.measure(subject, MemoryOptions(**options), np.random.default_rng(0))

    return taken


def test_an_integrator_keeps_all_of_a_word_s_effect(planted, measure):
    found = measure(planted.network)
    assert found.record["memory_rate"] == pytest.approx(0, abs=1e-7)
    assert found.record["memory_kept"] == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(found.arrays["kernel"], found.arrays["kernel"][0], rtol=1e-12)
    assert found.record["memory_probes"] == 3


@pytest.mark.parametrize("tau", [2.0, 10.0, 87.0])
def test_a_leak_of_a_known_time_constant_is_found(measure, tau):
    record = measure(plant(np.exp(-1 / tau)).network).record
    assert 1 / record["memory_rate"] == pytest.approx(tau, rel=1e-5)
    assert record["memory_kept"] == pytest.approx(np.exp(-LENGTH / tau), rel=1e-4)


def test_a_mode_that_grows_is_no_forgetting(measure):
    record = measure(plant(1.05).network).record
    assert record["memory_rate"] == pytest.approx(-np.log(1.05), rel=1e-5)
    assert record["memory_kept"] > 1


def test_what_a_trained_network_keeps_outlasts_its_texts(trained_gru, measure):
    record = measure(trained_gru.network).record
    assert record["memory_effect"] > 0.1
    assert 1 / record["memory_rate"] > LENGTH or record["memory_rate"] <= 0


def test_a_network_that_has_learnt_nothing_keeps_nothing(measure):
    untrained = Classifier(
        cell="gru",
        hidden_size=24,
        vocabulary_size=6,
        embedding="one-hot",
        target=FAMILIES["categorical"].shape.target,
        readout_bias=False,
    ).requires_grad_(False)
    record = measure(untrained).record
    assert not record["memory_kept"] > np.exp(-1)


def test_the_same_word_is_put_at_every_age(planted, measure):
    found = measure(planted.network, ages=7, texts=30)
    assert found.arrays["ages"].tolist() == np.unique(np.linspace(0, LENGTH - 1, 7).round()).tolist()
    reached = found.arrays["ages"] < LENGTHS[0]  # by all texts, which have the same probes there
    assert np.ptp(found.arrays["kernel"][reached]) < 1e-12


def test_a_text_that_is_too_short_for_an_age_says_nothing_there():
    mean, error = memory.mean_and_error(np.array([[1.0, 3.0, np.nan], [1.0, np.nan, np.nan]]))
    np.testing.assert_allclose(mean, [2, np.nan])
    np.testing.assert_allclose(error, [1, np.nan])


@pytest.mark.parametrize("kernel", [[0.0] * 12, [-1.0] * 12, [0.15] * 12, [np.nan] * 12])
def test_an_effect_that_cannot_be_told_from_none_has_no_memory(kernel):
    record = summarise(np.arange(12), np.array(kernel), np.full(12, 0.1), 20.0)
    assert all(np.isnan(value) for value in record.values())


def test_a_kernel_that_falls_and_rises_again_is_judged_by_its_ends():
    ages = np.arange(3, 23)
    kernel = 1 + ((ages - 12.5) / 9.5) ** 2
    assert summarise(ages, kernel, np.zeros(20), 20.0)["memory_kept"] == pytest.approx(1)


def test_where_the_oldest_words_speak_against_their_class_nothing_is_left():
    record = summarise(np.arange(20), np.linspace(1, -0.5, 20), np.zeros(20), 20.0)
    assert record["memory_kept"] == 0
    assert np.isnan(record["memory_rate"])


def test_an_effect_of_rounding_has_no_memory():
    record = summarise(np.arange(12), np.full(12, 1e-7), np.zeros(12), 20.0)
    assert np.isnan(record["memory_kept"])


def test_the_youngest_ages_have_no_say():
    ages = np.arange(20)
    kernel = np.exp(-ages / 50)
    kernel[:3] *= [7, 0.1, 3]
    assert 1 / summarise(ages, kernel, np.zeros(20), 20.0)["memory_rate"] == pytest.approx(50, rel=1e-4)


def test_probes_of_a_corpus_are_the_most_telling_words_of_each_output_and_the_neutral_one_is_frequent():
    odds = np.array([[0.0, 0.0], [2.0, -2.0], [-3.0, 3.0], [1.0, -1.0], [0.1, -0.1], [0.0, 0.0]])
    counts = np.array([0, 50, 40, 30, 70, 90])
    kinds = np.array(["", "evidence", "evidence", "evidence", "neutral", "neutral"])
    words = Words(list("abcdef"), np.empty((6, 0)), counts, odds, kinds)
    probes, neutral = choose_probes(words, 1)
    assert (probes.tolist(), neutral) == ([1, 2], 5)
    assert choose_probes(Words(list("abcdef"), np.empty((6, 0)), counts, odds, np.full(6, "")), 1)[1] is None
