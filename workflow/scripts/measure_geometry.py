"""The dimension of one network's states and slow points, its readouts, its corners, and what its axes stand for."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import read_arrays, read_json, write_json
    from rnn_geometry.geometry.corners import measure_corners
    from rnn_geometry.geometry.dimension import measure_dimension
    from rnn_geometry.geometry.readouts import measure_readouts
    from rnn_geometry.geometry.scores import final_states, measure_scores
    from rnn_geometry.seeds import generator

    rng = generator(snakemake.params.seed, *snakemake.wildcards, "dimension")
    task = read_json(snakemake.input.task)
    visited = read_arrays(snakemake.input.states, ["states", "text", "score", "readouts"])
    slow = read_arrays(snakemake.input.points, ["slow_states", "slow_predicted"])
    clouds = {"states": visited["states"], "slow_points": slow["slow_states"]}
    dimension = {
        f"{cloud}_{measure}": value
        for cloud, states in clouds.items()
        for measure, value in measure_dimension(states, rng, **snakemake.params.options).items()
    }
    expected = task["expected_dimension"]
    ends = final_states(visited["states"], visited["text"])
    write_json(snakemake.output.dimension, dimension)
    write_json(snakemake.output.readouts, measure_readouts(visited["readouts"], visited["states"], task["family"], expected))
    write_json(snakemake.output.corners, measure_corners(*slow.values(), visited["readouts"], task["family"]))
    write_json(snakemake.output.scores, measure_scores(ends, visited["score"], expected))
