"""Draw how the geometry of one task arises along its trainings."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.figures.emergence import draw_emergence
    from rnn_geometry.figures.style import save

    task = snakemake.wildcards.task
    lengths = pd.read_csv(snakemake.input.tasks).set_index("task")["length_median"]
    save(draw_emergence(pd.read_csv(snakemake.input.table).query("task == @task"), lengths[task]), snakemake.output.figures)
