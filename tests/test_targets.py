"""What outputs stand for: by hand, and the same for numpy arrays as for torch tensors."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.targets import Sigmoids, Softmax, target_of

LOGITS = np.array([[2.0, -1.0, 0.0], [-3.0, -1.0, -2.0]])


def test_a_softmax_answers_with_its_highest_logit_sigmoids_with_those_that_are_not_negative():
    assert Softmax(3).predict(LOGITS).tolist() == [0, 1]
    assert Sigmoids(3).predict(LOGITS).tolist() == [0b101, 0]


@pytest.mark.parametrize("target", [Softmax(3), Sigmoids(3), Sigmoids(41)], ids=str)
@given(seed=st.integers(0, 99))
def test_arrays_and_tensors_are_taken_alike(target, seed):
    rng = np.random.default_rng(seed)
    logits = rng.standard_normal((5, target.outputs)).astype(np.float32)
    labels = rng.integers(target.classes, size=5)
    for function, given_array in ((target.predict, logits), (target.members, labels), (target.centre, logits)):
        of_tensor = function(torch.from_numpy(given_array))
        np.testing.assert_allclose(function(given_array), of_tensor.numpy(), atol=1e-6)
    assert target.predict(logits).dtype == target.predict(torch.from_numpy(logits)).numpy().dtype == np.int64


@pytest.mark.parametrize("target", [Softmax(4), Sigmoids(4)], ids=str)
def test_the_members_of_an_answer_are_what_it_is_read_from(target):
    labels = np.arange(target.classes)
    members = target.members(labels)
    np.testing.assert_array_equal(target.predict(np.where(members, 1.0, -1.0)), labels)
    np.testing.assert_array_equal(target.count(labels), members.sum(axis=0))


def test_labels_are_counted_bit_by_bit_however_many_they_are():
    assert Sigmoids(41).count(np.array([0, 1, 3, 1 << 40 | 1])).tolist() == [3, 1, *[0] * 38, 1]
    assert Softmax(4).count(np.array([0, 2, 2])).tolist() == [1, 0, 2, 0]


def test_only_a_softmax_does_not_see_what_all_logits_share():
    np.testing.assert_allclose(Softmax(3).centre(LOGITS).mean(axis=1), 0, atol=1e-15)
    np.testing.assert_allclose(np.diff(Softmax(3).centre(LOGITS)), np.diff(LOGITS))
    assert Sigmoids(3).centre(LOGITS) is LOGITS


def test_sets_are_named_by_their_labels_and_labels_found_again_in_the_names():
    assert Sigmoids(2).class_names(["joy", "love"]) == ["none", "joy", "love", "joy+love"]
    assert Softmax(2).class_names(["joy", "love"]) == ["joy", "love"]
    for labels in range(1, 7):
        names = [f"label {i}" for i in range(labels)]
        for target in (Softmax(labels), Sigmoids(labels)):
            assert target.output_names(target.class_names(names)) == names


def test_more_than_four_labels_leave_their_sets_without_names():
    assert [target.all_named for target in (Softmax(10), Sigmoids(4), Sigmoids(5))] == [True, True, False]
    assert len(Sigmoids(4).class_names(list("abcd"))) == 16
    assert Sigmoids(5).class_names(list("abcde")) == list("abcde")


@pytest.mark.parametrize("bit", [-1e-16, 0, 1e-16])
def test_a_word_that_is_counted_for_two_classes_alike_agrees_with_either(bit):
    counted = np.array([[0.5 + bit, 0.5, -1.0], [-1.0, 0.5, 0.5 + bit]])
    assert Softmax(3).agree(np.array([[0.0, 2.0, 1.0], [0.0, 2.0, 1.0]]), counted).tolist() == [True, True]
    assert Softmax(3).agree(np.array([[2.0, 0.0, 1.0], [2.0, 0.0, 1.0]]), counted).tolist() == [True, False]
    assert Sigmoids(2).agree(np.array([[3.0, 0.0], [3.0, -2.0]]), np.array([[1.0, -1 - bit]] * 2)).all()


def test_labels_agree_where_the_sign_is_right_for_the_label_that_is_counted():
    found = np.array([[1.0, -5.0], [-1.0, 2.0], [3.0, 1.0]])
    counted = np.array([[2.0, 0.1], [-3.0, 0.0], [0.1, -2.0]])
    assert Sigmoids(2).agree(found, counted).tolist() == [True, True, False]
    assert Softmax(2).agree(found, counted).all()
    assert not Softmax(2).agree(found, -counted).any()


def test_a_target_is_made_of_what_files_say():
    assert target_of(3, False) == Softmax(3)
    assert target_of(3, True) == Sigmoids(3) != Softmax(3)
    assert (target_of(3, False).classes, target_of(3, True).classes) == (3, 8)


def test_targets_do_not_wait_for_torch():
    program = "import sys; from rnn_geometry.targets import Sigmoids; Sigmoids(2).classes; print('torch' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert answer.strip() == "False"


NAMES = st.text("ab+& none", min_size=1, max_size=4) | st.sampled_from(["none", "no label"])


@given(st.lists(NAMES, min_size=1, max_size=4, unique=True))
def test_no_two_sets_have_one_name_whatever_labels_are_called(labels):
    target = Sigmoids(len(labels))
    names = target.class_names(labels)
    assert len(set(names)) == len(names) == 2 ** len(labels)
    assert target.output_names(names) == labels
    assert names[0] == target.empty_name(labels)


def test_a_label_that_is_called_none_is_not_the_set_without_a_label():
    assert Sigmoids(2).class_names(["joy", "none"]) == ["no label", "joy", "none", "joy+none"]
