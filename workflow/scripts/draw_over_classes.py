"""Draw one measure of all runs against the number of classes."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.figures import over_classes
    from rnn_geometry.figures.style import save

    # Categories alone have a simplex; sweeps have figures of their own.
    runs = pd.DataFrame(snakemake.params.runs, columns=["task", "cell", "l2", "seed"]).astype({"l2": float, "seed": int})
    table = pd.read_csv(snakemake.input.table).query("family == 'categorical'").merge(runs)
    draw = getattr(over_classes, f"draw_{snakemake.wildcards.figure}")
    save(draw(table, pd.read_csv(snakemake.input.tasks)), snakemake.output.figures)
