"""What every rule's script stands in: its log file, its threads, what it cost, and an error that says which job failed and why.

A job writes its own benchmark file, since it may run in a child of the warm process, which is no child of Snakemake's.
"""

import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Stopped(BaseException):
    """The job was told to end, by SIGTERM."""


@contextmanager
def job(snakemake) -> Iterator[float]:
    """Run the block with its output in the rule's log and as many threads as the rule has; yields the time of its start.

    Numerical libraries must be imported inside the block: they read their thread count once.
    An error ends the job; the log keeps its traceback and closes with one line that names the job. An input found damaged
    is set aside, so that the next call of the workflow makes it again. SIGTERM ends the job where it is, with nothing half
    written left behind, by exit code 143.
    """
    for variable in THREAD_VARIABLES:
        os.environ[variable] = str(snakemake.threads)
    place = " ".join([snakemake.rule, *(f"{key}={value}" for key, value in snakemake.wildcards.items())])
    try:
        with (
            open(snakemake.log[0], "w", buffering=1, encoding="utf-8") as log,
            redirect_stdout(log),
            redirect_stderr(log),
            _heeding_sigterm(),
        ):
            print(place)
            started = time.time()
            try:
                yield started
            except Exception as error:  # whatever it is: the log keeps its traceback, and the job fails
                traceback.print_exc()
                print(f"\nERROR in {place}: {_explain(error, snakemake.input)}")
                sys.exit(1)
            except Stopped:
                print(f"\nSTOPPED {place}: by SIGTERM; the same command again goes on from here")
                sys.exit(128 + signal.SIGTERM)
    except OSError as error:  # of the log itself, such as on a full disk
        sys.exit(f"ERROR in {place}: its log {snakemake.log[0]} cannot be written: {error}")
    write_benchmark(Path(snakemake.log[0]), time.time() - started)


def write_benchmark(log: Path, seconds: float) -> None:
    """Write what this process took: `benchmarks/{rule}/{job}.tsv` for the log `logs/{rule}/{job}.log`.

    Wall time and CPU time in seconds, peak memory in MB and mean load in percent, in columns named as Snakemake's.
    """
    if log.parts[0] != "logs":
        return
    path = Path("benchmarks", *log.parts[1:]).with_suffix(".tsv")
    path.parent.mkdir(parents=True, exist_ok=True)
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(used.ru_utime + used.ru_stime for used in spent)
    columns = {
        "s": f"{seconds:.4f}",
        "h:m:s": str(timedelta(seconds=int(seconds))),
        "max_rss": f"{max(used.ru_maxrss for used in spent) / 1024:.2f}",
        "mean_load": f"{100 * cpu / max(seconds, 1e-9):.2f}",
        "cpu_time": f"{cpu:.2f}",
    }
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text("\t".join(columns) + "\n" + "\t".join(columns.values()) + "\n", encoding="utf-8")
    os.replace(partial, path)


@contextmanager
def _heeding_sigterm() -> Iterator[None]:
    """Raise Stopped in the block at SIGTERM; what comes after the first one does not disturb the end."""

    def stop(*_) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Stopped

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _explain(error: Exception, inputs) -> str:
    """The message of an error in one line; where an input was found damaged, after setting that aside."""
    damaged = getattr(error, "path", None)  # as DamagedArtefact has it; importing that here would cost every job numpy
    if damaged is None or str(damaged) not in map(str, inputs):
        return " ".join(str(error).split()) or type(error).__name__
    aside = Path(f"{damaged}.damaged")
    try:
        os.replace(damaged, aside)
    except OSError:  # not ours to move; the error itself says what to do
        return str(error)
    return f"{damaged}: {error.reason}; set aside as {aside.name}: the same command again makes it anew"
