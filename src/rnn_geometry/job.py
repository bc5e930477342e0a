"""What every rule's script stands in: its log file, its threads, and an error that says which job failed and why."""

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@contextmanager
def job(snakemake) -> Iterator[None]:
    """Run the block with its output in the rule's log and as many threads as the rule has.

    Numerical libraries must be imported inside the block: they read their thread count once.
    An error ends the job; the log keeps its traceback and closes with one line that names the job.
    """
    for variable in THREAD_VARIABLES:
        os.environ[variable] = str(snakemake.threads)
    with open(snakemake.log[0], "w", buffering=1, encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        place = " ".join([snakemake.rule, *(f"{key}={value}" for key, value in snakemake.wildcards.items())])
        print(place)
        try:
            yield
        except Exception as error:
            traceback.print_exc()
            print(f"\nERROR in {place}: {error}")
            sys.exit(1)
