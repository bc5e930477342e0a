"""Accuracy, dimension, readouts, modes and fixed points of one network at every checkpoint of its training."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.files import read_json, write_table
    from rnn_geometry.measures.emergence import CheckpointOptions, measure_checkpoint
    from rnn_geometry.measures.network_subject import NetworkSubject
    from rnn_geometry.measures.options import MemoryOptions, ModesOptions, PointsOptions
    from rnn_geometry.measures.states import visited_states
    from rnn_geometry.networks.checkpoints import load_checkpoints
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import load_split, read_vocabulary

    given, params = snakemake.input, snakemake.params
    task, texts = read_json(given.task), load_split(given.texts, "test")
    shared = {"vocabulary": read_vocabulary(given.vocabulary), "train_texts": load_split(given.texts, "train")}
    options = CheckpointOptions(
        points=PointsOptions(**params.fixed_points),
        modes=ModesOptions(points=params.points),
        memory=MemoryOptions(**params.memory),
    )
    rows = []
    for step, network in load_checkpoints(given.checkpoints, params.own_cell):
        subject = NetworkSubject(task, params.constant_input, given, trained=network, **shared)
        subject.visited = visited_states(network, texts[: params.texts], subject.x)
        # The same texts and places at every step: what changes along the rows is the network.
        rng = generator(params.seed, *snakemake.wildcards, "emergence")
        rows.append({"step": step} | measure_checkpoint(subject, texts, options, rng))
        print(rows[-1], flush=True)
    write_table(snakemake.output.table, pd.DataFrame(rows))
