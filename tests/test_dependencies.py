"""What a script reaches: through whatever it imports, wherever it imports it, and nothing else."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_geometry.dependencies import PACKAGE, digest, export_package, modules_of

SCRIPTS = {path.stem: path for path in sorted((Path(__file__).parents[1] / "workflow/scripts").glob("*.py"))}
FIGURES = [name for name in SCRIPTS if name.startswith("draw_")]
WITHOUT_TORCH = [
    *FIGURES,
    "measure_geometry",
    "generate_texts",
    "check_tasks",
    "collect_table",
    "count_words",
    "collect_word_counts",
    "compare_networks",
    "collect_pairs",
    "collect_emergence",
    "judge_claims",
    "write_report",
]
STAGES = ["tasks", "networks", "dynamics", "geometry", "claims", "figures", "report"]


def reached(script):
    """Modules by their path in the package, without .py."""
    return {Path(path).relative_to(PACKAGE).with_suffix("").as_posix() for path in modules_of(script)}


@pytest.fixture
def reached_by(tmp_path):
    """What a script of the given text reaches."""

    def write_and_ask(text):
        script = tmp_path / "script.py"
        script.write_text(text)
        return reached(script)

    return write_and_ask


def packages_imported(path):
    """The first names of all that a file imports, wherever in the code."""
    nodes = list(ast.walk(ast.parse(Path(path).read_text())))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    "text",
    ["import rnn_geometry.seeds", "from rnn_geometry import seeds", "from rnn_geometry.seeds import generator as g"],
)
def test_every_way_of_importing_a_module_reaches_it_and_the_package_around_it(reached_by, text):
    assert reached_by(text) == {"__init__", "seeds"}


def test_the_packages_around_a_module_are_reached(reached_by):
    assert reached_by("from rnn_geometry.tasks.families import NEUTRAL") == {"__init__", "tasks/__init__", "tasks/families"}


def test_what_a_reached_module_imports_is_reached_too(reached_by):
    found = reached_by("from rnn_geometry.tasks import vocabulary")
    assert found == {"__init__", "tasks/__init__", "tasks/vocabulary", "tasks/encoded", "files"}


def test_an_import_inside_a_function_counts(reached_by):
    text = "def late():\n    with open('x'):\n        from rnn_geometry import job\n"
    assert reached_by(text) == {"__init__", "job"}


def test_packages_that_only_resemble_this_one_do_not_count(reached_by):
    assert reached_by("import json, rnn_geometry_of_others.seeds\nfrom numpy import seeds\n# import rnn_geometry") == set()


def test_imports_that_no_reading_of_names_would_follow_are_not_used():
    for path in [*PACKAGE.rglob("*.py"), *SCRIPTS.values()]:
        nodes = list(ast.walk(ast.parse(path.read_text())))
        assert not any(isinstance(node, ast.ImportFrom) and node.level for node in nodes), f"{path}: a relative import"
        # One for users, which nothing within the package goes through (see test_public); and a user's own cell, whose file has
        # a digest of its own among the params of the jobs that run it.
        others = [PACKAGE / "dynamics/__init__.py", PACKAGE / "networks/own_cell.py"]
        assert path in others or "importlib" not in packages_imported(path), path


@pytest.mark.parametrize("name", ["generate_texts", "encode_texts", "measure_geometry"])
def test_every_module_that_python_loads_for_a_script_is_reached(name):
    nodes = ast.walk(ast.parse(SCRIPTS[name].read_text()))
    imports = [ast.unparse(node) for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    show = (
        "import sys; print(*(m.__file__ for n, m in sys.modules.items() if n.partition('.')[0] == 'rnn_geometry'), sep='\\n')"
    )
    program = [sys.executable, "-c", "\n".join([*imports, show])]
    loaded = subprocess.run(program, capture_output=True, text=True, check=True).stdout.split("\n")[:-1]
    assert len(loaded) > 3
    assert set(loaded) <= set(modules_of(SCRIPTS[name]))


def test_training_does_not_depend_on_figures_or_geometry():
    found = reached(SCRIPTS["train_network"])
    assert "networks/training" in found
    assert not [module for module in found if module.startswith(("figures", "geometry", "dynamics"))]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_does_not_depend_on_how_networks_are_trained(name):
    found = reached(SCRIPTS[name])
    assert "figures/style" in found
    assert not [module for module in found if module.startswith("networks")]


@pytest.mark.parametrize("name", WITHOUT_TORCH)
def test_a_job_without_a_network_does_not_pay_for_torch(name):
    for path in [SCRIPTS[name], *modules_of(SCRIPTS[name])]:
        assert not packages_imported(path) & {"torch", "pytorch_lightning", "torchmetrics"}, path


def test_reading_the_workflow_imports_nothing_heavier_than_numpy_and_pydantic(reached_by):
    found = reached_by("from rnn_geometry import dependencies, lock\nfrom rnn_geometry.study import Study")
    assert {"study/study", "study/config/config", "engine/options", "tasks/families", "dependencies", "lock"} < found
    light = sys.stdlib_module_names | {"rnn_geometry", "pydantic", "pydantic_core", "numpy"}
    for module in found:
        assert packages_imported(PACKAGE / f"{module}.py") <= light, module


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_imports_from_a_later_one(stage):
    later = STAGES[STAGES.index(stage) + 1 :]
    for path in (PACKAGE / stage).glob("*.py"):
        found = reached(path)
        assert not [module for module in found if module.partition("/")[0] in later], path


def test_jobs_find_this_package_first_and_keep_their_own_path(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    export_package()
    export_package()
    assert os.environ["PYTHONPATH"].split(os.pathsep) == [str(PACKAGE.parent), "/elsewhere"]


def test_an_empty_path_gains_no_empty_entry_which_would_mean_the_current_folder(monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    export_package()
    assert os.environ["PYTHONPATH"] == str(PACKAGE.parent)


def test_a_digest_follows_names_and_contents_and_nothing_else():
    first, second = (str(PACKAGE / name) for name in ("seeds.py", "files.py"))
    assert digest([first]) == digest([first]) != digest([second])
    assert digest([first, second]) != digest([first])
