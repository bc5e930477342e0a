"""Which modules of this package a script reaches: Snakemake does not see imports, so a rule takes a digest of them.

A digest among a rule's params reruns it when one of the modules changes, as naming them all among its inputs would, but
costs the scheduler nothing, and a fresh checkout's new file times mean nothing to it.
"""

import ast
import hashlib
import os
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
# Lists of what there is. What a job depends on of them is among its params, so a new entry reruns nothing.
DECLARED = {PACKAGE / "measures/registry.py", PACKAGE / "measures/options.py"}


def export_package() -> None:
    """Let jobs import this very package, whatever environment they run in."""
    paths = [str(PACKAGE.parent), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))


def modules_of(script: str | Path, *modules: str) -> list[str]:
    """The package's files that running `script` may import, directly or through one another, wherever in the code.

    modules: of this package, that the script loads by names that it is given, such as "rnn_geometry.figures.manifold". Raises
    ModuleNotFoundError for one that is not there.
    """
    reached = set()
    waiting = _imports(Path(script)).union(*map(_files_of, modules))
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting |= _imports(path)
    return sorted(str(path) for path in reached)


def digest(paths: list[str]) -> str:
    """A digest of the contents of files of this package, and of their names within it; what is DECLARED left out."""
    total = hashlib.sha256()
    for path in sorted({*map(Path, paths)} - DECLARED):
        total.update(f"{path.relative_to(PACKAGE)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


@cache
def _read_imports(path: Path) -> frozenset[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def _imports(path: Path) -> set[Path]:
    """Files of this package that `path` imports, the packages around them included."""
    names = [name.split(".") for name in _read_imports(path)]
    return set().union(*(_candidates(parts[1:]) for parts in names if parts[0] == PACKAGE.name))


def _files_of(module: str) -> set[Path]:
    """The file of a module of this package, and those of the packages around it."""
    parts = module.split(".")
    if not PACKAGE.joinpath(*parts[1:]).with_suffix(".py").is_file():
        raise ModuleNotFoundError(f"no module {module} in {PACKAGE}", name=module)
    return _candidates(parts[1:])


def _candidates(parts: list[str]) -> set[Path]:
    """Those files that there are of a name within this package: a module, a package, or something in one, and all around it."""
    folder = PACKAGE.joinpath(*parts)
    candidates = [folder.with_suffix(".py"), folder / "__init__.py"]
    candidates += [parent / "__init__.py" for parent in folder.parents if PACKAGE in (parent, *parent.parents)]
    return {candidate for candidate in candidates if candidate.is_file()}
