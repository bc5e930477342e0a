"""What the modes of one network do: deflections, alignment, linear prediction, sufficiency, and flow."""

from rnn_geometry.job import job

with job(snakemake):
    import torch

    from rnn_geometry.dynamics.deflections import tabulate, write_deflections
    from rnn_geometry.dynamics.effects import Subject, measure_effects
    from rnn_geometry.files import read_arrays, read_json, write_arrays, write_json
    from rnn_geometry.networks.classifier import load_network
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import load_split, output_names
    from rnn_geometry.tasks.words import read_words

    task, train_texts = read_json(snakemake.input.task), load_split(snakemake.input.texts, "train")
    words = read_words(snakemake.input.vocabulary, train_texts, task["outputs"], task["multilabel"])
    visited, points = read_arrays(snakemake.input.states), read_arrays(snakemake.input.points)
    subject = Subject(
        network=load_network(snakemake.input.network),
        x=torch.from_numpy(points["constant_input"]).float(),
        visited=visited,
        texts=load_split(snakemake.input.texts, "test")[: len(visited["label"])],
        slow=torch.from_numpy(points["slow_states"]).float(),
        fixed=torch.from_numpy(points["fixed_states"]).float(),
        expected=task["expected_dimension"],
        words=words,
    )
    rng = generator(snakemake.params.seed, *snakemake.wildcards, "effects")
    record, arrays, table = measure_effects(subject, rng, **snakemake.params.options)
    tokens = arrays["arrow_tokens"]
    shown = {"words": [words.names[token] for token in tokens], "kinds": words.kinds[tokens].tolist()}
    write_json(snakemake.output.record, record)
    write_arrays(snakemake.output.arrays, arrays, shown)
    write_deflections(snakemake.output.words, tabulate(words, table, output_names(task)))
