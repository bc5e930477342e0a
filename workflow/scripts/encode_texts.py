"""Split, tokenise and encode the texts of a natural task."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.files import write_json
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import describe, save_splits, write_vocabulary
    from rnn_geometry.tasks.natural import encode_corpus

    options = snakemake.params.options
    table = pd.read_csv(snakemake.input.corpus, keep_default_na=False, dtype=str)
    train, test, vocabulary = encode_corpus(
        table,
        options["classes"],
        vocabulary_size=options["vocabulary_size"],
        longest_text=options["longest_text"],
        lower=options["lower"],
        test_fraction=options["test_fraction"],
        rng=generator(snakemake.params.seed, snakemake.wildcards.task),
    )
    save_splits(snakemake.output.texts, train, test)
    write_vocabulary(snakemake.output.vocabulary, vocabulary)
    count = len(options["classes"])
    aim = {"outputs": count, "multilabel": False, "expected_dimension": count - 1}
    write_json(snakemake.output.record, describe(options["family"], options["classes"], train, test, vocabulary) | aim)
