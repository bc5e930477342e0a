"""Train one network."""

from rnn_geometry.job import job

with job(snakemake) as started:
    from pathlib import Path

    from rnn_geometry.files import write_json, write_table
    from rnn_geometry.networks.classifier import save_network
    from rnn_geometry.networks.history import kept_row
    from rnn_geometry.networks.predictions import measure_held_out
    from rnn_geometry.networks.resume import ResumeFile
    from rnn_geometry.networks.run import train_run
    from rnn_geometry.provenance import describe_origin
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import load_split

    run, params = dict(snakemake.wildcards.items()), snakemake.params
    # Beside the outputs, not one of them: Snakemake deletes those of a job that was killed.
    resume = ResumeFile(Path(snakemake.output.network).with_name(".resume"), f"{params.code} {params.architecture['cell']}")
    options = {"architecture": params.architecture, "recipe": params.recipe, "seed": params.seed}
    trained = train_run(run, snakemake.input, **options, resume=resume)
    network, rng = trained.network, generator(params.seed, *run.values(), "shuffled")
    # Only now: nothing before has seen the test texts.
    record = kept_row(trained.history) | measure_held_out(network, load_split(snakemake.input.texts, "test"), rng)
    parameters = sum(p.numel() for p in network.parameters() if p.requires_grad)
    write_table(snakemake.output.history, trained.history)
    write_json(snakemake.output.metrics, record | {"parameters": parameters})
    save_network(snakemake.output.network, network, trained.architecture, run)
    write_json(snakemake.output.provenance, describe_origin(snakemake, started, network_seed=trained.seed))
