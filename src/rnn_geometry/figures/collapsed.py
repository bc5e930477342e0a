"""The spectra of the most regularised networks of a sweep, where the manifold has collapsed (the paper's figure 27)."""

from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.spectrum import draw_spectra


def draw(given: Given) -> Figure:
    """One panel per cell, at the largest l2 of the sweep."""
    spectra = [network["slow_spectra"] for network in given.networks]
    titles = [(cell, str(l2)) for _, cell, l2, _ in given.runs]
    return draw_spectra(spectra, titles, given.task["expected_dimension"])
