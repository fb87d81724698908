"""Which kernels OpenBLAS uses for matrix products. To be settled before NumPy is imported.

OpenBLAS picks the kernels that fit the processor when it is loaded, unless the environment names others
(`OPENBLAS_CORETYPE`), and some versions don't know the newest processors. Then the AVX2 kernels run on a
processor that has AVX-512: measured with NumPy 2.4 on one thread, 63 µs instead of 43 for 32×784 · 784×128
and 575 instead of 324 for 128×512 · 512×512. So where Linux reports the needed instructions, a short probe
(`blas_probe`) tries the other kernels in processes of their own, and they are taken if they gain 10 % or
more. The answer is kept in the user's cache, so that only the first start pays for it. All processes that
this one starts inherit the choice: every host of the engine computes the same bits.

Elsewhere (no AVX-512, Windows, macOS) nothing is done, and `--blas-kernels ambient` leaves everything as it
is.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from playground import __version__
from playground.cli.blas_threads import KERNELS_VARIABLE

AVX512_KERNELS = "SkylakeX"
"""What OpenBLAS calls its AVX-512 kernels; later cores share their float32 and float64 products."""
LEAST_GAIN = 1.10
_KERNELS_WITH_AVX512 = ("skylakex", "cooperlake", "sapphirerapids")
NEEDED_FLAGS = frozenset({"avx512f", "avx512bw", "avx512dq", "avx512vl"})
_MAX_ANSWERS = 16
"""Answers to keep: a cache folder may be shared by several machines."""


@dataclass(frozen=True, slots=True)
class KernelChoice:
    """What was decided about the kernels of this process."""

    ambient: str
    """What the environment named before, empty if nothing."""
    chosen: str | None
    """What it names now; None: left as it was."""
    gain: float | None = None
    """How many times as fast the other kernels were in the probe; None where there was none to try."""


_choices: list[KernelChoice] = []
"""The decision of this process, once it is made."""


def choose_blas_kernels(wish: str = "auto") -> KernelChoice:
    """Settle the kernels for this process and all that it starts; nothing once NumPy is loaded.

    Parameters
    ----------
    wish : str
        `auto`, `ambient` (leave the environment as it is) or the name of an OpenBLAS core.
    """
    ambient = os.environ.get(KERNELS_VARIABLE, "")
    choice = KernelChoice(ambient, None)
    if "numpy" not in sys.modules:
        if wish == "auto":
            choice = decide(ambient)
        elif wish != "ambient":
            choice = KernelChoice(ambient, wish)
        if choice.chosen is not None:
            os.environ[KERNELS_VARIABLE] = choice.chosen
    _choices[:] = [choice]
    return choice


def last_choice() -> KernelChoice:
    """What `choose_blas_kernels` decided in this process."""
    return _choices[0] if _choices else KernelChoice(os.environ.get(KERNELS_VARIABLE, ""), None)


def decide(ambient: str) -> KernelChoice:
    """What to do where the environment names the kernels `ambient`: remembered, or found by a probe."""
    if ambient.lower() in _KERNELS_WITH_AVX512:
        return KernelChoice(ambient, None)
    model, flags = processor()
    if not flags >= NEEDED_FLAGS:
        return KernelChoice(ambient, None)
    key = " | ".join((model, f"numpy {numpy_version()}", f"playground {__version__}", ambient or "unset"))
    gain = read_answers().get(key)
    if gain is None:
        from playground.cli.blas_probe import probe_gain

        gain = probe_gain(AVX512_KERNELS, ambient)
        if gain is None:
            return KernelChoice(ambient, None)
        write_answer(key, gain)
    return KernelChoice(ambient, AVX512_KERNELS if gain >= LEAST_GAIN else None, gain)


def processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> tuple[str, frozenset[str]]:
    """Model and instruction sets of the first processor, as Linux on x86-64 tells them; else nothing."""
    if sys.platform != "linux" or os.uname().machine != "x86_64":
        return "", frozenset()
    model: dict[str, str] = {}
    with suppress(OSError), cpuinfo.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if not line.strip():
                break
            name, _, value = line.partition(":")
            model[name.strip()] = value.strip()
    parts = (model.get(name, "") for name in ("model name", "cpu family", "model", "stepping"))
    return " ".join(parts), frozenset(model.get("flags", "").split())


def numpy_version() -> str:
    """The version of the installed NumPy, read without importing it; empty where that can't be had."""
    spec = PathFinder.find_spec("numpy")
    if spec is None or spec.origin is None:
        return ""
    with suppress(OSError):
        text = Path(spec.origin).with_name("version.py").read_text(encoding="utf-8")
        found = re.search(r'^version = "([^"]+)"', text, re.MULTILINE)
        return found[1] if found else ""
    return ""


def cache_path(environment: Mapping[str, str] | None = None) -> Path | None:
    """Where the answers are kept; None without a home folder."""
    folder = (os.environ if environment is None else environment).get("XDG_CACHE_HOME", "")
    if os.path.isabs(folder):
        return Path(folder) / "backprop-playground" / "blas_kernels.json"
    try:
        return Path.home() / ".cache" / "backprop-playground" / "blas_kernels.json"
    except RuntimeError:
        return None


def read_answers() -> dict[str, float]:
    """The gains that were measured before, by circumstances; nothing from a missing or damaged file."""
    path = cache_path()
    if path is None:
        return {}
    try:
        answers = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): float(gain) for key, gain in answers.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_answer(key: str, gain: float) -> None:
    """Remember a gain for the next start; where nothing can be written, that one measures again."""
    path = cache_path()
    if path is None:
        return
    others = [item for item in read_answers().items() if item[0] != key]
    answers = dict([*others[-(_MAX_ANSWERS - 1) :], (key, gain)])
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(answers, indent=1), encoding="utf-8")
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
