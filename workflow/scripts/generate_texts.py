"""Draw the training, validation and test texts of a synthetic task."""

from rnn_geometry.job import job

with job(snakemake):
    import numpy as np

    from rnn_geometry.files import write_json
    from rnn_geometry.tasks.encoded import SPECIAL_WORDS, describe, save_splits, write_vocabulary
    from rnn_geometry.tasks.families import make_family
    from rnn_geometry.tasks.synthetic import OPTIONS, draw_splits

    options = snakemake.params.options
    family = make_family(**{key: value for key, value in options.items() if key not in OPTIONS})
    splits = draw_splits(family, options, snakemake.params.seed, snakemake.wildcards.task)
    words = SPECIAL_WORDS + family.words
    scores = np.pad(family.scores, ((len(SPECIAL_WORDS), 0), (0, 0)))
    save_splits(snakemake.output.texts, splits)
    write_vocabulary(snakemake.output.vocabulary, words, scores)
    write_json(snakemake.output.record, describe(options["family"], family.classes, splits, words, family.shape))
