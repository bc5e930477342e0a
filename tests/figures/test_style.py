"""What all figures share: legends that fit, names as they are, fixed points, and figures that are closed."""

import os
import subprocess
import sys
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.lines import Line2D
from pictures import drawn

from rnn_geometry.figures.style import MOST_NAMED, add_legend, class_colours, class_handles, dot, draw_fixed_points, save


def test_no_figure_stays_open_once_it_is_saved(tmp_path):
    before = plt.get_fignums()
    drawn(plt.subplots()[0], tmp_path)
    assert plt.get_fignums() == before


@pytest.mark.parametrize("width", [3.0, 7.0])
def test_a_legend_of_long_names_stays_inside_its_figure(width):
    figure, _ = plt.subplots(figsize=(width, 2))
    add_legend(figure, [plt.Line2D([], [], label="admiration+approval+gratitude") for _ in range(6)], 6)
    figure.draw_without_rendering()
    (legend,) = figure.legends
    box = legend.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width
    plt.close(figure)


@pytest.mark.parametrize(("count", "hollow"), [(7, False), (500, True)])
def test_a_continuum_of_fixed_points_is_drawn_as_rings_that_hide_nothing(count, hollow):
    figure, axes = plt.subplots()
    draw_fixed_points(axes, np.zeros((count, 2)), np.arange(count) % 2, zorder=1)
    stable, unstable = axes.collections
    plt.close(figure)
    assert len(stable.get_offsets()) + len(unstable.get_offsets()) == count
    assert all((len(points.get_facecolors()) == 0) == hollow for points in (stable, unstable))


NAMES = ["$x", "a_b$c^d$", "$\\foo$", "plain", "_under", "two\nlines", "", "\\frac{", "&<b>"]


def test_a_name_is_drawn_as_it_stands_and_is_no_mathematics(tmp_path):
    figure, axes = plt.subplots()
    axes.set_title(NAMES[2])
    handles = class_handles(NAMES, class_colours(len(NAMES)), partial(dot, marker="o"))
    add_legend(figure, handles, 3)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [" ".join(name.split()) for name in NAMES]
    assert not any(text.get_parse_math() for text in legend.get_texts())
    drawn(figure, tmp_path)


@pytest.mark.parametrize("count", [2, MOST_NAMED, MOST_NAMED + 1, 300])
def test_a_legend_is_bounded_however_many_and_long_its_names_are(count, tmp_path):
    names = [f"{number}: {'all kinds of consumer loans, secured or not, ' * 5}" for number in range(count)]
    figure, axes = plt.subplots(figsize=(7, 3))
    handles = class_handles(names, class_colours(count), partial(Line2D, [], []))
    assert len(handles) == min(count, MOST_NAMED + 1)
    assert count <= MOST_NAMED or handles[-1].get_label() == f"and {count - MOST_NAMED} more"
    add_legend(figure, handles, 7)
    drawn_by = figure.canvas.get_renderer()
    figure.draw_without_rendering()
    box = figure.legends[0].get_window_extent(drawn_by)
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width
    assert box.height <= 0.55 * figure.bbox.height
    assert axes.get_window_extent(drawn_by).height >= 0.3 * figure.bbox.height
    plt.close(figure)


def test_letters_that_no_font_has_are_told_of_once(tmp_path, capsys):
    figure, axes = plt.subplots()
    axes.set_title("a \U00012000 in the name")
    axes.set_xlabel("\U00012000")
    with pytest.warns(UserWarning, match="missing from font"):
        save(figure, [tmp_path / "figure.png"])
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.startswith("no font here has the letters \U00012000, which are drawn as boxes: install fonts")


PICTURE = """
import sys
import matplotlib.pyplot as plt
from rnn_geometry.figures import style
figure, axes = plt.subplots()
axes.plot([1, 2], [3, 4], label="one")
axes.set_title("a title")
style.save(figure, [sys.argv[1]])
"""
RC = "text.usetex: True\nfont.size: 30\nfont.family: fantasy\nsavefig.bbox: tight\naxes.prop_cycle: cycler('color', ['r'])\n"


@pytest.mark.parametrize("place", ["work", "config"])
def test_a_user_s_matplotlibrc_changes_no_figure(place, tmp_path):
    made = []
    for name, content in (("without", None), ("with", RC)):
        folders = {part: tmp_path / name / part for part in ("work", "config")}
        for folder in folders.values():
            folder.mkdir(parents=True)
        if content:
            (folders[place] / "matplotlibrc").write_text(content)
        environment = os.environ | {"MPLCONFIGDIR": str(folders["config"])}
        call = [sys.executable, "-c", PICTURE, "figure.png"]
        subprocess.run(call, cwd=folders["work"], env=environment, check=True)
        made.append((folders["work"] / "figure.png").read_bytes())
    assert made[0] == made[1]
