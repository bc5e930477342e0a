"""One table of all tasks of the study, once every one of them is there and fit to be trained on."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.files import read_json, write_table
    from rnn_geometry.tasks.encoded import read_vocabulary, target_of_task

    rows = []
    sources = snakemake.params.sources
    for task, record, vocabulary in zip(sources, snakemake.input.records, snakemake.input.vocabularies, strict=True):
        choice = snakemake.params.constant_inputs[task]
        if choice not in ("zero", "mean", *read_vocabulary(vocabulary)):
            raise ValueError(
                f"config: tasks.{task}.constant_input: {choice!r} is neither zero, mean nor a word of {vocabulary}"
            )
        row = {"task": task, "source": sources[task], **snakemake.params.traits[task]} | read_json(record)
        rows.append(row | {"classes": target_of_task(row).classes})
    write_table(snakemake.output.table, pd.DataFrame(rows).assign(study=snakemake.params.study))
