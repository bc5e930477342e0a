"""The states that one network visits while it reads held-out texts."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.dynamics.states import visited_states
    from rnn_geometry.files import write_arrays
    from rnn_geometry.networks.classifier import load_network
    from rnn_geometry.tasks.encoded import load_split

    network = load_network(snakemake.input.network, snakemake.params.own_cell)
    texts = load_split(snakemake.input.texts, "test")[: snakemake.params.texts]
    write_arrays(snakemake.output.states, visited_states(network, texts))
