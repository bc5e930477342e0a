"""The dimension of one network's states and slow points, and the angles of its readouts."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import read_arrays, write_json
    from rnn_geometry.geometry.dimension import measure_dimension
    from rnn_geometry.geometry.simplex import measure_readouts
    from rnn_geometry.seeds import generator

    rng = generator(snakemake.params.seed, *snakemake.wildcards, "dimension")
    visited = read_arrays(snakemake.input.states, ["states", "readouts"])
    clouds = {
        "states": visited["states"],
        "slow_points": read_arrays(snakemake.input.points, ["slow_states"])["slow_states"],
    }
    dimension = {
        f"{cloud}_{measure}": value
        for cloud, states in clouds.items()
        for measure, value in measure_dimension(states, rng, **snakemake.params.options).items()
    }
    write_json(snakemake.output.dimension, dimension)
    write_json(snakemake.output.readouts, measure_readouts(visited["readouts"]))
