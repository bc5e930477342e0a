"""Take a network that was trained elsewhere into the study, in the place of one that is trained here."""

from rnn_geometry.job import job

with job(snakemake) as started:
    import hashlib
    from pathlib import Path

    import numpy as np

    from rnn_geometry.files import read_json, write_json, write_table
    from rnn_geometry.networks.classifier import save_network
    from rnn_geometry.networks.history import kept_row, mark_kept
    from rnn_geometry.networks.imported import import_network
    from rnn_geometry.networks.predictions import measure_held_out
    from rnn_geometry.provenance import describe_origin
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import load_split, target_of_task
    from rnn_geometry.tasks.own_vocabulary import read_own_vocabulary

    run, params, checkpoint = dict(snakemake.wildcards.items()), snakemake.params, snakemake.input.checkpoint
    record = read_json(snakemake.input.record)
    rows = np.arange(record["vocabulary_size"])
    if params.vocabulary:
        _, rows = read_own_vocabulary(**params.vocabulary)
    network, architecture = import_network(checkpoint, **params.network, rows=rows, target=target_of_task(record))
    texts = load_split(snakemake.input.texts, "test")
    history = mark_kept([], 0)
    metrics = measure_held_out(network, texts, generator(params.seed, *run.values(), "shuffled"))
    parameters = sum(weights.numel() for weights in network.parameters())
    write_table(snakemake.output.history, history)
    write_json(snakemake.output.metrics, kept_row(history) | metrics | {"parameters": parameters})
    save_network(snakemake.output.network, network, architecture, run)
    origin = {"checkpoint": checkpoint, "sha256": hashlib.sha256(Path(checkpoint).read_bytes()).hexdigest()}
    write_json(snakemake.output.provenance, describe_origin(snakemake, started, imported=origin))
