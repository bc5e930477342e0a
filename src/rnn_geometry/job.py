"""What every rule's script stands in: its log file, its threads, and an error that says which job failed and why."""

import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@contextmanager
def job(snakemake) -> Iterator[float]:
    """Run the block with its output in the rule's log and as many threads as the rule has; yields the time of its start.

    Numerical libraries must be imported inside the block: they read their thread count once.
    An error ends the job; the log keeps its traceback and closes with one line that names the job. An input found damaged
    is set aside, so that the next call of the workflow makes it anew.
    """
    for variable in THREAD_VARIABLES:
        os.environ[variable] = str(snakemake.threads)
    place = " ".join([snakemake.rule, *(f"{key}={value}" for key, value in snakemake.wildcards.items())])
    try:
        with open(snakemake.log[0], "w", buffering=1, encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
            print(place)
            try:
                yield time.time()
            except Exception as error:
                traceback.print_exc()
                print(f"\nERROR in {place}: {_explain(error, snakemake.input)}")
                sys.exit(1)
    except OSError as error:  # of the log itself, such as on a full disk
        sys.exit(f"ERROR in {place}: its log {snakemake.log[0]} cannot be written: {error}")


def _explain(error: Exception, inputs) -> str:
    """The message of an error; where an input was found damaged, after setting that aside."""
    damaged = getattr(error, "path", None)  # as DamagedArtefact has it; importing that here would cost every job numpy
    if damaged is None or str(damaged) not in map(str, inputs):
        return str(error)
    aside = Path(f"{damaged}.damaged")
    try:
        os.replace(damaged, aside)
    except OSError:  # not ours to move; the error itself says what to do
        return str(error)
    return f"{damaged}: {error.reason}; set aside as {aside.name}: the same command again makes it anew"
