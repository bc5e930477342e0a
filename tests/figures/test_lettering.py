"""Lettering: names cut to their room, and fonts found for letters that the figures' own lacks."""

import matplotlib.pyplot as plt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text

from rnn_geometry.figures.lettering import FAMILY, LONGEST, families_for, letter, letters_of, short


@given(st.text(max_size=200), st.integers(8, 60))
def test_a_cut_name_is_one_line_of_bounded_length_and_a_short_one_stays(name, longest):
    cut = short(name, longest)
    assert len(cut) <= longest
    assert cut.split() == cut.split(" ") or not cut
    line = " ".join(name.split())
    assert cut == line or (len(line) > longest and "…" in cut)


def test_names_that_differ_at_their_ends_stay_apart():
    names = [f"Credit reporting, repair services and all other reports of {kind}" for kind in ("loans", "cards")]
    assert len({short(name) for name in names}) == 2
    assert all(len(short(name)) <= LONGEST for name in names)


def test_what_is_no_letter_needs_no_font():
    assert letters_of(["a b\n", "\u200d\ufe0f", ""]) == {"a", "b"}


def own_letters() -> set[int]:
    return set(get_font(findfont(FontProperties(family=FAMILY))).get_charmap())


def test_a_letter_that_another_installed_font_has_is_drawn_in_that_font():
    other = set(get_font(findfont(FontProperties(family="STIXGeneral"))).get_charmap())
    lacking = [code for code in sorted(other - own_letters()) if letters_of([chr(code)])]
    families, missing = families_for(frozenset(map(chr, lacking[:3])))
    assert families
    assert not missing
    figure, axes = plt.subplots()
    axes.set_title(f"a {chr(lacking[0])}")
    assert not letter(figure.findobj(Text))
    assert axes.title.get_fontfamily()[0] == FAMILY
    assert len(axes.title.get_fontfamily()) > 1
    figure.draw_without_rendering()
    plt.close(figure)


@pytest.mark.parametrize("words", [["plain"], ["$x_1$", "naïve"], [], ["Ωμέγα", "Ж"]])
def test_names_of_usual_letters_are_drawn_in_the_figures_own_font_alone(words):
    assert families_for(letters_of(words)) == ((), frozenset())


def test_a_letter_that_no_font_has_is_returned():
    assert families_for(frozenset("a\U00012000")) == ((), frozenset("\U00012000"))
