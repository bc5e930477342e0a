"""What a script reaches: through whatever it imports, wherever it imports it, and nothing else."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_geometry.dependencies import PACKAGE, digest, export_package, modules_of
from rnn_geometry.figures.registry import FIGURES
from rnn_geometry.measures import registry

SCRIPTS = {path.stem: path for path in sorted((Path(__file__).parents[1] / "workflow/scripts").glob("*.py"))}
WITHOUT_TORCH = [
    "draw_figure",
    "measure_geometry",
    "generate_texts",
    "check_tasks",
    "collect_table",
    "count_words",
    "compare_networks",
    "judge_claims",
    "write_report",
]
STAGES = ["tasks", "networks", "engine", "measures", "claims", "figures", "report"]
# The stages whose measures a script loads by name.
LOADED = {"analyse_dynamics": "dynamics", "perturb_states": "interventions", "measure_geometry": "geometry"}


def reached(script, *modules):
    """Modules by their path in the package, without .py."""
    return {Path(path).relative_to(PACKAGE).with_suffix("").as_posix() for path in files_of(script, *modules)}


def files_of(script, *modules):
    """The files of all modules that a script reaches, those included that it loads by name."""
    stage = LOADED.get(Path(script).stem)
    return modules_of(script, *modules, *(registry.modules_of(stage) if stage else []))


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
    found = reached_by("from rnn_geometry.engine.stability import MARGINAL")
    assert found == {"__init__", "engine/__init__", "engine/stability"}


def test_what_a_reached_module_imports_is_reached_too(reached_by):
    found = reached_by("from rnn_geometry.tasks import vocabulary")
    assert found == {
        "__init__",
        "tasks/__init__",
        "tasks/vocabulary",
        "tasks/writing",
        "tasks/encoded",
        "files",
        "shapes",
        "targets",
        "rounding",
    }


def test_an_import_inside_a_function_counts(reached_by):
    text = "def late():\n    with open('x'):\n        from rnn_geometry import job\n"
    assert reached_by(text) == {"__init__", "job"}


def test_packages_that_only_resemble_this_one_do_not_count(reached_by):
    assert reached_by("import json, rnn_geometry_of_others.seeds\nfrom numpy import seeds\n# import rnn_geometry") == set()


def test_imports_that_no_reading_of_names_would_follow_are_not_used():
    for path in [*PACKAGE.rglob("*.py"), *SCRIPTS.values()]:
        nodes = list(ast.walk(ast.parse(path.read_text())))
        assert not any(isinstance(node, ast.ImportFrom) and node.level for node in nodes), f"{path}: a relative import"
        # One for users, which nothing within the package goes through (see test_public); a user's own cell, whose file has a
        # digest of its own among the params of the jobs that run it; the modules of figures and measures, which rules name; and
        # what runs scripts, none of which it is part of.
        names = ("engine/__init__.py", "networks/own_cell.py", "measures/registry.py", "warm/server.py")
        others = [*(PACKAGE / name for name in names), SCRIPTS["draw_figure"]]
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


def test_training_does_not_depend_on_figures_or_measures():
    found = reached(SCRIPTS["train_network"])
    assert "networks/training" in found
    assert not [module for module in found if module.startswith(("figures", "measures", "engine"))]


FIGURES_BESIDE = {"collapsed": "spectrum"}  # a figure that draws as another does


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_figure_depends_on_its_own_module_and_on_no_other_figure_nor_on_training(figure):
    found = reached(SCRIPTS["draw_figure"], figure.module)
    assert {"figures/style", "figures/given", f"figures/{figure.name}"} <= found
    others = {f"figures/{other.name}" for other in FIGURES if other.name not in (figure.name, FIGURES_BESIDE.get(figure.name))}
    assert not found & others
    assert not [module for module in found if module.startswith("networks")]


@pytest.mark.parametrize("registry", ["figures/registry", "tables/registry"])
def test_a_new_row_of_a_registry_draws_and_collects_nothing_else_again(registry):
    assert registry not in reached(SCRIPTS["collect_table"])
    assert not [figure for figure in FIGURES if registry in reached(SCRIPTS["draw_figure"], figure.module)]


def test_a_module_that_is_named_is_reached_with_what_it_imports_and_one_that_is_not_there_is_refused(reached_by, tmp_path):
    (tmp_path / "script.py").write_text("import json")
    assert reached(tmp_path / "script.py", "rnn_geometry.seeds") == {"__init__", "seeds"}
    found = reached(tmp_path / "script.py", "rnn_geometry.tasks.vocabulary")
    assert {"__init__", "tasks/__init__", "tasks/vocabulary", "tasks/encoded", "files"} <= found
    with pytest.raises(ModuleNotFoundError, match=r"no module rnn_geometry\.figures\.nowhere"):
        modules_of(tmp_path / "script.py", "rnn_geometry.figures.nowhere")


@pytest.mark.parametrize("name", WITHOUT_TORCH)
def test_a_job_without_a_network_does_not_pay_for_torch(name):
    modules = [figure.module for figure in FIGURES] if name == "draw_figure" else []
    for path in [SCRIPTS[name], *files_of(SCRIPTS[name], *modules)]:
        assert not packages_imported(path) & {"torch", "pytorch_lightning", "torchmetrics"}, path


def test_reading_the_workflow_imports_nothing_heavier_than_numpy_and_pydantic(reached_by):
    found = reached_by(
        "from rnn_geometry import dependencies, lock\nfrom rnn_geometry.study import Study\n"
        "from rnn_geometry.figures import registry\nfrom rnn_geometry.tables import registry as tables"
    )
    options = {"engine/options", "measures/options", "networks/options"}
    assert {"study/study", "study/config/config", *options, "tasks/families", "dependencies", "lock"} < found
    light = sys.stdlib_module_names | {"rnn_geometry", "pydantic", "pydantic_core", "numpy"}
    for module in found:
        assert packages_imported(PACKAGE / f"{module}.py") <= light, module


def test_the_engine_stands_on_its_own():
    for path in (PACKAGE / "engine").glob("*.py"):
        assert {module.partition("/")[0] for module in reached(path)} <= {"__init__", "engine", "options"}, path


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
