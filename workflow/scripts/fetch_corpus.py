"""Fetch a corpus from its source into one checked table of texts and labels."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import complete_or_absent
    from rnn_geometry.tasks.corpora import read_corpus

    table = read_corpus(snakemake.wildcards.corpus, **snakemake.params.source)
    print(table["label"].value_counts().to_string())
    with complete_or_absent(snakemake.output.texts) as partial:
        table.to_csv(partial, index=False, compression={"method": "gzip", "mtime": 0})
