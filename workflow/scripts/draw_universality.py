"""Draw how alike the networks of every task are, two by two."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.figures.style import save
    from rnn_geometry.figures.universality import draw_universality

    save(draw_universality(pd.read_csv(snakemake.input.table)), snakemake.output.figures)
