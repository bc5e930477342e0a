"""The page: one HTML file with all that it shows inside, under a policy by which a browser asks for nothing else.

Everything from the study is escaped by the template; scripts are admitted by their digest, so that no other one can run.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import plotly.graph_objects as go
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from rnn_geometry.figures.manifold import draw_manifolds
from rnn_geometry.figures.style import cell_name
from rnn_geometry.report import findings
from rnn_geometry.report.pictures import Picture, embed_figure
from rnn_geometry.report.runs import read_run
from rnn_geometry.report.traces import GROUPS
from rnn_geometry.report.views import draw_view, hues
from rnn_geometry.tasks.encoded import shape_of_task

TEMPLATE = Path(__file__).parent / "template"
MARKS = {
    "reproduced": "✓",
    "mostly": "✓",
    "partly": "◐",
    "not reproduced": "✗",
    "refuted": "✗",
    "undetermined": "?",
    "not run": "–",
}


@dataclass(frozen=True)
class View:
    """A manifold to turn: its figure, a picture of it for paper, what it is of, and each class's colour."""

    title: str
    task: str
    folder: str
    figure: go.Figure
    still: Picture
    colours: dict[str, str]


def make_view(task: str, cell: str, folder: str, skeleton: bool) -> View:
    """The view of one run, from its folder and its task's; with its skeleton, if it was sought."""
    run = read_run(folder, Path("results/tasks") / task, skeleton)
    still = embed_figure(draw_manifolds([run.manifold], [(cell, "")], run.classes, shape_of_task(run.task)))
    colours = dict(zip(run.classes, hues(run), strict=True))
    return View(f"{task}, {cell_name(cell)}", task, folder, draw_view(run), still, colours)


def render(**parts) -> str:
    """The page, from the parts that `page.html` names."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"number": findings.number, "interval": findings.interval, "data": as_data}
    scripts = {"plotly": get_plotlyjs(), "script": (TEMPLATE / "page.js").read_text(encoding="utf-8")}
    return environment.get_template("page.html").render(
        **parts,
        **{name: as_script(code) for name, code in scripts.items()},
        style=Markup((TEMPLATE / "page.css").read_text(encoding="utf-8")),
        policy=policy(scripts.values()),
        marks=MARKS,
        groups=GROUPS,
        roles=findings.ROLES,
    )


def policy(scripts) -> str:
    """A content security policy: these scripts, styles and pictures of the page itself, and no request to anywhere."""
    digests = [base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in scripts]
    admitted = " ".join(f"'sha256-{digest}'" for digest in digests)
    return f"default-src 'none'; script-src {admitted}; style-src 'unsafe-inline'; img-src data:"


def as_script(code: str) -> Markup:
    """Code that stands in a script element; raises ValueError for what would end it early."""
    if "</script" in code.lower() or "\r" in code:
        raise ValueError("a script has '</script' or a carriage return in it, and would not be what its digest says")
    return Markup(code)


def as_data(figure: go.Figure) -> Markup:
    """A figure as JSON that cannot end the script element it stands in."""
    return Markup(json.dumps(json.loads(figure.to_json()), separators=(",", ":")).replace("<", "\\u003c"))
