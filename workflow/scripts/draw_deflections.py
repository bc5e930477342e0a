"""Draw the deflections of one task's words on the manifold, a panel a run."""

from rnn_geometry.job import job

with job(snakemake):
    from dataclasses import fields

    from rnn_geometry.figures.deflections import Arrows, draw_deflections, draw_telling_words
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_arrays, read_json, read_metadata
    from rnn_geometry.tasks.encoded import output_names

    task, titles = read_json(snakemake.input.task), snakemake.params.titles
    runs = [Arrows(**read_arrays(path, [field.name for field in fields(Arrows)])) for path in snakemake.input.effects]
    shown = [read_metadata(path) for path in snakemake.input.effects]
    if snakemake.params.synthetic:  # its words are the same in every run
        figure = draw_deflections(runs, titles, shown[0]["words"], shown[0]["kinds"])
    else:
        figure = draw_telling_words(runs, titles, [names["words"] for names in shown], output_names(task))
    save(figure, snakemake.output.figures)
