"""A network of the user's own as the config names it, looked at without running it: files, digests, names of classes.

A cell's class is named by `path/to/file.py:Class`, relative to the folder that Snakemake runs in. Which code is run is decided
here and in the config alone: a network's file tells of what cell it is, but never leads to code.
"""

import ast
import hashlib
from pathlib import Path


def split_import(named: str) -> tuple[str, str]:
    """The file and the class of `path/to/file.py:Class`; raises ValueError."""
    path, _, name = named.rpartition(":")
    if not path.endswith(".py") or not name.isidentifier():
        raise ValueError(f"{named!r} is not of the form path/to/file.py:Class")
    return path, name


def digest(content: bytes) -> str:
    """A digest of a file's content."""
    return hashlib.sha256(content).hexdigest()[:16]


def require_class(named: str) -> None:
    """Raise ValueError unless `path/to/file.py:Class` is a file of Python with that class in it; nothing of it is run."""
    path, name = split_import(named)
    try:
        source = Path(path).read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise ValueError(f"{path!r} cannot be read ({_reason(error)}); paths are relative to {Path.cwd()}") from error
    try:
        tree = ast.parse(source, path)
    except (SyntaxError, ValueError) as error:  # ValueError: a NUL in the code
        place = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        raise ValueError(f"{path}{place}: not Python ({getattr(error, 'msg', error)})") from error
    classes, others = _names(tree)
    if name not in classes + others:
        raise ValueError(f"{path} has no class {name!r}; its classes are: {', '.join(classes) or 'none'}")


def require_plain(path: str) -> None:
    """Raise ValueError for a path that Snakemake would not take as it stands: it looks for names in brackets."""
    if set(path) & set("{}<>"):
        raise ValueError(f"{path!r} has braces or angle brackets in it, which Snakemake takes for names; rename it")


def require_file(path: str) -> None:
    """Raise ValueError unless there is such a file, which can be a job's input."""
    require_plain(path)
    try:
        found = Path(path).is_file()
    except ValueError:  # a NUL in the path
        found = False
    if not found:
        raise ValueError(f"there is no file {path!r}; paths are relative to {Path.cwd()}")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _names(tree: ast.Module) -> tuple[list[str], list[str]]:
    """The classes that a module defines, and what else it gives a name to that may be one, however deep in its branches."""
    classes = []
    others = []
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.ClassDef):
            classes.append(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            others += [alias.asname or alias.name for alias in node.names]
        elif isinstance(node, ast.Assign):
            others += [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt | ast.ExceptHandler)]
    return classes, others
