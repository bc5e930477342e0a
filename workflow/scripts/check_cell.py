"""Make a cell that the user wrote and take a few steps with it, before networks are trained."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.files import write_json
    from rnn_geometry.networks.own_cell import try_cell

    write_json(snakemake.output.record, try_cell(snakemake.params.own_cell, snakemake.params.hidden_size))
