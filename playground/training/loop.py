"""The engine loop: a plain generator that any host can drive, pause and end.

Each round drains the commands, makes a chunk of steps (at most some milliseconds), answers the open frame
request, gives the slow jobs their share and saves a checkpoint when one is due. It yields how many seconds
the host may sleep; a command ends the sleep. A paused engine with nothing left to do sleeps without end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from playground.errors import PlaygroundError
from playground.experiment.config import ExperimentConfig
from playground.training import messages as m
from playground.training.background import Background
from playground.training.checkpoint import decode_checkpoint
from playground.training.frames import FrameMaker
from playground.training.messages import EventKind, RunState
from playground.training.pace import Pace, RateMeter
from playground.training.session import Session
from playground.training.slow_jobs import SLICE_S

FOREVER_S = 3600.0
CHECKPOINT_INTERVAL_S = 0.7
PAUSED_CHECKPOINT_INTERVAL_S = 0.1


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
        self._background: Background | None = None
        self._told_state = RunState.PAUSED
        self._checkpoint_at = float("-inf")
        self._checkpoint_step = -1

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
        session, frames, background = self._session, self._frames, self._background
        if session is None or frames is None or background is None:
            return FOREVER_S
        self._answer_probes(frames)
        made = self._train(session, background)
        if made:
            now = perf_counter()
            self._rate.mark(now, session.step, session.samples_seen)
            frames.instruments.sample(now)
        self._tell_new_state(session)
        self._answer_frame(frames)
        seconds = background.work()
        self._save_checkpoint(session)
        if made or session.awaits_evaluation:
            return 0.0
        return self._sleep_s(session, background, seconds)

    def _train(self, session: Session, background: Background) -> int:
        if session.awaits_evaluation:
            background.decide()
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

    def _sleep_s(self, session: Session, background: Background, worked_s: float) -> float:
        """Nothing was trained in this round: how long may the host sleep?"""
        if session.state is RunState.TRAINING:
            wait = self._pace.seconds_to_next()
            return min(wait, max(worked_s, SLICE_S / 4)) if background.busy else wait
        if background.busy:
            return 0.0
        if session.step != self._checkpoint_step and session.state is not RunState.DIVERGED:
            return max(self._checkpoint_at + _checkpoint_interval_s(session) - perf_counter(), 0.001)
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
        """Report what the steps have led to: a pause, the end of the run, or a divergence."""
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
        if now - self._checkpoint_at < _checkpoint_interval_s(session) or session.awaits_evaluation:
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
                session = Session(command.config, parameters=command.parameters, state=command.state)
                self._install(session, command.training)
            case m.ResumeRun():
                self._begin(command.run_id)
                session = Session.from_checkpoint(decode_checkpoint(command.checkpoint))
                self._install(session, command.training, resumed=True)
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
        self._session = self._frames = self._background = None
        self._probes.clear()

    def _install(self, session: Session, training: bool, *, resumed: bool = False) -> None:
        self._session = session
        self._frames = FrameMaker(session)
        self._background = Background(self._frames, self._pace)
        self._told_state = RunState.PAUSED
        # The start is evaluated and saved before the first step changes it.
        self._background.start_what_is_due(perf_counter())
        self._checkpoint_step = -1
        self._checkpoint_at = float("-inf")
        self._save_checkpoint(session)
        self._rate.restart()
        names = tuple(layer.name for layer in session.network.layers)
        self._tell(
            EventKind.STARTED,
            n_parameters=session.network.n_parameters,
            layer_names=names,
            resumed=resumed,
        )
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
        session.restore_last_good(command.config)
        if self._background is not None:
            self._background.drop()
        if self._frames is not None:
            self._frames.instruments.truncate(session.step)
        self._checkpoint_step = -1
        self._tell(EventKind.RESTORED, step=session.step)
        if command.training:
            self._train_on(session)
        else:
            self._tell_state_again(session)


def _checkpoint_interval_s(session: Session) -> float:
    """A pause is saved soon; single steps in a row, each followed by a pause, are not all worth it."""
    return CHECKPOINT_INTERVAL_S if session.state is RunState.TRAINING else PAUSED_CHECKPOINT_INTERVAL_S


def is_probe_only(request: m.FrameRequest) -> bool:
    """Whether a request asks only for the answer to a drawing, which may overtake the open frame."""
    return request.probe is not None and not (
        request.losses
        or request.gradients
        or request.gradient_history
        or request.histograms
        or request.histogram_history
        or request.surface is not None
        or request.diagram
    )
