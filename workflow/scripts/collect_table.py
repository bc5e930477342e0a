"""One table from the single records of all networks, tasks, pairs or checkpoints of the study."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import read_table, write_table
    from rnn_geometry.tables.collect import collect

    params = snakemake.params
    table = collect(params.records, snakemake.input.records, read_table(snakemake.input.tasks), params.about)
    write_table(snakemake.output.table, table.assign(study=params.study))
