"""What must not be in the code: pickles, shells, code from a hub, dynamic evaluation."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("workflow/scripts/*.py"), *ROOT.glob("bench/*.py")])
RULES = sorted([ROOT / "Snakefile", *ROOT.glob("rules/*.smk")])
UNPICKLERS = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
UNPICKLING_CALLS = {"read_pickle", "to_pickle", "load_from_checkpoint", "save_pretrained"}
EVALUATING_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput"}


def calls(path: Path):
    """The name and the keywords of every call in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            yield ast.unparse(function), name, {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}


def violations(path: Path) -> list[str]:
    """What a file of code has in it that it must not have."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [f"imports {name}" for name in names if name.partition(".")[0] in UNPICKLERS]
    for whole, name, keywords in calls(path):
        if name in UNPICKLING_CALLS or whole in EVALUATING_CALLS:
            found.append(f"calls {whole}")
        if whole == "torch.load" and keywords.get("weights_only") != "True":
            found.append("calls torch.load without weights_only=True")
        if whole == "torch.save":
            found.append("calls torch.save")
        if keywords.get("shell", "False") != "False":
            found.append(f"calls {whole} with a shell")
        if keywords.get("allow_pickle", "False") != "False":
            found.append(f"calls {whole} with allow_pickle")
        if keywords.get("trust_remote_code", "False") != "False":
            found.append(f"calls {whole} with trust_remote_code")
        if name == "extractall":
            found.append(f"calls {whole}, which writes where an archive says")
    return found


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_pickle_no_shell_and_no_foreign_code(path):
    assert violations(path) == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_no_rule_has_a_shell_command_that_a_config_value_could_reach(path):
    assert not re.search(r"^\s*(shell|run|cmd|wrapper|notebook)\s*:|\bshell\(", path.read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import load",
        "import pandas\npandas.read_pickle('x')",
        "torch.load('x')",
        "torch.load('x', weights_only=False)",
        "torch.save({}, 'x')",
        "numpy.load('x', allow_pickle=True)",
        "subprocess.run('ls ' + name, shell=True)",
        "os.system('ls')",
        "eval(text)",
        "datasets.load_dataset('x', trust_remote_code=True)",
        "archive.extractall(folder)",
    ],
)
def test_these_checks_find_what_they_look_for(tmp_path, code):
    (tmp_path / "code.py").write_text(code)
    assert violations(tmp_path / "code.py")
