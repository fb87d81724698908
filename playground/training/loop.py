"""The engine loop: a plain generator that any host can drive, pause and end.

Each round drains the commands, makes a chunk of steps (at most some milliseconds), answers the open frame request, gives
the slow jobs their share and saves a checkpoint when one is due. It yields how many seconds the host may sleep; a command
ends the sleep. A paused engine with nothing left to do sleeps without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from playground.errors import PlaygroundError
from playground.experiment.config import ExperimentConfig
from playground.training import messages as m
from playground.training.checkpoint import decode_checkpoint
from playground.training.frames import FrameMaker
from playground.training.messages import EventKind, RunState
from playground.training.pace import Pace, RateMeter
from playground.training.session import Session
from playground.training.slow_jobs import SLICE_S, SlowJob

FOREVER_S = 3600.0
CHECKPOINT_INTERVAL_S = 0.7
EVALUATION_SHARE = 0.04
IDLE_SHARE = 0.5
"""Share of a slow-motion run, which has time to spare but shall not heat the room."""


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
        self._session: Session | None = None
        self._frames: FrameMaker | None = None
        self._run_id = 0
        self._ended = False
        self._frame: m.FrameRequest | None = None
        self._probes: list[m.FrameRequest] = []
        self._evaluation = SlowJob()
        self._surface = SlowJob()
        self._told_state = RunState.PAUSED
        self._jobs_at = self._checkpoint_at = perf_counter()
        self._checkpoint_step = 0

    def run(self) -> Iterator[float]:
        """Work until told to end; each value is the number of seconds that the host may sleep."""
        self._tell(EventKind.READY)
        while True:
            for command in self._drain():
                self._carry_out(command)
                if self._ended:
                    return
            yield self._round()

    # ---- one round

    def _round(self) -> float:
        session, frames = self._session, self._frames
        if session is None or frames is None:
            return FOREVER_S
        self._answer_probes(frames)
        made = self._train(session)
        if made:
            now = perf_counter()
            self._rate.mark(now, session.step, session.samples_seen)
            frames.instruments.sample(now)
        self._tell_new_state(session)
        self._answer_frame(frames)
        seconds = self._run_jobs(session, frames)
        self._save_checkpoint(session)
        if made or session.awaits_evaluation:
            return 0.0
        return self._sleep_s(session, seconds)

    def _train(self, session: Session) -> int:
        if session.awaits_evaluation:
            if not self._evaluation.running:
                self._evaluation.start(session.evaluation_work(), 1.0)
            self._evaluation.run(SLICE_S)
            return 0
        if session.state is not RunState.TRAINING:
            return 0
        started = perf_counter()
        n_due = self._pace.steps_due(started)
        if not n_due:
            return 0
        made = session.train(n_due)
        self._pace.made(made, perf_counter() - started)
        return made

    def _run_jobs(self, session: Session, frames: FrameMaker) -> float:
        """Give the slow jobs their slices; return the seconds they took."""
        now = perf_counter()
        passed, self._jobs_at = now - self._jobs_at, now
        training = session.state is RunState.TRAINING
        self._start_jobs(session, frames, now)
        for job in (self._evaluation, self._surface):
            if training:
                job.earn(passed)
        if session.awaits_evaluation:
            return 0.0
        if not training:
            job = self._evaluation if self._evaluation.running else self._surface
            return job.run(SLICE_S) if job.running else 0.0
        return sum(job.run_on_credit() for job in (self._evaluation, self._surface) if job.may_run)

    def _start_jobs(self, session: Session, frames: FrameMaker, now: float) -> None:
        training = session.state is RunState.TRAINING
        if not self._evaluation.running and not session.awaits_evaluation:
            due = session.evaluation_due if training else session.evaluation_is_old
            if due:
                self._evaluation.start(session.evaluation_work(), EVALUATION_SHARE)
        surface = frames.instruments.surface
        if not surface.wanted(now):
            self._surface.stop()
        elif surface.request_changed or not self._surface.running:
            work = surface.next_work()
            if work is not None:
                self._surface.start(work, IDLE_SHARE if self._pace.limited else surface.share)

    def _sleep_s(self, session: Session, worked_s: float) -> float:
        """Nothing was trained in this round: how long may the host sleep?"""
        if session.state is RunState.TRAINING:
            busy = self._evaluation.running or self._surface.running
            wait = self._pace.seconds_to_next()
            return min(wait, max(worked_s, SLICE_S / 4)) if busy else wait
        if self._evaluation.running or self._surface.running:
            return 0.0
        if session.step != self._checkpoint_step:
            return max(self._checkpoint_at + CHECKPOINT_INTERVAL_S - perf_counter(), 0.001)
        return FOREVER_S

    # ---- answers

    def _answer_probes(self, frames: FrameMaker) -> None:
        probes, self._probes = self._probes, []
        for request in probes:
            self._send(frames.make(request, self._run_id, self._rate.rates()))

    def _answer_frame(self, frames: FrameMaker) -> None:
        if self._frame is not None:
            request, self._frame = self._frame, None
            self._send(frames.make(request, self._run_id, self._rate.rates()))
            self._tell_new_state(frames.session)

    def _tell(self, kind: EventKind, **details: object) -> None:
        step = self._session.step if self._session else 0
        self._send(m.RunEvent(kind=kind, run_id=self._run_id, step=step, details=details))

    def _tell_new_state(self, session: Session) -> None:
        """Report what the steps have led to: a pause that was asked for, the end of the run, or a divergence."""
        state = session.state
        if state is self._told_state:
            return
        self._told_state = state
        self._rate.restart()
        if state is RunState.FINISHED and session.stopped_because is not None:
            self._tell(EventKind.FINISHED, **session.stopped_because.details())
        elif state is RunState.DIVERGED and session.divergence is not None:
            self._tell(EventKind.DIVERGED, **session.divergence.details())
        elif state is RunState.TRAINING:
            self._tell(EventKind.TRAINING)
        else:
            self._tell(EventKind.PAUSED)

    def _save_checkpoint(self, session: Session) -> None:
        if session.step == self._checkpoint_step or session.state is RunState.DIVERGED:
            return
        now = perf_counter()
        if now - self._checkpoint_at < CHECKPOINT_INTERVAL_S or session.awaits_evaluation:
            return
        self._checkpoint_at, self._checkpoint_step = now, session.step
        encoded = session.save_checkpoint()
        if encoded is not None:
            self._send(m.CheckpointSaved(run_id=self._run_id, step=session.step, encoded=encoded))

    # ---- commands

    def _carry_out(self, command: m.Command) -> None:
        try:
            self._dispatch(command)
        except PlaygroundError as error:
            self._tell(EventKind.ERROR, message=str(error))
        except MemoryError:
            self._tell(EventKind.ERROR, message="This network is too large for the memory of this computer.")

    def _dispatch(self, command: m.Command) -> None:
        match command:
            case m.FrameRequest():
                self._take_request(command)
            case m.StartRun():
                self._begin(command.run_id)
                self._install(Session(command.config, parameters=command.parameters), command.training)
            case m.ResumeRun():
                self._begin(command.run_id)
                self._install(
                    Session.from_checkpoint(decode_checkpoint(command.checkpoint)), command.training
                )
            case m.Shutdown():
                self._ended = True
            case m.SetSpeed():
                self._pace.set_speed(command.steps_per_second)
                self._rate.restart()
            case m.Train():
                self._train_on(self._running())
            case m.Pause():
                self._running().pause()
                self._tell_state_again(self._running())
            case m.Advance():
                self._running().advance(updates=command.updates, epochs=command.epochs)
                self._train_on(None)
            case m.ChangeConfig():
                self._change(self._running(), command.config)
            case m.RestoreLastGood():
                self._restore(self._running(), command)

    def _running(self) -> Session:
        if self._session is None:
            raise PlaygroundError(
                "There is no network yet: choose an example or change a setting to begin a run."
            )
        return self._session

    def _take_request(self, request: m.FrameRequest) -> None:
        if request.probe is not None and is_probe_only(request):
            self._probes.append(request)
        else:
            self._frame = request

    def _begin(self, run_id: int) -> None:
        """Let go of the old run before the new one is built, so that both need not fit into memory."""
        self._run_id = run_id
        self._session = self._frames = None
        self._evaluation.stop()
        self._surface.stop()
        self._probes.clear()

    def _install(self, session: Session, training: bool) -> None:
        self._session = session
        self._frames = FrameMaker(session)
        self._told_state = RunState.PAUSED
        self._checkpoint_step = session.step
        self._checkpoint_at = perf_counter()
        self._rate.restart()
        names = tuple(layer.name for layer in session.network.layers)
        self._tell(EventKind.STARTED, n_parameters=session.network.n_parameters, layer_names=names)
        if training and session.state is RunState.PAUSED:
            self._train_on(session)
        elif session.state is not RunState.PAUSED:
            self._tell_new_state(session)
        else:
            self._tell_state_again(session)

    def _train_on(self, session: Session | None) -> None:
        if session is not None:
            session.train_on()
        self._pace.restart()
        self._rate.restart()
        self._tell_state_again(self._running())

    def _tell_state_again(self, session: Session) -> None:
        """Tell the state even if it is not new: whoever sent the command waits for it."""
        self._told_state = RunState.PAUSED if session.state is not RunState.PAUSED else RunState.TRAINING
        self._tell_new_state(session)

    def _change(self, session: Session, config: ExperimentConfig) -> None:
        session.change(config)
        if self._frames is not None:
            self._frames.instruments.config_changed()
        self._tell(EventKind.CHANGED, step=session.step)

    def _restore(self, session: Session, command: m.RestoreLastGood) -> None:
        self._evaluation.stop()
        self._surface.stop()
        session.restore_last_good(command.config)
        if self._frames is not None:
            self._frames.instruments.truncate(session.step)
        self._checkpoint_step = -1
        self._tell(EventKind.RESTORED, step=session.step)
        if command.training:
            self._train_on(session)
        else:
            self._tell_state_again(session)


def is_probe_only(request: m.FrameRequest) -> bool:
    """Whether a request asks for nothing but the answer to a drawing, which may overtake the open frame request."""
    return request.probe is not None and not (
        request.losses
        or request.gradients
        or request.gradient_history
        or request.histograms
        or request.histogram_history
        or request.surface is not None
        or request.diagram
    )
