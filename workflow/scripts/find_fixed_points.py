"""Slow and fixed points of one network, from states that it visits."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.dynamics.search import find_points
    from rnn_geometry.dynamics.states import constant_input
    from rnn_geometry.files import read_arrays, write_arrays, write_json
    from rnn_geometry.networks.classifier import load_network
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import load_split, read_vocabulary

    network = load_network(snakemake.input.network)
    x = constant_input(
        network,
        snakemake.params.constant_input,
        read_vocabulary(snakemake.input.vocabulary),
        load_split(snakemake.input.texts, "train"),
    )
    states = read_arrays(snakemake.input.states, ["states"])["states"]
    rng = generator(snakemake.params.seed, *snakemake.wildcards, "fixed points")
    arrays, record = find_points(network, x, states, rng, **snakemake.params.options)
    print(record)
    write_arrays(snakemake.output.points, arrays)
    write_json(snakemake.output.record, record)
