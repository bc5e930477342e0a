"""What the words of a task's texts say without their order: the dimension they predict, and a linear classifier of them."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import read_json, write_json
    from rnn_geometry.measures.bag_of_words import fit_bag_of_words, logit_changes, measure_bag_of_words
    from rnn_geometry.measures.evidence import predict_from_evidence, worth_of
    from rnn_geometry.measures.word_counts import bags_of_words, predict_dimension
    from rnn_geometry.seeds import integer_seed
    from rnn_geometry.tasks.encoded import load_split, read_scores, target_of_task

    record = read_json(snakemake.input.record)
    train, test = (load_split(snakemake.input.texts, split) for split in ("train", "test"))
    counts, held_out = (bags_of_words(texts, record["vocabulary_size"]) for texts in (train, test))
    seed = integer_seed(snakemake.params.seed, snakemake.wildcards.task, "word counts")
    predicted = predict_dimension(counts, train.labels, seed)
    target = target_of_task(record)
    model = fit_bag_of_words(counts, train.labels, target)
    worth = worth_of(read_scores(snakemake.input.vocabulary), logit_changes(model), target)
    predicted |= predict_from_evidence(worth, train) | measure_bag_of_words(model, counts, held_out, test.labels, target)
    write_json(snakemake.output.record, predicted)
