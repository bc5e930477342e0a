"""Draw the spectra at the slow points of the most regularised networks of a sweep, a panel a cell."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.engine.stability import from_arrays
    from rnn_geometry.figures.spectrum import draw_spectra
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_arrays, read_json

    spectra = [from_arrays(read_arrays(modes))[0] for modes in snakemake.input.modes]
    expected = read_json(snakemake.input.task)["expected_dimension"]
    save(draw_spectra(spectra, snakemake.params.titles, expected), snakemake.output.figures)
