"""Slow and fixed points of one network, from states that it visits, and its modes there."""

from rnn_geometry.job import job

with job(snakemake):
    import torch

    from rnn_geometry.dynamics.modes import measure_modes, spectra
    from rnn_geometry.dynamics.search import find_points
    from rnn_geometry.dynamics.states import constant_input
    from rnn_geometry.files import read_arrays, read_json, write_arrays, write_json
    from rnn_geometry.networks.classifier import load_network
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import load_split, read_vocabulary

    network = load_network(snakemake.input.network)
    task = read_json(snakemake.input.task)
    train_texts, vocabulary = load_split(snakemake.input.texts, "train"), read_vocabulary(snakemake.input.vocabulary)
    x = constant_input(network, snakemake.params.constant_input, vocabulary, train_texts)
    states = read_arrays(snakemake.input.states, ["states"])["states"]
    rng = generator(snakemake.params.seed, *snakemake.wildcards, "fixed points")
    points, points_record = find_points(network, x, states, rng, **snakemake.params.fixed_points)

    clouds = {"slow": points["slow_states"][: snakemake.params.modes["points"]], "fixed": points["fixed_states"]}
    cell = network.cell.double()
    eigenvalues = {name: spectra(cell, x.double(), torch.from_numpy(cloud)) for name, cloud in clouds.items()}
    parts = {f"{name}_{part}": getattr(values, part) for name, values in eigenvalues.items() for part in ("real", "imag")}
    lengths = {"median": task["length_median"], "p95": task["length_p95"]}
    modes_record = measure_modes(
        **eigenvalues,
        fixed_predicted=points["fixed_predicted"],
        expected=task["expected_dimension"],
        lengths=lengths,
    )

    write_arrays(snakemake.output.points, points)
    write_json(snakemake.output.points_record, points_record)
    write_arrays(snakemake.output.modes, parts)
    write_json(snakemake.output.modes_record, modes_record)
