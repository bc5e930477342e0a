"""The environment: one set of pins, the same for pip and for conda, and enough for what the package asks for."""

import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = [line for line in (ROOT / "requirements.lock").read_text().splitlines() if line and not line.startswith("#")]
PINS = {canonicalize_name(name): version for name, version in (line.split("==") for line in LOCK)}
CONDA = yaml.safe_load((ROOT / "envs/rnn-geometry.yaml").read_text())["dependencies"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
WANTED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]


def test_the_conda_environment_repeats_the_lock_line_for_line():
    (from_pip,) = (entry["pip"] for entry in CONDA if isinstance(entry, dict))
    assert from_pip == LOCK


def test_the_conda_environment_has_a_python_that_the_package_accepts():
    (python,) = (entry.split("=")[1] for entry in CONDA if isinstance(entry, str) and entry.startswith("python="))
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(python)


def test_no_package_is_pinned_twice():
    assert len(PINS) == len(LOCK)


@pytest.mark.parametrize("wanted", WANTED)
def test_every_dependency_is_pinned_at_a_version_that_the_package_accepts(wanted):
    requirement = Requirement(wanted)
    assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)])


def test_torch_is_the_version_the_study_was_made_with():
    assert PINS["torch"] == "2.13.0"
