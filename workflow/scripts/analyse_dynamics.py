"""Slow and fixed points of one network, from states that it visits; its modes there, and what they do."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.dynamics.deflections import tabulate, write_deflections
    from rnn_geometry.dynamics.effects import Subject, measure_effects
    from rnn_geometry.dynamics.modes import find_spectra, measure_modes
    from rnn_geometry.dynamics.search import find_points
    from rnn_geometry.dynamics.stability import as_arrays
    from rnn_geometry.dynamics.states import constant_input
    from rnn_geometry.files import read_arrays, read_json, write_arrays, write_json
    from rnn_geometry.networks.classifier import load_network
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import load_split, output_names
    from rnn_geometry.tasks.words import read_words

    input, output, params = snakemake.input, snakemake.output, snakemake.params
    seed = (params.seed, *snakemake.wildcards)
    network = load_network(input.network, params.own_cell)
    task, visited = read_json(input.task), read_arrays(input.states)
    train_texts, texts = load_split(input.texts, "train"), load_split(input.texts, "test")
    words = read_words(input.vocabulary, train_texts, task["outputs"], task["multilabel"])
    x = constant_input(network, params.constant_input, words.names, train_texts)
    network = network.readable(x)

    points, points_record = find_points(network, x, visited["states"], generator(*seed, "fixed points"), **params.fixed_points)
    slow, fixed = find_spectra(network.cell, points, params.modes["points"])
    modes_record = measure_modes(
        slow,
        fixed,
        fixed_predicted=points["fixed_predicted"],
        expected=task["expected_dimension"],
        lengths={"median": task["length_median"], "p95": task["length_p95"]},
    )
    subject = Subject.of(network, points, visited, texts, task["expected_dimension"], words)
    effects_record, effects, of_words = measure_effects(subject, generator(*seed, "effects"), **params.effects)

    write_arrays(output.points, points)
    write_json(output.points_record, points_record)
    write_arrays(output.modes, as_arrays(slow, fixed))
    write_json(output.modes_record, modes_record)
    shown = [(words.names[token], words.kinds[token]) for token in effects["arrow_tokens"]]
    write_arrays(output.effects, effects, {"words": [name for name, _ in shown], "kinds": [kind for _, kind in shown]})
    write_json(output.effects_record, effects_record)
    write_deflections(output.words, tabulate(words, of_words, output_names(task)))
