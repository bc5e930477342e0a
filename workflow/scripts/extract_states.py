"""The states that one network visits while it reads held-out texts, as they are read at its constant input."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import write_arrays
    from rnn_geometry.measures.states import constant_input, visited_states
    from rnn_geometry.networks.classifier import load_network
    from rnn_geometry.tasks.encoded import load_split, read_vocabulary

    input, params = snakemake.input, snakemake.params
    network, vocabulary = load_network(input.network, params.own_cell), read_vocabulary(input.vocabulary)
    x = constant_input(network, params.constant_input, vocabulary, load_split(input.texts, "train"))
    texts = load_split(input.texts, "test")[: params.texts]
    write_arrays(snakemake.output.states, visited_states(network, texts, x))
