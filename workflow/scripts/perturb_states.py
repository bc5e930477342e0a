"""What one network answers when its states are changed on the way."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import read_json
    from rnn_geometry.measures.network_subject import NetworkSubject
    from rnn_geometry.measures.take import take_measures, write_measured

    input, params = snakemake.input, snakemake.params
    subject = NetworkSubject(read_json(input.task), params.constant_input, input, params.own_cell)
    measured = list(take_measures("interventions", subject, params.options, (params.seed, *snakemake.wildcards)))
    for measure, found in measured:
        write_measured(measure, found, snakemake.output)
