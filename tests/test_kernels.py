"""Kernels: what is on record of them, that switches change them, and what is the same under all of them, to the bit."""

import json
import subprocess
import sys
from typing import Any

import numpy as np
import torch
from kernel_choices import CHOICES, LEFT_OUT, QUICK, run_tests, run_under, under_each_choice

from rnn_geometry.kernels import describe_kernels

ON_RECORD = """
import json, numpy, scipy.linalg, torch
from rnn_geometry.kernels import describe_kernels
print(json.dumps(describe_kernels()))
"""
# The texts of every family, and the weights that training begins with.
DRAWN = """
import hashlib, json, torch
from rnn_geometry.networks.cells import CELLS
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.seeds import generator
from rnn_geometry.targets import Softmax
from rnn_geometry.tasks.encoded import shuffle_words
from rnn_geometry.tasks.families import make_family
from rnn_geometry.tasks.synthetic import draw_texts

FAMILIES = {
    "categorical": ({"classes": 5, "strong": True, "counter": True}, {}),
    "ordered": ({"classes": 5}, {"tilt": 0.5, "balance": "scores"}),
    "planar": ({"context": True}, {"tilt": 0.5}),
    "multilabel": ({"labels": 3}, {"tilt": 0.5}),
    "correlated": ({"classes": 3, "rho": 0.75}, {}),
}
texts_told, weights_told = {}, {}
for name, (family, options) in FAMILIES.items():
    texts = draw_texts(make_family(name, **family), 500, (20, 25), generator(name), **options)
    arrays = [*vars(texts).values(), shuffle_words(texts, generator("shuffled")).tokens]
    texts_told[name] = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()
for cell in CELLS:
    torch.manual_seed(0)
    sizes = {"hidden_size": 12, "vocabulary_size": 9, "embedding": 8, "target": Softmax(3)}
    weights = Classifier(cell=cell, readout_bias=False, **sizes).state_dict()
    weights_told[cell] = torch.cat([array.flatten() for array in weights.values()]).tolist()
print(json.dumps([texts_told, weights_told]))
"""


def told_under(choice: str, program: str) -> Any:
    done = run_under(choice, ["-c", program], capture_output=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_kernels_are_told_of_what_is_loaded():
    told = describe_kernels()
    assert told["torch"] == torch.backends.cpu.get_cpu_capability()
    assert bool(told["mkl"]) == torch.backends.mkl.is_available()
    assert told["numpy"]
    assert any("numpy" in library for library in told["blas"])


def test_a_job_without_torch_and_numpy_does_not_pay_for_them_to_tell():
    program = "import sys; from rnn_geometry.provenance import describe_kernels; print(describe_kernels()['torch']); "
    program += "print(*{'torch', 'numpy', 'scipy', 'sklearn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "None\n\n"


@under_each_choice
def test_every_switch_takes_effect_and_is_on_record(choice):
    told, switches = told_under(choice, ON_RECORD), CHOICES[choice]
    assert told["torch"] == switches["ATEN_CPU_CAPABILITY"].upper()
    assert {library.split()[-1] for library in told["blas"]} == {switches["OPENBLAS_CORETYPE"]}
    assert not set(told["numpy"].split()) & set(switches["NPY_DISABLE_CPU_FEATURES"].split())
    assert told["switches"].items() >= switches.items()


@under_each_choice
def test_synthetic_texts_are_the_same_to_the_bit_under_other_kernels_and_weights_as_drawn_nearly(choice):
    program = {}
    exec(DRAWN, program)  # here, under this process's own kernels
    texts, weights = told_under(choice, DRAWN)
    assert texts == program["texts_told"]
    assert weights.keys() == program["weights_told"].keys()
    for cell, drawn in weights.items():
        np.testing.assert_allclose(drawn, program["weights_told"][cell], rtol=0, atol=1e-5)


@under_each_choice
def test_numerical_tests_pass_under_other_kernels(choice):
    done = run_tests(choice, "-k", LEFT_OUT, *QUICK, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout
