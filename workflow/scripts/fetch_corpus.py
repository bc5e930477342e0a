"""Fetch a corpus from its source into one checked table of texts and labels."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.tasks.corpora import read_corpus, save_corpus

    corpus = read_corpus(snakemake.wildcards.corpus, snakemake.params.source, snakemake.params.corpora_dir)
    print(f"{len(corpus.table):,} texts; {', '.join(corpus.names)}")
    save_corpus(snakemake.output.texts, corpus)
