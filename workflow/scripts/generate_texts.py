"""Draw the training and held-out texts of a synthetic task."""

from rnn_geometry.job import job

with job(snakemake):
    import numpy as np

    from rnn_geometry.files import write_json
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import SPECIAL_WORDS, describe, save_splits, write_vocabulary
    from rnn_geometry.tasks.families import make_family
    from rnn_geometry.tasks.synthetic import draw_texts, permute_labels

    options = dict(snakemake.params.options)
    counts = [options.pop(count) for count in ("train_texts", "test_texts")]
    drawing = {"tilt": options.pop("tilt"), "balance": options.pop("balance")}
    lengths, labels = tuple(options.pop("lengths")), options.pop("training_labels")
    family = make_family(**options)
    rng = generator(snakemake.params.seed, snakemake.wildcards.task)
    train, test = (draw_texts(family, count, lengths, rng, **drawing) for count in counts)
    if labels == "permuted":
        train = permute_labels(train, rng)
    words = SPECIAL_WORDS + family.words
    scores = np.pad(family.scores, ((len(SPECIAL_WORDS), 0), (0, 0)))
    save_splits(snakemake.output.texts, train, test)
    write_vocabulary(snakemake.output.vocabulary, words, scores)
    write_json(snakemake.output.record, describe(options["family"], family.classes, train, test, words, family.shape))
