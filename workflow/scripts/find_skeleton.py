"""All fixed points of one network, with what connects them, at the task's constant input and at the zero input."""

from rnn_geometry.job import job

with job(snakemake):
    import numpy as np

    from rnn_geometry.dynamics.skeleton_search import search_skeleton
    from rnn_geometry.dynamics.states import constant_input
    from rnn_geometry.files import read_arrays, read_json, write_arrays, write_json
    from rnn_geometry.geometry.faces import face_centres, measure_faces, read_faces
    from rnn_geometry.networks.classifier import load_network
    from rnn_geometry.seeds import generator
    from rnn_geometry.tasks.encoded import load_split, read_vocabulary

    input, output, params = snakemake.input, snakemake.output, snakemake.params
    network, family = load_network(input.network, params.own_cell), read_json(input.task)["family"]
    visited, readouts = read_arrays(input.states, ["states", "readouts"]).values()
    centres = face_centres(visited, readouts, family)
    vocabulary, train_texts = read_vocabulary(input.vocabulary), load_split(input.texts, "train")

    def find(choice: str) -> tuple[dict, dict]:
        x = constant_input(network, choice, vocabulary, train_texts)
        rng = generator(params.seed, *snakemake.wildcards, "skeleton", choice)
        arrays, record = search_skeleton(network, x, visited, centres, rng, **params.options)
        arrays["faces"] = read_faces(arrays["logits"], arrays["index"], family)
        counts = measure_faces(arrays["index"], arrays["faces"], arrays["labels"], arrays["edges"], family)
        return arrays, counts | record

    arrays, record = find(params.constant_input)
    at_zero, zero_record = ({}, dict.fromkeys(record, np.nan)) if params.constant_input == "zero" else find("zero")
    arrays |= {f"zero_{name}": array for name, array in at_zero.items() if name != "paths"}
    record |= {f"zero_{name}": number for name, number in zero_record.items() if "expected" not in name}
    write_arrays(output.arrays, arrays)
    write_json(output.record, {"skeleton_input": params.constant_input, **record})
