"""All fixed points of one network, with what connects them, at the task's constant input and at the zero input."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.engine.options import SkeletonOptions
    from rnn_geometry.files import read_json, write_arrays, write_json
    from rnn_geometry.measures import skeleton
    from rnn_geometry.measures.network_subject import NetworkSubject
    from rnn_geometry.measures.subject import Measured
    from rnn_geometry.seeds import generator

    input, output, params = snakemake.input, snakemake.output, snakemake.params
    subject = NetworkSubject(read_json(input.task), params.constant_input, input, params.own_cell)

    def find(choice: str) -> Measured:
        rng = generator(params.seed, *snakemake.wildcards, "skeleton", choice)
        return skeleton.measure(subject.at(choice), SkeletonOptions(**params.options), rng)

    own = find(params.constant_input)
    found = skeleton.with_zero_input(own, None if params.constant_input == "zero" else find("zero"))
    write_arrays(output.arrays, found.arrays)
    write_json(output.record, {"skeleton_input": params.constant_input, **found.record})
