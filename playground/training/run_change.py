"""From one run to another: a fresh one, one from a checkpoint, a fork, or one that was laid aside."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.errors import PlaygroundError
from playground.experiment.config import ExperimentConfig
from playground.experiment.diff import Change, diff
from playground.experiment.surgery import carry_over
from playground.training import messages as m
from playground.training.active_run import ActiveRun
from playground.training.checkpoint import decode_checkpoint
from playground.training.messages import EventKind, RunState
from playground.training.pace import Pace
from playground.training.past.archive import Archive, revive
from playground.training.past.recorder import Recorder
from playground.training.reporter import Reporter
from playground.training.session import Session


class RunChange:
    """Owns the present run and those laid aside.

    Parameters
    ----------
    send : callable
        Takes a message for the window.
    reporter : Reporter
    pace : Pace
    """

    def __init__(self, send: Callable[[m.Message], None], reporter: Reporter, pace: Pace) -> None:
        self._send = send
        self._reporter = reporter
        self._pace = pace
        self.archive = Archive()
        self.run: ActiveRun | None = None

    # ---- beginnings

    def start(self, command: m.StartRun) -> None:
        """Begin a fresh run, with what the present one has learned if it is to inherit."""
        learned = self.run.session if command.inherit and self.run is not None else None
        self._lay_aside(command.run_id)
        session = Session(command.config, parameters=command.parameters, state=command.state)
        self._install(command.run_id, _inheriting(session, learned))

    def resume(self, command: m.ResumeRun) -> None:
        """Go on from a checkpoint."""
        self._lay_aside(command.run_id)
        session = Session.from_checkpoint(decode_checkpoint(command.checkpoint))
        self._install(command.run_id, session, resumed=True)

    def fork(self, command: m.Fork) -> None:
        """Go on from the moment that is shown, by another config, as a run of its own."""
        old = self.run
        if old is None:
            raise PlaygroundError("There is no run to fork yet.")
        parent_id, step = old.run_id, old.session.step
        if diff(old.session.config, command.config) is Change.REBUILD:
            session = _inheriting(Session(command.config), old.session)
            recorder = memory = None
        else:
            session, recorder = _branch(old, command.config)
            memory = old.frames.instruments.memory().copy()
        session.parent_run_id, session.forked_at = parent_id, step
        self._lay_aside(command.run_id)
        run = self._install(command.run_id, session, recorder=recorder, tell=False)
        if memory is not None:
            run.frames.instruments.take_over(memory)
            run.frames.instruments.truncate(session.step)
        self._tell_started(session)
        self._reporter.tell(EventKind.FORKED, session.step, parent_run_id=parent_id, step=step)

    def return_to(self, command: m.ReturnToRun) -> None:
        """Go on with a run that was laid aside."""
        if self.run is not None and self.run.run_id == command.run_id:
            self.run.seek(self.run.session.newest_step)
            return
        kept = self.archive.take(command.run_id)
        if kept is None:
            self._reporter.run_id = self.run.run_id if self.run is not None else 0
            raise PlaygroundError(
                "The engine doesn't hold this run any more; it can go on from its newest checkpoint."
            )
        self._lay_aside(command.run_id)
        session, recorder = revive(kept, self.archive.budget_bytes)
        run = self._install(command.run_id, session, recorder=recorder, resumed=True)
        run.frames.instruments.take_over(kept.memory)

    # ---- memory

    def set_budget(self, n_bytes: int) -> None:
        """Give the recordings so much memory."""
        self.archive.budget_bytes = max(n_bytes, 0)
        self.make_room()
        if self.run is not None:
            self.run.recorder.thin()

    def make_room(self, *, at_once: bool = True) -> None:
        """Thin the kept runs, or let the oldest go, if there is not enough room; tell of those that go."""
        for record in self.archive.make_room(self.run.recorder if self.run else None, at_once=at_once):
            self._reporter.tell(EventKind.RUN_KEPT, record.step, record=record)

    # ---- in common

    def _lay_aside(self, next_id: int) -> None:
        """Keep the present run and let go of its network, so that the next one fits into memory."""
        old, self.run = self.run, None
        self._reporter.run_id = next_id
        self._reporter.told_state = RunState.PAUSED
        if old is None or old.run_id == next_id:
            return
        record = self.archive.keep(old)
        if record is not None:
            self._reporter.tell(EventKind.RUN_KEPT, record.step, record=record)

    def _install(
        self,
        run_id: int,
        session: Session,
        *,
        recorder: Recorder | None = None,
        resumed: bool = False,
        tell: bool = True,
    ) -> ActiveRun:
        recorder = recorder or Recorder(session, self.archive.budget_bytes)
        run = self.run = ActiveRun(run_id, session, recorder, self._pace, self._send)
        run.begin()
        self.make_room()
        if tell:
            self._tell_started(session, resumed=resumed)
        return run

    def _tell_started(self, session: Session, *, resumed: bool = False) -> None:
        self._reporter.tell(
            EventKind.STARTED,
            session.step,
            n_parameters=session.network.n_parameters,
            layer_names=tuple(layer.name for layer in session.network.layers),
            resumed=resumed,
        )


def _inheriting(session: Session, learned: Session | None) -> Session:
    """The fresh `session` with what another one has learned, as far as it fits."""
    if learned is not None:
        carry_over(learned.network, session.network)
        session.begins_with_what_it_has(learned.marks.cut_before)
    return session


def _branch(old: ActiveRun, config: ExperimentConfig) -> tuple[Session, Recorder]:
    """A run of its own from the moment that `old` shows, with the past up to there."""
    before = old.session
    session = Session.from_checkpoint(decode_checkpoint(before.checkpoint().encode()), dataset=before.dataset)
    np.copyto(session.network.gradients, before.network.gradients)
    session.stepper.gradient_step = before.stepper.gradient_step
    session.history.truncate(session.step)
    session.stepper.seconds = session.history.seconds_at(session.step) if before.is_past else before.seconds
    for happening in before.happenings[: before.n_happened]:
        session.happened(happening)
    moments = old.recorder.moments.up_to(session.step, session.n_happened)
    recorder = Recorder(session, old.recorder.budget_bytes, moments)
    session.change(config)
    return session, recorder
