"""Draw the spectra at the slow points of one task, a panel a cell."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.figures.spectrum import draw_spectra
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_arrays, read_json

    parts = [read_arrays(modes, ["slow_real", "slow_imag"]) for modes in snakemake.input.modes]
    spectra = [part["slow_real"] + 1j * part["slow_imag"] for part in parts]
    expected = read_json(snakemake.input.task)["expected_dimension"]
    save(draw_spectra(spectra, snakemake.params.titles, expected), snakemake.output.figures)
