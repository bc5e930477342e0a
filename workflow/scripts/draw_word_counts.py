"""Draw what word counts foretell beside what the networks of the study do."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.figures.style import save
    from rnn_geometry.figures.word_counts import draw_baselines, draw_predicted_dimension

    draw = {"predicted_dimension": draw_predicted_dimension, "baselines": draw_baselines}[snakemake.wildcards.figure]
    runs = pd.DataFrame(snakemake.params.runs, columns=["task", "cell", "l2", "seed"]).astype({"l2": float, "seed": int})
    counts = pd.read_csv(snakemake.input.counts)
    known = [column for column in counts if column != "task"]
    table = pd.read_csv(snakemake.input.table).merge(runs).drop(columns=known, errors="ignore").merge(counts, on="task")
    save(draw(table), snakemake.output.figures)
