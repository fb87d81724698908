"""The choice of BLAS kernels: only where it can help, only where it does, paid for once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from cli_command import Command

from playground.cli import blas_kernels, blas_probe
from playground.cli.blas_kernels import (
    KERNELS_VARIABLE,
    NEEDED_FLAGS,
    KernelChoice,
    cache_path,
    choose_blas_kernels,
    decide,
    numpy_version,
    processor,
    read_answers,
    write_answer,
)


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered, as on a new machine."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


class Probe:
    """Stands for the race: gives a fixed gain and counts how often it was asked."""

    def __init__(self, gain: float | None) -> None:
        self.gain = gain
        self.asked: list[tuple[str, str]] = []

    def __call__(self, kernels: str, ambient: str) -> float | None:
        self.asked.append((kernels, ambient))
        return self.gain


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Probe:
    """A processor with AVX-512, on which the AVX-512 kernels gain 60 %."""
    stand_in = Probe(1.6)
    monkeypatch.setattr(blas_probe, "probe_gain", stand_in)
    monkeypatch.setattr(blas_kernels, "processor", lambda: ("Model 7", NEEDED_FLAGS | {"sse2"}))
    return stand_in


def test_a_gain_is_taken_and_remembered(probe: Probe) -> None:
    expected = KernelChoice("Haswell", "SkylakeX", 1.6)
    assert decide("Haswell") == expected
    assert decide("Haswell") == expected
    assert probe.asked == [("SkylakeX", "Haswell")]


@pytest.mark.parametrize("gain", [1.09, 1.0, 0.7, 0.0])
def test_without_a_gain_all_stays_as_it_is(gain: float, probe: Probe) -> None:
    probe.gain = gain
    for _ in range(2):
        assert decide("Haswell") == KernelChoice("Haswell", None, gain)
    assert len(probe.asked) == 1


def test_other_circumstances_are_measured_anew(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    decide("Haswell")
    decide("")
    monkeypatch.setattr(blas_kernels, "processor", lambda: ("Model 8", NEEDED_FLAGS))
    decide("")
    monkeypatch.setattr(blas_kernels, "numpy_version", lambda: "99.0")
    decide("")
    assert len(probe.asked) == 4


@pytest.mark.parametrize("missing", sorted(NEEDED_FLAGS))
def test_a_processor_that_lacks_an_instruction_costs_nothing(
    missing: str, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blas_kernels, "processor", lambda: ("Model 7", NEEDED_FLAGS - {missing}))
    assert decide("Haswell") == KernelChoice("Haswell", None)
    assert probe.asked == []
    assert read_answers() == {}


@pytest.mark.parametrize("ambient", ["SkylakeX", "SKYLAKEX", "SapphireRapids"])
def test_kernels_with_avx512_are_left_alone(ambient: str, probe: Probe) -> None:
    assert decide(ambient) == KernelChoice(ambient, None)
    assert probe.asked == []


def test_nothing_is_changed_once_numpy_is_loaded(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KERNELS_VARIABLE, "Haswell")
    assert sys.modules["numpy"] is np
    assert choose_blas_kernels() == KernelChoice("Haswell", None)
    assert os.environ[KERNELS_VARIABLE] == "Haswell"
    assert probe.asked == []


@pytest.mark.parametrize("text", ["", "{", "[1]", "3", '{"a": "fast"}', '{"a": null}', "\ufffd"])
def test_a_damaged_cache_is_measured_over(text: str, probe: Probe) -> None:
    path = cache_path()
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert decide("Haswell").chosen == "SkylakeX"
    assert list(read_answers().values()) == [1.6]


def test_a_cache_that_is_no_text_is_measured_over(probe: Probe) -> None:
    path = cache_path()
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xff\xfe\x00")
    assert decide("Haswell").chosen == "SkylakeX"


def test_a_cache_that_can_not_be_written_is_no_problem(probe: Probe) -> None:
    path = cache_path()
    assert path is not None
    path.parent.parent.mkdir(parents=True)
    path.parent.write_text("a file where the folder should be")
    assert decide("Haswell").chosen == "SkylakeX"
    assert decide("Haswell").chosen == "SkylakeX"
    assert len(probe.asked) == 2


def test_a_folder_in_the_place_of_the_cache_is_no_problem(probe: Probe) -> None:
    path = cache_path()
    assert path is not None
    path.mkdir(parents=True)
    assert decide("Haswell").chosen == "SkylakeX"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_the_cache_forgets_the_oldest() -> None:
    for number in range(40):
        write_answer(f"machine {number}", 1.0 + number)
    answers = read_answers()
    assert len(answers) == 16
    assert answers["machine 39"] == 40.0
    assert "machine 23" not in answers


def test_the_cache_lies_where_the_person_wants_it() -> None:
    assert cache_path({"XDG_CACHE_HOME": "/some/where"}) == Path(
        "/some/where/backprop-playground/blas_kernels.json"
    )
    # A relative folder is invalid by the XDG specification.
    default = Path.home() / ".cache" / "backprop-playground" / "blas_kernels.json"
    assert cache_path({"XDG_CACHE_HOME": "relative"}) == default
    assert cache_path({}) == default


@pytest.mark.skipif(sys.platform != "linux" or os.uname().machine != "x86_64", reason="reads /proc/cpuinfo")
def test_the_first_processor_is_read(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    block = "processor\t: {0}\ncpu family\t: 6\nmodel\t\t: 85\nmodel name\t: Fast {0}\nstepping\t: 4\n"
    cpuinfo.write_text((block + "flags\t\t: fpu avx512f avx512bw\n\n").format(0) + block.format(1))
    assert processor(cpuinfo) == ("Fast 0 6 85 4", frozenset({"fpu", "avx512f", "avx512bw"}))
    assert processor(tmp_path / "none")[1] == frozenset()


def test_the_version_of_numpy_is_known_without_importing_it(python: Command) -> None:
    code = (
        "import sys; from playground.cli.blas_kernels import numpy_version; found = numpy_version()\n"
        "assert 'numpy' not in sys.modules\nimport numpy; print(found == numpy.__version__)"
    )
    assert python("-c", code).out.strip() == "True"
    assert numpy_version()


SHOW = "import os; from playground.__main__ import main; main({}); print(os.environ.get('OPENBLAS_CORETYPE'))"


@pytest.mark.parametrize(("wish", "expected"), [("ambient", "Haswell"), ("Zen", "Zen")])
def test_a_wish_is_respected_before_numpy_is_loaded(wish: str, expected: str, python: Command) -> None:
    code = SHOW.format(["train", "--list", "--blas-kernels", wish])
    assert python("-c", code, **{KERNELS_VARIABLE: "Haswell"}).out.splitlines()[-1] == expected
    assert read_answers() == {}


def test_what_starts_here_inherits_the_decision_of_this_machine(python: Command) -> None:
    first, second = (
        python("-c", SHOW.format(["train", "--list"]), **{KERNELS_VARIABLE: "Haswell"}) for _ in range(2)
    )
    assert first.code == 0
    _, flags = processor()
    gains = list(read_answers().values())
    assert len(gains) <= int(flags >= NEEDED_FLAGS)
    gained = bool(gains) and gains[0] >= 1.1
    assert second.out.splitlines()[-1] == ("SkylakeX" if gained else "Haswell")


def test_a_race_of_equals_has_no_winner(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whatever BLAS there is: the same kernels against themselves. Bounds wide enough for a busy machine.
    monkeypatch.setattr(blas_probe, "LIMIT_S", 30.0)
    gain = blas_probe.probe_gain("", "")
    assert gain is not None
    assert 0.5 < gain < 2.0


@pytest.mark.parametrize(
    "command",
    [
        ("-c", "raise SystemExit(3)"),
        ("-c", "print('nonsense'); input()"),
        ("-c", "print([0, 0, 0]); input()"),
    ],
)
def test_a_contestant_that_fails_has_lost(command: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blas_probe, "PROGRAM", (sys.executable, *command))
    monkeypatch.setattr(blas_probe, "LIMIT_S", 30.0)
    assert blas_probe.probe_gain("SkylakeX", "Haswell") == 0.0


def test_a_race_that_takes_too_long_is_called_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blas_probe, "PROGRAM", (sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(blas_probe, "LIMIT_S", 0.3)
    assert blas_probe.probe_gain("SkylakeX", "Haswell") is None


def test_a_race_that_was_called_off_is_run_again_at_the_next_start(probe: Probe) -> None:
    probe.gain = None
    for _ in range(2):
        assert decide("Haswell") == KernelChoice("Haswell", None)
    assert len(probe.asked) == 2
    probe.gain = 1.6
    assert decide("Haswell").chosen == "SkylakeX"


def test_bench_kernels(python: Command) -> None:
    outcome = python("-m", "playground", "bench", "kernels", "--json")
    (figures,) = outcome.lines
    assert figures["blas_kernels"]
    _, flags = processor()
    assert figures["contestant_gain"] is None or flags >= NEEDED_FLAGS
