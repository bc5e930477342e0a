"""Time and memory of one call."""

import ctypes
import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

LIBC = ctypes.CDLL(None)
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def _kilobytes(field: str) -> int:
    return int(STATUS.read_text().split(f"{field}:")[1].split()[0])


def _give_back_memory() -> None:
    """What the process has freed, to the system: kept, it would hide what the next call takes."""
    gc.collect()
    if hasattr(LIBC, "malloc_trim"):
        LIBC.malloc_trim(0)


def measure(call: Callable, repeats: int) -> tuple[float, float, object]:
    """The median wall time of a call in seconds, the most memory that it adds to the process in MB (NaN where the system is
    no Linux, which keeps a peak that can be reset), and what it returns.

    Memory is that of one more call, before which freed memory was given back: a short call would spend its time on getting it
    again. A call that is to be made once is timed there.
    """
    seconds, megabytes, result = _measure_memory(call)
    if repeats > 1:
        times = []
        for _ in range(repeats):
            begin = time.perf_counter()
            result = call()
            times.append(time.perf_counter() - begin)
        seconds = statistics.median(times)
    return seconds, megabytes, result


def _measure_memory(call: Callable) -> tuple[float, float, object]:
    before = None
    if CLEAR.exists():
        _give_back_memory()
        CLEAR.write_text("5")  # forget the peak so far
        before = _kilobytes("VmRSS")
    begin = time.perf_counter()
    result = call()
    seconds = time.perf_counter() - begin
    return seconds, float("nan") if before is None else (_kilobytes("VmHWM") - before) / 1024, result
