"""Draw the skeletons of one task's networks: fixed points by index, and what connects them."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.figures.skeleton import draw_skeletons, read_bones
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_arrays, read_json

    input, task = snakemake.input, read_json(snakemake.input.task)
    files = zip(input.skeletons, input.states, strict=True)
    runs = [read_bones(skeleton, read_arrays(visited, ["states"])["states"]) for skeleton, visited in files]
    figure = draw_skeletons(runs, snakemake.params.titles, task["classes"], task["expected_dimension"])
    save(figure, snakemake.output.figures)
