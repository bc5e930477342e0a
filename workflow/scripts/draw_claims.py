"""Draw the verdicts: how far each group of each claim is from what is expected, and from the bound."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.figures.claims import draw_claims
    from rnn_geometry.figures.style import save

    claims, detail = pd.read_csv(snakemake.input.claims), pd.read_csv(snakemake.input.detail, keep_default_na=True)
    save(draw_claims(claims, detail), snakemake.output.figures)
