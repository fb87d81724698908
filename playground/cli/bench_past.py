"""`bench past`: what the recording of a run costs, and how long a jump to any of its moments takes.

Two runs of the same experiment go on in turns, one of them recorded: the difference of their processor times
is the price. Then the recorded one is sent to random steps and to the worst places, those just before the
next moment that is kept whole.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise
from time import perf_counter, thread_time
from typing import Any

import numpy as np

from playground.cli.progress import ProgressLine
from playground.engine import Dense
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    NetworkConfig,
    OptimizerConfig,
    TrainingConfig,
)
from playground.experiment.examples import EXAMPLES
from playground.training.messages import RunState
from playground.training.pace import CHUNK_S
from playground.training.past.archive import BUDGET_BYTES
from playground.training.past.recorder import Recorder
from playground.training.session import Session

DEFAULT_S = 30.0
MOST_STEPS = 100_000
_TURN_S = 0.25
_N_JUMPS = 100
_N_WORST = 5
_N_CHECKED = 20


def past_configs() -> dict[str, ExperimentConfig]:
    """A network on the plane, and the one that the window opens with; neither ends by itself."""
    plane = ExperimentConfig(
        data=DataConfig(dataset="spiral"),
        network=NetworkConfig(layers=(Dense(units=8, activation="tanh"),) * 2),
        optimizer=OptimizerConfig(learning_rate=0.003),
        training=TrainingConfig(batch_size=10),
    )
    opening = EXAMPLES["digits"].config
    training = replace(opening.training, max_epochs=0, patience_epochs=0)
    return {"2-8-8-2": plane, "784-128-64-10": replace(opening, training=training)}


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return one object for each network."""
    seconds = DEFAULT_S if options.seconds is None else options.seconds
    line = ProgressLine(silent=options.json)
    figures = [
        measure_past(name, config, seconds, MOST_STEPS, line) for name, config in past_configs().items()
    ]
    line.clear()
    return figures


def measure_past(
    name: str, config: ExperimentConfig, seconds: float, most_steps: int, progress: ProgressLine | None = None
) -> dict[str, Any]:
    """Train for so long or so many steps, with and without a recording, then jump about.

    Returns
    -------
    dict
        `recording_percent` of the time of training, bytes and number of moments, the times of jumps
        (`jump_ms`: median, p95, max, by the clock; `max_cpu_ms` is free of what else this machine does),
        and `bit_equal`: whether moments that were looked at during training came back with the same bits.
    """
    plain, recorded = _Trainee(config, is_recorded=False), _Trainee(config, is_recorded=True)
    ends_at = perf_counter() + seconds
    ratios: list[float] = []
    while recorded.session.step < most_steps and (perf_counter() < ends_at or not ratios):
        first, second = plain.turn(most_steps), recorded.turn(most_steps)
        if first:
            ratios.append(second / first)
        recorded.look()
        if progress is not None:
            progress.show(f"{name}: step {recorded.session.step:,}")
    recorder, newest = recorded.recorder, recorded.session.newest_step
    return {
        "network": name,
        "augmentation": config.data.augmentation if recorded.session.dataset.image_shape else "off",
        "n_steps": newest,
        "us_per_step": round(1e6 * recorded.cpu_s / newest, 2),
        "recording_percent": round(100 * (statistics.median(ratios) - 1), 2),
        "noting_percent": round(100 * recorded.noting_s / recorded.cpu_s, 2),
        "n_moments": len(recorder.moments),
        "n_bytes": recorder.n_bytes,
        "budget_bytes": recorder.budget_bytes,
        **_jumps(recorder, recorded.session, newest),
        "bit_equal": recorded.comes_back(),
    }


class _Trainee:
    """A run that is trained in turns, in chunks as the engine's loop makes them."""

    def __init__(self, config: ExperimentConfig, *, is_recorded: bool) -> None:
        self.session = Session(config)
        self.recorder = Recorder(self.session, BUDGET_BYTES)
        self.cpu_s = self.noting_s = 0.0
        self._is_recorded = is_recorded
        self._chunk = 1
        self._seen: dict[int, bytes] = {}

    def turn(self, most_steps: int) -> float:
        """Train for a moment; return the processor time of a step."""
        session, began_step, spent = self.session, self.session.step, 0.0
        while spent < _TURN_S and session.step < most_steps:
            began = thread_time()
            made = session.run(min(self._chunk, most_steps - session.step))
            if self._is_recorded:
                noting = thread_time()
                self.recorder.note()
                self.noting_s += thread_time() - noting
            took = thread_time() - began
            self._chunk = max(1, min(int(CHUNK_S * made / max(took, 1e-9)), 4 * self._chunk))
            spent += took
            if session.state is not RunState.TRAINING:
                break
        self.cpu_s += spent
        return spent / max(session.step - began_step, 1)  # 0 once it has made all its steps

    def look(self) -> None:
        """Remember this moment; of many every second one."""
        if len(self._seen) >= 2 * _N_CHECKED:
            self._seen = dict(list(self._seen.items())[::2])
        self._seen[self.session.step] = _fingerprint(self.session)

    def comes_back(self) -> bool:
        """Whether each remembered moment is the same after a jump to it."""
        for step, seen in self._seen.items():
            self.recorder.seek(step)
            if _fingerprint(self.session) != seen:
                return False
        return True


@dataclass(frozen=True, slots=True)
class _Jump:
    wall_ms: float
    cpu_ms: float


def _jumps(recorder: Recorder, session: Session, newest: int) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    random_steps = rng.integers(0, newest, _N_JUMPS, endpoint=True).tolist()
    moments = sorted(recorder.moments, key=lambda moment: moment.step)
    gaps = [(later.seconds - earlier.seconds, later.step) for earlier, later in pairwise(moments)]
    worst = [step for _, step in sorted(gaps)[-_N_WORST:]]
    taken = [_jump(recorder, step) for step in [*random_steps, *worst]]
    wall = sorted(jump.wall_ms for jump in taken)
    return {
        "n_jumps": len(taken),
        "jump_ms": {
            "median": round(statistics.median(wall), 2),
            "p95": round(wall[int(0.95 * len(wall))], 2),
            "max": round(wall[-1], 2),
            "max_cpu_ms": round(max(jump.cpu_ms for jump in taken), 2),
        },
    }


def _jump(recorder: Recorder, step: int) -> _Jump:
    began, began_cpu = perf_counter(), thread_time()
    recorder.seek(step)
    return _Jump(1e3 * (perf_counter() - began), 1e3 * (thread_time() - began_cpu))


def _fingerprint(session: Session) -> bytes:
    """Everything that a person sees of the parameters and that decides the next step."""
    digest = blake2b(session.network.parameters.tobytes(), digest_size=16)
    for name, values in sorted(session.optimizer.state_arrays().items()):
        digest.update(name.encode() + values.tobytes())
    digest.update(repr(session.generators.augmentation.bit_generator.state).encode())
    digest.update(f"{session.feed.n_epochs} {session.feed.offset}".encode() + session.feed.order.tobytes())
    return digest.digest()
