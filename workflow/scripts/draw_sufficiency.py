"""Draw accuracy over the number of principal components kept or removed, for every task."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.figures.style import save
    from rnn_geometry.figures.sufficiency import Sufficiency, draw_sufficiency
    from rnn_geometry.files import read_arrays, read_json

    names = [f"{kind}_{when}" for kind in ("kept", "removed") for when in ("at_end", "throughout")]
    tasks = zip(snakemake.params.tasks, snakemake.input.tasks, strict=True)
    expected = {task: read_json(path)["expected_dimension"] for task, path in tasks}
    runs = [
        Sufficiency(task, cell, read_json(record)["accuracy_chance"], expected[task], read_arrays(arrays, names))
        for (task, cell), arrays, record in zip(
            snakemake.params.runs, snakemake.input.effects, snakemake.input.records, strict=True
        )
    ]
    save(draw_sufficiency(runs), snakemake.output.figures)
