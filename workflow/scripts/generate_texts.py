"""Draw the training and held-out texts of a synthetic task."""

from rnn_geometry.job import job

with job(snakemake):
    import numpy as np

    from rnn_geometry.files import write_json
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import SPECIAL_WORDS, describe, save_splits, write_vocabulary
    from rnn_geometry.tasks.families import FAMILIES
    from rnn_geometry.tasks.synthetic import draw_texts

    options = snakemake.params.options
    family = FAMILIES[options["family"]](options["classes"], strong=options["strong"], counter=options["counter"])
    rng = generator(snakemake.params.seed, snakemake.wildcards.task)
    train, test = (
        draw_texts(family, options[count], tuple(options["lengths"]), rng, tilt=options["tilt"], balanced=options["balanced"])
        for count in ("train_texts", "test_texts")
    )
    words = SPECIAL_WORDS + family.words
    scores = np.pad(family.scores, ((len(SPECIAL_WORDS), 0), (0, 0)))
    save_splits(snakemake.output.texts, train, test)
    write_vocabulary(snakemake.output.vocabulary, words, scores)
    write_json(snakemake.output.record, describe(options["family"], family.classes, train, test, words))
