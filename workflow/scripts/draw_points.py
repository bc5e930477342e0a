"""Draw the slow points of one task's first run by class, by speed and by time constant."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.dynamics.stability import time_constants
    from rnn_geometry.figures.points import draw_points
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_arrays, read_json

    states = read_arrays(snakemake.input.states, ["states"])["states"]
    points = read_arrays(snakemake.input.points, ["slow_states", "slow_predicted", "slow_speeds"])
    spectrum = read_arrays(snakemake.input.modes, ["slow_real", "slow_imag"])
    taus = time_constants(spectrum["slow_real"] + 1j * spectrum["slow_imag"])
    classes = read_json(snakemake.input.task)["classes"]
    save(draw_points(states, **points, taus=taus, classes=classes, cell=snakemake.params.cell), snakemake.output.figures)
