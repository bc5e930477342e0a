"""`from rnn_geometry import engine`: what it offers, what it costs, and that the workflow does not go through it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_geometry import engine

ROOT = Path(__file__).parents[2]
OURS = [*(ROOT / "src").rglob("*.py"), *(ROOT / "workflow/scripts").glob("*.py")]


@pytest.mark.parametrize("name", engine.__all__)
def test_every_name_is_there_and_explains_itself(name):
    offered = getattr(engine, name)
    assert offered.__name__ == name
    assert offered.__doc__
    assert name in dir(engine)


def test_no_name_is_also_a_modules_which_would_take_its_place():
    assert not set(engine.__all__) & {path.stem for path in Path(engine.__file__).parent.glob("*.py")}


def test_a_name_that_is_not_offered_is_an_error_that_lists_those_that_are():
    with pytest.raises(AttributeError, match=r"no attribute 'newton'; it offers .*find_modes"):
        engine.newton  # noqa: B018


def test_what_needs_numpy_alone_does_not_wait_for_torch():
    program = "import sys; from rnn_geometry import engine; engine.time_constants([0.9]); print('torch' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert answer.strip() == "False"


def test_the_package_itself_imports_from_the_modules_since_what_a_script_reaches_is_read_from_there():
    for path in OURS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                names = {alias.name for alias in node.names}
                assert node.module != "rnn_geometry.engine" or not names & set(engine.__all__), path
                assert node.module != "rnn_geometry" or "engine" not in names, path
