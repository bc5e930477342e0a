"""Train one network once more, as `train_network` does, and keep its weights at log-spaced steps."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.networks.checkpoints import save_checkpoints
    from rnn_geometry.networks.follow import follow_run

    run, params = dict(snakemake.wildcards.items()), snakemake.params
    options = {"architecture": params.architecture, "recipe": params.recipe, "seed": params.seed}
    trained, kept = follow_run(run, snakemake.input, checkpoints=params.checkpoints, **options)
    print("steps", *sorted(kept))
    save_checkpoints(snakemake.output.checkpoints, kept, trained.architecture, run)
