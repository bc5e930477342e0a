"""The geometry of every pair of networks of one task, aligned: across cells, and across seeds of a cell."""

from rnn_geometry.job import job

with job(snakemake):
    from itertools import combinations

    import numpy as np
    import pandas as pd

    from rnn_geometry.files import read_arrays, read_json, write_table
    from rnn_geometry.measures.moves import final_states
    from rnn_geometry.measures.universality import class_means, compare
    from rnn_geometry.seeds import generator

    dimension = read_json(snakemake.input.task)["expected_dimension"]
    networks = []
    for states, points in zip(snakemake.input.states, snakemake.input.points, strict=True):
        visited = read_arrays(states, ["states", "text", "label"])
        slow = read_arrays(points, ["slow_states", "slow_predicted"])
        final = final_states(visited["states"], visited["text"])
        classes = np.unique(visited["label"])  # of the same texts for every network
        means = class_means(final, visited["label"], classes)
        slow_means = class_means(slow["slow_states"], slow["slow_predicted"], classes)
        networks.append({"final": final, "means": means, "slow_means": slow_means})
    rows = []
    for (run, network), (other, another) in combinations(zip(snakemake.params.runs, networks, strict=True), 2):
        names = {f"{key}_{end}": value for end, names in (("a", run), ("b", other)) for key, value in names.items()}
        rng = generator(snakemake.params.seed, snakemake.wildcards.task, *names.values(), "universality")
        rows.append(names | compare(network, another, dimension, rng))
    write_table(snakemake.output.table, pd.DataFrame(rows))
