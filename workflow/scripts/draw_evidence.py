"""Draw the words that one network takes for the strongest evidence of each class."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.figures.evidence import draw_evidence
    from rnn_geometry.figures.style import save

    table = pd.read_csv(snakemake.input.words, keep_default_na=False, na_values=[""])  # `null` and `nan` are words
    outputs = [column.removeprefix("evidence_") for column in table if column.startswith("evidence_")]
    save(draw_evidence(table, outputs), snakemake.output.figures)
