"""Accuracy, dimension, readouts, modes and fixed points of one network at every checkpoint of its training."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.dynamics.states import constant_input
    from rnn_geometry.files import read_json, write_table
    from rnn_geometry.geometry.emergence import measure_checkpoint
    from rnn_geometry.networks.checkpoints import load_checkpoints
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import load_split, read_vocabulary

    given, params = snakemake.input, snakemake.params
    task, words = read_json(given.task), read_vocabulary(given.vocabulary)
    train_texts, texts = (load_split(given.texts, split) for split in ("train", "test"))
    rows = []
    for step, network in load_checkpoints(given.checkpoints, params.own_cell):
        x = constant_input(network, params.constant_input, words, train_texts)
        # The same texts and places at every step: what changes along the rows is the network.
        rng = generator(params.seed, *snakemake.wildcards, "emergence")
        options = {"read": params.texts, "points": params.points, "fixed_points": params.fixed_points}
        rows.append({"step": step} | measure_checkpoint(network, texts, x, task, rng, **options))
        print(rows[-1], flush=True)
    write_table(snakemake.output.table, pd.DataFrame(rows))
