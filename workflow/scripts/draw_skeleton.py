"""Draw the skeletons of one task's networks: fixed points by index, and what connects them."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.figures.skeleton import Bones, draw_skeletons
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_arrays, read_json

    def read(visited: str, skeleton: str) -> Bones:
        found = read_arrays(skeleton, ["states", "index", "labels", "edges", "paths"])
        return Bones(read_arrays(visited, ["states"])["states"], found.pop("states"), **found)

    input, task = snakemake.input, read_json(snakemake.input.task)
    runs = [read(*files) for files in zip(input.states, input.skeletons, strict=True)]
    figure = draw_skeletons(runs, snakemake.params.titles, task["classes"], task["expected_dimension"])
    save(figure, snakemake.output.figures)
