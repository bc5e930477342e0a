"""Where the files of a run lie: one folder per run, one name per file. Nowhere else are these paths.

What a measure writes is named by the registry of measures: its record by the measure's name, `dimension`, its arrays as
`modes_arrays`, a table of its own by the table's name. Standard library only, since the rules read it.
"""

from rnn_geometry.measures.registry import MEASURES

FOLDER = "results/runs/{task}/{cell}/l2-{l2}/seed-{seed}"
JOB = "{task}.{cell}.l2-{l2}.seed-{seed}"  # of a run's logs and benchmarks
FILES = {
    "network": "model.safetensors",
    "history": "training.csv",
    "metrics": "metrics.json",
    "provenance": "provenance.json",
    "states": "states.safetensors",
    "checkpoints": "checkpoints.safetensors",
    "emergence": "emergence.csv",
} | {name: file for measure in MEASURES for name, file in measure.files.items()}


def pattern_of(name: str) -> str:
    """The path of one file of any run, with the wildcards task, cell, l2 and seed."""
    return f"{FOLDER}/{FILES[name]}"


def outputs_of(stage: str) -> dict[str, str]:
    """The paths of all that the measures of one stage write of any run, by name."""
    names = [name for measure in MEASURES if measure.stage == stage for name in measure.files]
    return {name: pattern_of(name) for name in names}
