"""Train one network."""

from rnn_geometry.job import job

with job(snakemake) as started:
    from pathlib import Path

    import torch

    from rnn_geometry.files import read_json, write_json, write_table
    from rnn_geometry.networks.classifier import build_network, save_network
    from rnn_geometry.networks.training import Recipe, kept_row, measure_predictions, train
    from rnn_geometry.provenance import describe_origin
    from rnn_geometry.seeds import generator, integer_seed
    from rnn_geometry.tasks.encoded import load_split, shuffle_words

    torch.set_flush_denormal(True)  # weights that the penalty shrinks to nothing would slow every product tenfold
    run = dict(snakemake.wildcards.items())
    record = read_json(snakemake.input.record)
    architecture = snakemake.params.architecture | {
        "vocabulary_size": record["vocabulary_size"],
        "outputs": record["outputs"],
        "multilabel": record["multilabel"],
    }
    seed = integer_seed(snakemake.params.seed, *run.values())
    torch.manual_seed(seed)
    network = build_network(architecture)
    texts = {split: load_split(snakemake.input.texts, split) for split in ("train", "test")}
    # Beside the outputs, not one of them: Snakemake deletes those of a job that was killed.
    place = {
        "resume": Path(snakemake.output.network).with_name(".resume"),
        "code": f"{snakemake.params.code} {architecture['cell']}",
    }
    history = train(
        network, *texts.values(), Recipe(**snakemake.params.recipe), seed=seed, name="/".join(run.values()), **place
    )
    record = kept_row(history) | {
        f"test_{name}": value for name, value in measure_predictions(network.eval(), texts["test"]).items()
    }
    shuffled = shuffle_words(texts["test"], generator(snakemake.params.seed, *run.values(), "shuffled"))
    record["shuffled_accuracy"] = measure_predictions(network, shuffled)["accuracy"]
    parameters = sum(p.numel() for p in network.parameters() if p.requires_grad)
    write_table(snakemake.output.history, history)
    write_json(snakemake.output.metrics, record | {"parameters": parameters})
    save_network(snakemake.output.network, network, architecture, run)
    write_json(snakemake.output.provenance, describe_origin(snakemake, started, network_seed=seed))
