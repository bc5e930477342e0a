"""Train one network."""

from rnn_geometry.job import job

with job(snakemake):
    import torch

    from rnn_geometry.files import read_json, write_json, write_table
    from rnn_geometry.networks.classifier import Classifier, save_network
    from rnn_geometry.networks.training import Recipe, train
    from rnn_geometry.seeds import integer_seed
    from rnn_geometry.tasks.encoded import load_split

    torch.set_flush_denormal(True)  # weights that the penalty shrinks to nothing would slow every product tenfold
    run = dict(snakemake.wildcards.items())
    record = read_json(snakemake.input.record)
    architecture = snakemake.params.architecture | {
        "vocabulary_size": record["vocabulary_size"],
        "outputs": len(record["classes"]),
    }
    seed = integer_seed(snakemake.params.seed, *run.values())
    torch.manual_seed(seed)
    network = Classifier(**architecture)
    texts = {split: load_split(snakemake.input.texts, split) for split in ("train", "test")}
    history = train(network, *texts.values(), Recipe(**snakemake.params.recipe), seed=seed, name="/".join(run.values()))
    last = history.iloc[-1].drop(["epoch", "learning_rate"]).to_dict()
    write_table(snakemake.output.history, history)
    write_json(snakemake.output.metrics, last | {"parameters": sum(p.numel() for p in network.parameters() if p.requires_grad)})
    save_network(snakemake.output.network, network, architecture, run)
