"""The dimension of one network's states and slow points, its readouts, its corners, and what its axes stand for."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import read_json
    from rnn_geometry.measures.subject import Subject
    from rnn_geometry.measures.take import take_measures, write_measured

    subject, params = Subject(read_json(snakemake.input.task), snakemake.input), snakemake.params
    measured = list(take_measures("geometry", subject, params.options, (params.seed, *snakemake.wildcards)))
    for measure, found in measured:
        write_measured(measure, found, snakemake.output)
