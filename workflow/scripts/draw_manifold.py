"""Draw the manifolds of one task, a panel a cell."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.dynamics.stability import unstable_directions
    from rnn_geometry.figures.manifold import Manifold, draw_manifolds
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_arrays, read_json

    manifolds = []
    files = (snakemake.input.states, snakemake.input.points, snakemake.input.modes)
    for states, points, modes in zip(*files, strict=True):
        spectrum = read_arrays(modes, ["fixed_real", "fixed_imag"])
        manifolds.append(
            Manifold(
                **read_arrays(states, ["states", "text", "label", "predicted", "readouts", "initial_state"]),
                **read_arrays(points, ["slow_states", "slow_predicted", "fixed_states"]),
                index=unstable_directions(spectrum["fixed_real"] + 1j * spectrum["fixed_imag"]),
            )
        )
    task = read_json(snakemake.input.task)
    figure = draw_manifolds(manifolds, snakemake.params.titles, task["classes"], task["expected_dimension"])
    save(figure, snakemake.output.figures)
