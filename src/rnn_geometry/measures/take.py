"""Take the measures of one stage of a run, one after the other, and write what each found."""

from collections.abc import Iterator, Mapping

from rnn_geometry.files import write_arrays, write_json
from rnn_geometry.measures.columns import write_columns
from rnn_geometry.measures.registry import Measure, measures_of
from rnn_geometry.measures.subject import Measured, Subject
from rnn_geometry.seeds import generator


def take_measures(stage: str, subject: Subject, options: Mapping[str, dict], key: tuple) -> Iterator[tuple[Measure, Measured]]:
    """Each measure of a stage with what it found.

    options: of each section of the config; key: of the run's random numbers, to which each measure adds its own.
    """
    for row in measures_of(stage):
        chosen = row.options(**options[row.section]) if row.section else None
        found = row.load().measure(subject, chosen, generator(*key, row.key))
        if row.part:
            setattr(subject, row.part, found.arrays)
        yield row, found


def write_measured(row: Measure, found: Measured, output: Mapping[str, str]) -> None:
    """Write a measure's record, arrays and table to the files of `layout.outputs_of`."""
    if row.arrays:
        write_arrays(output[f"{row.name}_arrays"], found.arrays, found.about)
    write_json(output[row.name], found.record)
    if row.table:
        write_columns(output[row.table], found.table)
