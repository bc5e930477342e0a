"""Which kernels compute here: the variants of code that libraries choose for the processor, and with them how sums are rounded.

Two machines with the same versions of everything, but with other kernels, round differently in the last bits.
"""

import ctypes
import os
import sys
from pathlib import Path

SWITCHES = ("ATEN_", "MKL_", "OPENBLAS_", "NPY_", "ONEDNN_", "GLIBC_TUNABLES")  # prefixes of variables that choose kernels


def describe_kernels() -> dict:
    """The kernels of the libraries that this process has loaded, and the environment's switches for them.

    torch: the capability of the processor that its own kernels are made for; mkl: what the MKL within torch takes the
    processor for; numpy: the instruction sets that numpy's own kernels use; blas: each BLAS that numpy and scipy brought,
    with its architecture. None for what is not loaded or does not tell.
    """
    torch, numpy = (sys.modules.get(name) for name in ("torch", "numpy"))  # a job without them pays nothing for them
    return {
        "torch": torch.backends.cpu.get_cpu_capability() if torch else None,
        "mkl": _mkl_processor(Path(torch.__file__).parent) if torch and torch.backends.mkl.is_available() else None,
        "numpy": _instruction_sets(numpy) if numpy else None,
        "blas": _blas_libraries() if numpy else [],
        "switches": {name: value for name, value in sorted(os.environ.items()) if name.startswith(SWITCHES)},
    }


def _blas_libraries() -> list[str]:
    """Each BLAS that is loaded: where it came from, its name, version and architecture."""
    from threadpoolctl import threadpool_info

    blas = (library for library in threadpool_info() if library["user_api"] == "blas")
    found = ((Path(library["filepath"]).parent.name, library) for library in blas)
    return sorted(f"{place}: {b['internal_api']} {b['version']} {b.get('architecture')}" for place, b in found)


def _instruction_sets(numpy) -> str:
    """Those that numpy was made for, and those beyond that it found here."""
    extensions = numpy.show_config(mode="dicts")["SIMD Extensions"]
    return " ".join([*extensions["baseline"], *extensions.get("found", [])])


class _MklVersion(ctypes.Structure):
    """`MKLVersion` of mkl_types.h."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("major", "minor", "update")),
        *((name, ctypes.c_char_p) for name in ("status", "build", "processor", "platform")),
    ]


def _mkl_processor(torch_folder: Path) -> str | None:
    """The processor that the MKL within torch has kernels for here; None where the library does not let itself be asked."""
    libraries = sorted((torch_folder / "lib").glob("libtorch_cpu.so"))
    ask = getattr(ctypes.CDLL(str(libraries[0])), "mkl_serv_get_version", None) if libraries else None
    if ask is None:
        return None
    version = _MklVersion()
    ask(ctypes.byref(version))
    return version.processor.decode() if version.processor else None
