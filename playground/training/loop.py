"""The engine loop: a plain generator that any host can drive, pause and end.

Each round drains the commands, makes a chunk of steps (at most some milliseconds), answers the open frame
request (before the chunk at full speed, else after it), gives the slow jobs their share and saves a
checkpoint when one is due. It yields how many seconds the host may sleep; a command ends the sleep. A paused
engine with nothing left to do sleeps without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter

from playground.training import messages as m
from playground.training.active_run import ActiveRun
from playground.training.command_desk import CommandDesk
from playground.training.messages import EventKind, RunState
from playground.training.pace import Pace, RateMeter
from playground.training.reporter import Reporter
from playground.training.requests import without_outrun
from playground.training.slow_jobs import SLICE_S

FOREVER_S = 3600.0
TRAVEL_S = 0.03
"""A jump into the past that takes long goes on for so long between two looks at the commands."""


class EngineLoop:
    """Carries out commands and trains in between.

    Parameters
    ----------
    drain : callable
        Returns the commands that have come since the last call; never waits.
    send : callable
        Takes a message for the window.
    pace : Pace
        How many steps to make before looking up.
    """

    def __init__(
        self,
        drain: Callable[[], list[m.Command]],
        send: Callable[[m.Message], None],
        pace: Pace | None = None,
    ) -> None:
        self._drain = drain
        self._send = send
        self._pace = pace or Pace()
        self._rate = RateMeter()
        self._reporter = Reporter(send, self._rate)
        self._desk = CommandDesk(send, self._reporter, self._pace, self._rate)

    def run(self) -> Iterator[float]:
        """Work until told to end; each value is the number of seconds that the host may sleep."""
        self._reporter.tell(EventKind.READY)
        while True:
            for command in without_outrun(self._drain()):
                self._desk.carry_out(command)
                if self._desk.ended:
                    return
            yield self._round()

    def _round(self) -> float:
        run = self._desk.run
        if run is None:
            return FOREVER_S
        for request in self._desk.take_probes():
            self._send(self._snapshot(run, request))
        if run.is_on_the_way:
            self._desk.travel(TRAVEL_S)
            self._answer_frame(run)
            return 0.0
        if run.session.state is RunState.TRAINING and not self._pace.limited:
            # At full speed a frame doesn't wait for the next chunk, which is a long step of a large network.
            self._answer_frame(run)
        made = self._train(run)
        if made:
            self._note(run)
        self._reporter.tell_new_state(run.session)
        self._answer_frame(run)
        seconds = run.background.work()
        run.saver.save_if_due()
        if made or run.session.awaits_evaluation:
            return 0.0
        return self._sleep_s(run, seconds)

    def _train(self, run: ActiveRun) -> int:
        if run.session.awaits_evaluation:
            run.background.decide()
            return 0
        if run.session.state is not RunState.TRAINING:
            return 0
        started = perf_counter()
        n_due = self._pace.steps_due(started)
        if not n_due:
            return 0
        made = run.session.train(n_due)
        self._pace.made(made, perf_counter() - started)
        return made

    def _note(self, run: ActiveRun) -> None:
        """Some steps were made: keep what has to be kept while it happens."""
        now = perf_counter()
        self._desk.tell_of_repeated_change()
        self._rate.mark(now, run.session.step, run.session.samples_seen)
        run.frames.instruments.sample(now)
        if run.recorder.note():
            self._desk.make_room()

    def _sleep_s(self, run: ActiveRun, worked_s: float) -> float:
        """Nothing was trained in this round: how long may the host sleep?"""
        is_busy = run.background.busy
        if run.session.state is RunState.TRAINING:
            wait = self._pace.seconds_to_next()
            return min(wait, max(worked_s, SLICE_S / 4)) if is_busy else wait
        if is_busy:
            return 0.0
        return max(run.saver.seconds_left(), 0.001) if run.saver.is_due else FOREVER_S

    def _answer_frame(self, run: ActiveRun) -> None:
        request = self._desk.take_frame()
        if request is not None:
            self._send(self._snapshot(run, request))
            self._reporter.tell_new_state(run.session)

    def _snapshot(self, run: ActiveRun, request: m.FrameRequest) -> m.Snapshot:
        snapshot = run.frames.make(request, run.run_id, self._rate.rates())
        if request.recording:
            snapshot = replace(snapshot, recording=self._desk.recording())
        return snapshot
