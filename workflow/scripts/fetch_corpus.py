"""Fetch a corpus from its source into one checked table of texts and labels."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.tasks.corpora import read_corpus, save_corpus

    corpus = read_corpus(snakemake.wildcards.corpus, snakemake.params.source, snakemake.params.corpora_dir)
    rows = len(corpus.table) + sum(corpus.dropped.values())
    print(f"{rows:,} rows read, {len(corpus.table):,} kept, dropped: {corpus.dropped or 'none'}; {', '.join(corpus.names)}")
    save_corpus(snakemake.output.texts, corpus)
