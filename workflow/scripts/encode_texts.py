"""Choose, split, tokenise and encode the texts of a natural task."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import write_json
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.corpora import load_corpus
    from rnn_geometry.tasks.encoded import describe, save_splits, write_vocabulary
    from rnn_geometry.tasks.natural import encode_corpus

    options = snakemake.params.options
    rng = generator(snakemake.params.seed, snakemake.wildcards.task)
    encoded = encode_corpus(load_corpus(snakemake.input.corpus), options, rng)
    splits, vocabulary = encoded.splits, encoded.vocabulary
    classes = encoded.shape.target.class_names(encoded.names)
    save_splits(snakemake.output.texts, splits)
    write_vocabulary(snakemake.output.vocabulary, vocabulary)
    write_json(snakemake.output.statistics, encoded.statistics)
    write_json(snakemake.output.record, describe(options["family"], classes, splits, vocabulary, encoded.shape))
