"""Draw one measure of all runs against the number of classes."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.figures import over_classes
    from rnn_geometry.figures.style import save

    draw = getattr(over_classes, f"draw_{snakemake.wildcards.figure}")
    save(draw(pd.read_csv(snakemake.input.table), pd.read_csv(snakemake.input.tasks)), snakemake.output.figures)
