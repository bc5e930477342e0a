"""What pages ask for: the pictures of a study, and that it is the study that its config asks for. Imports nothing heavy."""

import json
import re
from hashlib import sha256
from pathlib import Path

from rnn_geometry.study.study import Study

FOLDER = "docs/results"  # where studies are kept, from the repository's root


def fingerprint(study: Study) -> str:
    """A digest of what its networks are trained on and how: another one means that pages tell of another study."""
    tasks = {name: task.options.plain() | {"recipe": task.recipe.plain()} for name, task in study.tasks.items()}
    runs = [[*run.key, study.architecture(run.task, run.cell)] for run in study.runs]
    return sha256(json.dumps([study.seed, tasks, runs], sort_keys=True).encode()).hexdigest()[:16]


def pictures_in(pages: list[Path], study: str) -> list[str]:
    """The figures of a study that pages show."""
    pattern = re.compile(rf"results/{re.escape(study)}/([\w.-]+)\.png")
    return sorted({name for page in pages for name in pattern.findall(page.read_text(encoding="utf-8"))})


def pages_of(root: Path) -> list[Path]:
    """All pages that may hold tables and pictures."""
    return [*root.glob("README.md"), *sorted((root / "docs").glob("*.md"))]
