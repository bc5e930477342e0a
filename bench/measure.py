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
    """
    times, peak = [], float("nan")
    for _ in range(repeats):
        linux = CLEAR.exists()
        if linux:
            _give_back_memory()
            CLEAR.write_text("5")  # forget the peak so far
            before = _kilobytes("VmRSS")
        begin = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - begin)
        if linux:
            grown = (_kilobytes("VmHWM") - before) / 1024
            peak = grown if peak != peak else max(peak, grown)
    return statistics.median(times), peak, result
