"""Draw how many fixed points of each index networks have, beside the faces of the simplex or hypercube of their task."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.figures.skeleton import draw_skeleton_counts
    from rnn_geometry.figures.style import save

    table = pd.read_csv(snakemake.input.table)
    save(draw_skeleton_counts(table[table["task"].isin(snakemake.params.tasks)]), snakemake.output.figures)
