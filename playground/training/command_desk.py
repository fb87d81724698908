"""Carries out what the window asks for, between two steps."""

from __future__ import annotations

import math
from collections.abc import Callable

from playground.errors import PlaygroundError
from playground.experiment.config import ExperimentConfig
from playground.training import messages as m
from playground.training.active_run import ActiveRun
from playground.training.messages import EventKind, RunState
from playground.training.pace import Pace, RateMeter
from playground.training.questioning import answer_question, tell_in_slices
from playground.training.reporter import Reporter
from playground.training.requests import is_probe_only
from playground.training.run_change import RunChange
from playground.training.session import Session

AT_ONCE_S = 0.2
"""A jump that takes longer shows the moments on its way."""


class CommandDesk:
    """Takes commands one by one; what they say goes wrong is told in a sentence.

    Parameters
    ----------
    send : callable
        Takes a message for the window.
    reporter : Reporter
    pace : Pace
    rate : RateMeter
    """

    def __init__(
        self, send: Callable[[m.Message], None], reporter: Reporter, pace: Pace, rate: RateMeter
    ) -> None:
        self._send = send
        self._reporter = reporter
        self._pace = pace
        self._rate = rate
        self._change = RunChange(send, reporter, pace)
        self._frame: m.FrameRequest | None = None
        self._probes: list[m.FrameRequest] = []
        self._told_config: ExperimentConfig | None = None
        """The one at the moment that a jump has led to, as the window knows it."""
        self._trains_on = False
        """Whether training begins where the jump that is on its way ends."""
        self.ended = False

    @property
    def run(self) -> ActiveRun | None:
        """The run that is shown and trained."""
        return self._change.run

    def take_frame(self) -> m.FrameRequest | None:
        """The open frame request; it is answered now."""
        request, self._frame = self._frame, None
        return request

    def take_probes(self) -> list[m.FrameRequest]:
        """The open requests for an answer to a drawing; they are answered now."""
        probes, self._probes = self._probes, []
        return probes

    def recording(self) -> m.Recording:
        """What of the present run can be returned to."""
        recorder = self._running().recorder
        return recorder.view(recorder.n_bytes + self._change.archive.n_kept_bytes)

    def tell_of_repeated_change(self) -> None:
        """A setting was changed at this place of the run, which is played again: tell what it is now."""
        session = self._running().session
        if self._told_config is not None and session.config != self._told_config:
            self._told_config = session.config
            self._reporter.tell(EventKind.CHANGED, session.step, step=session.step, config=session.config)

    def make_room(self) -> None:
        """Keep the recordings within their budget, when it is time to look."""
        self._change.make_room(at_once=False)

    def carry_out(self, command: m.Command) -> None:
        """Do what a command says."""
        try:
            self._dispatch(command)
        except PlaygroundError as error:
            self._tell_error(str(error))
        except MemoryError:
            self._tell_error("This network is too large for the memory of this computer.")

    def _tell_error(self, message: str) -> None:
        self._reporter.tell(EventKind.ERROR, self.run.session.step if self.run else 0, message=message)

    def _dispatch(self, command: m.Command) -> None:
        match command:
            case m.FrameRequest():
                self._take_request(command)
            case m.Shutdown():
                self.ended = True
            case m.SetSpeed():
                self._pace.set_speed(command.steps_per_second)
                self._rate.restart()
            case m.SetRecordingBudget():
                self._change.set_budget(command.n_bytes)
            case m.StartRun() | m.ResumeRun() | m.Fork() | m.ReturnToRun():
                self._probes.clear()
                self._begin(command)
            case m.Ask():
                self._answer(command)
            case _:
                self._dispatch_to_run(command, self._running())

    def _answer(self, ask: m.Ask) -> None:
        if self.run is not None and isinstance(ask.question, m.SliceQuestion):
            self.run.background.answer(tell_in_slices(self.run, ask, self._send))
        else:
            self._send(answer_question(self.run, ask))

    def _dispatch_to_run(self, command: m.Command, run: ActiveRun) -> None:
        session = run.session
        if run.is_on_the_way and not isinstance(command, m.Seek):
            if isinstance(command, m.Train | m.Pause):
                self._trains_on = isinstance(command, m.Train)
                return
            self.travel()
        match command:
            case m.Train():
                session.train_on()
                self._tell_training(session)
            case m.Pause():
                session.pause()
                self._reporter.tell_state_again(session)
            case m.Advance():
                session.advance(updates=command.updates, epochs=command.epochs)
                self._tell_training(session)
            case m.ChangeConfig():
                session.change(command.config)
                self._told_config = session.config
                run.frames.instruments.config_changed()
                self._reporter.tell(EventKind.CHANGED, session.step, step=session.step)
            case m.SetParameters():
                self._set_parameters(run, command)
            case m.RestoreLastGood():
                self._restore(run, command)
            case m.Seek():
                self._seek(run, command)

    def _running(self) -> ActiveRun:
        if self.run is None:
            raise PlaygroundError(
                "There is no network yet: choose an example or change a setting to begin a run."
            )
        return self.run

    def _take_request(self, request: m.FrameRequest) -> None:
        if is_probe_only(request):
            self._probes.append(request)
        else:
            self._frame = request

    def _begin(self, command: m.StartRun | m.ResumeRun | m.Fork | m.ReturnToRun) -> None:
        match command:
            case m.StartRun():
                self._change.start(command)
            case m.ResumeRun():
                self._change.resume(command)
            case m.Fork():
                if self.run is not None and self.run.is_on_the_way:
                    self.travel()
                self._change.fork(command)
            case m.ReturnToRun():
                self._change.return_to(command)
        session = self._running().session
        self._told_config = None
        self._rate.restart()
        if command.training and session.state is RunState.PAUSED:
            session.train_on()
            self._tell_training(session)
        elif session.state is not RunState.PAUSED:
            self._reporter.tell_new_state(session)
        else:
            self._reporter.tell_state_again(session)

    def _tell_training(self, session: Session) -> None:
        self._pace.restart()
        self._rate.restart()
        self._reporter.tell_state_again(session)

    def _set_parameters(self, run: ActiveRun, command: m.SetParameters) -> None:
        session = run.session
        old = session.set_parameters(command.edits)
        run.frames.instruments.config_changed()
        run.saver.forget()
        self._reporter.tell(EventKind.PARAMETERS_SET, session.step, edits=command.edits, old=old)

    def _seek(self, run: ActiveRun, command: m.Seek) -> None:
        self._trains_on = command.training
        run.set_out(command.step)
        self.travel(AT_ONCE_S)

    def travel(self, seconds: float = math.inf) -> None:
        """Follow the way to another moment for so long, and tell if it is reached."""
        run = self._running()
        if not run.go_on(seconds):
            return
        session = run.session
        self._rate.restart()
        self._reporter.tell(
            EventKind.SOUGHT,
            session.step,
            step=session.step,
            newest_step=session.newest_step,
            config=session.config,
        )
        self._told_config = session.config
        if self._trains_on and session.state is RunState.PAUSED:
            session.train_on()
        self._tell_training(session)

    def _restore(self, run: ActiveRun, command: m.RestoreLastGood) -> None:
        session = run.session
        session.restore_last_good(command.config)
        run.truncate()
        self._reporter.tell(EventKind.RESTORED, session.step, step=session.step)
        if command.training:
            session.train_on()
        self._tell_training(session)
