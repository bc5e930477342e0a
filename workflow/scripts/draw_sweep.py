"""Draw dimension, modes and accuracy along a sweep."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.figures.style import save
    from rnn_geometry.figures.sweep import draw_sweep

    keys = ["task", "cell", "l2", "seed"]
    runs = pd.DataFrame(snakemake.params.runs, columns=["value", *keys]).astype({"l2": float, "seed": int})
    for table in (snakemake.input.dimension, snakemake.input.modes, snakemake.input.metrics):
        measures = pd.read_csv(table).drop(columns=["family", "classes", "expected_dimension", "study"])
        runs = runs.merge(measures, on=keys, validate="many_to_one")
    save(draw_sweep(runs, snakemake.params.over), snakemake.output.figures)
