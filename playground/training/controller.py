"""The window's handle on training: commands out, snapshots and events in."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot

from playground.experiment.config import ExperimentConfig
from playground.training.engine_thread import EngineThread
from playground.training.hosts import EngineHost, make_host
from playground.training.hosts.host import HostKind
from playground.training.messages import (
    Advance,
    Ask,
    CheckpointSaved,
    Command,
    EventKind,
    FloatArray,
    Fork,
    FrameRequest,
    Message,
    Question,
    ResumeRun,
    ReturnToRun,
    RunEvent,
    RunRecord,
    RunState,
    Snapshot,
    StartRun,
    Told,
    Train,
)
from playground.training.requests import is_probe_only

_STATE_AFTER = {
    EventKind.TRAINING: RunState.TRAINING,
    EventKind.PAUSED: RunState.PAUSED,
    EventKind.FINISHED: RunState.FINISHED,
    EventKind.DIVERGED: RunState.DIVERGED,
}


class TrainingController(QObject):
    """Owns the engine and the thread that listens to it.

    Thread: lives in the window's thread, where both signals are emitted. `send` may be called from any.

    Parameters
    ----------
    host : str
        Where the steps run: `process` (default), `thread`, or `inline` (only inside `run_steps`, for tests).
    """

    snapshot_arrived = Signal(object)
    """A `Snapshot` of the present run."""
    event_arrived = Signal(object)
    """A `RunEvent` of the present run, or READY or ENGINE_LOST."""
    answer_arrived = Signal(object)
    """`Told`: the answer to a question, or why there is none."""

    def __init__(self, host: HostKind = "process", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kind: HostKind = host
        self._host: EngineHost | None = None
        self._thread: EngineThread | None = None
        self._shut_down = False
        self._run_id = 0
        self._newest_run_id = 0
        self._came_from = 0
        """The run before, until the present one has started: the engine stays there if it can't."""
        self._next_question_id = 1
        self._held_by_engine: set[int] = set()
        """Runs whose recordings the engine keeps."""
        self._state = RunState.PAUSED
        self._next_request_id = 1
        # Requests on their way, each with the id that the asker gave it.
        self._open_frame: tuple[int, int] | None = None
        self._open_probe: tuple[int, int] | None = None
        self._waiting_probe: FrameRequest | None = None
        self._delivering = False

    @property
    def run_id(self) -> int:
        """The present run; 0 before the first."""
        return self._run_id

    @property
    def state(self) -> RunState:
        """What the run was doing at the last event."""
        return self._state

    @property
    def newest_checkpoint(self) -> CheckpointSaved | None:
        """The newest checkpoint of the run, encoded, for saving."""
        return self._host.newest_checkpoint if self._host else None

    @property
    def engine_pid(self) -> int | None:
        """Process id of the engine, where it is a process of its own."""
        return self._host.pid if self._host else None

    def start(self) -> None:
        """Start the engine; where a process can't be started, in a thread. May be called again."""
        if self._host is not None or self._shut_down:
            return
        self._host = self._start_host()
        if self._host.is_inline:
            self._deliver_inline()
            return
        self._thread = EngineThread(self._host)
        self._thread.message_received.connect(self._on_message_received, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    def _start_host(self) -> EngineHost:
        host = make_host(self._kind)
        try:
            host.start()
        except OSError:
            if self._kind == "thread":
                raise
            host.stop(0.0)
            host = make_host("thread")
            host.start()
        return host

    def shutdown(self, timeout_s: float = 2.0) -> None:
        """End engine and thread in about `timeout_s`; nothing arrives afterwards. May be called again."""
        self._shut_down = True
        self._end_engine(timeout_s)

    def _end_engine(self, timeout_s: float) -> None:
        host, thread = self._host, self._thread
        self._host = self._thread = None
        self._forget_requests()
        if thread is not None:
            thread.message_received.disconnect(self._on_message_received)
            thread.stop(timeout_s)
            thread.deleteLater()
        elif host is not None:
            host.stop(timeout_s)

    # ---- commands

    def send(self, command: Command) -> None:
        """Send a command; returns at once. An engine that was given up is tried once more with `Train` and
        `Advance`."""
        is_wish = isinstance(command, Train | Advance)
        if is_wish and self._thread is not None and self._thread.has_given_up:
            known = self._thread.commands_to_go_on(command)
            self._end_engine(0.5)
            self.start()
            for before in known:
                self.send(before)
        if self._thread is not None:
            self._thread.send(command)
        elif self._host is not None:
            self._host.post(command)
            self._deliver_inline()

    def start_run(
        self,
        config: ExperimentConfig,
        parameters: FloatArray | None = None,
        training: bool = True,
        state: dict[str, FloatArray] | None = None,
        inherit: bool = False,
    ) -> int:
        """Begin a new run and return its id; what still arrives from the run before is dropped.

        `state` holds the running statistics that belong to `parameters`. With `inherit` the new network
        gets what the present one has learned.
        """
        if self._thread is not None and self._thread.has_given_up:
            self._end_engine(0.5)
        self.start()
        self._turn_to(self._newest_run_id + 1)
        self.send(
            StartRun(
                run_id=self._run_id,
                config=config,
                parameters=parameters,
                training=training,
                state=state,
                inherit=inherit,
            )
        )
        return self._run_id

    def fork(self, config: ExperimentConfig, training: bool = True) -> int:
        """Go on from the moment that is shown with `config` as a new run; return its id."""
        self._turn_to(self._newest_run_id + 1)
        self.send(Fork(run_id=self._run_id, config=config, training=training))
        return self._run_id

    def return_to(self, record: RunRecord, training: bool = False) -> None:
        """Go back to a kept run: with its past if the engine still has it, else from its checkpoint."""
        self._turn_to(record.run_id)
        if record.run_id in self._held_by_engine:
            self._held_by_engine.discard(record.run_id)
            self.send(ReturnToRun(run_id=record.run_id, training=training))
        else:
            self.send(ResumeRun(run_id=record.run_id, checkpoint=record.checkpoint, training=training))

    def _turn_to(self, run_id: int) -> None:
        self._came_from, self._run_id = self._run_id, run_id
        self._newest_run_id = max(self._newest_run_id, run_id)
        self._state = RunState.PAUSED
        self._waiting_probe = None

    def ask(self, question: Question) -> int:
        """Ask the engine about the present moment; the answer comes with the id that is returned."""
        question_id = self._next_question_id
        self._next_question_id += 1
        self.send(Ask(question_id=question_id, question=question))
        return question_id

    def request_frame(self, request: FrameRequest) -> bool:
        """Ask for a snapshot, which will carry the id of the request; False if one is on its way already.

        A request with nothing but a drawing goes beside the open frame. While one such is on its way, only
        the newest other waits for its turn.
        """
        if self._run_id == 0 or self._host is None or (self._thread and self._thread.has_given_up):
            return False
        is_probe = is_probe_only(request)
        if is_probe and self._open_probe is not None:
            self._waiting_probe = request
            return True
        if not is_probe and self._open_frame is not None:
            return False
        # Sent under an id of its own, so that the answer is known whatever the asker calls it.
        own_id = self._next_request_id
        self._next_request_id += 1
        if is_probe:
            self._open_probe = own_id, request.request_id
        else:
            self._open_frame = own_id, request.request_id
        self.send(replace(request, request_id=own_id))
        return True

    def run_steps(self, n_steps: int) -> None:
        """Make so many updates at once; only with the inline host."""
        if self._host is not None:
            self._host.run_steps(n_steps)
        self._deliver_inline()

    # ---- answers

    def _deliver_inline(self) -> None:
        if self._delivering:
            return  # called from a slot: the outer call goes on
        self._delivering = True
        try:
            while self._host is not None and (message := self._host.receive(0.0)) is not None:
                self._on_message_received(message)
        finally:
            self._delivering = False

    @Slot(object)
    def _on_message_received(self, message: Message) -> None:
        if isinstance(message, Snapshot):
            asked_id = self._close_request(message.request_id)
            if message.run_id == self._run_id and asked_id is not None:
                self.snapshot_arrived.emit(replace(message, request_id=asked_id))
        elif isinstance(message, RunEvent):
            self._take_event(message)
        elif isinstance(message, Told):
            self.answer_arrived.emit(message)

    def _close_request(self, own_id: int) -> int | None:
        """The request is answered; return the id that its asker gave it."""
        if self._open_frame is not None and own_id == self._open_frame[0]:
            asked_id, self._open_frame = self._open_frame[1], None
            return asked_id
        if self._open_probe is not None and own_id == self._open_probe[0]:
            asked_id, self._open_probe = self._open_probe[1], None
            waiting, self._waiting_probe = self._waiting_probe, None
            if waiting is not None:
                self.request_frame(waiting)
            return asked_id
        return None

    def _forget_requests(self) -> None:
        """What was asked for has died with the engine."""
        self._open_frame = self._open_probe = self._waiting_probe = None

    def _note_kept(self, record: RunRecord) -> None:
        if record.has_past:
            self._held_by_engine.add(record.run_id)
        else:
            self._held_by_engine.discard(record.run_id)

    def _take_event(self, event: RunEvent) -> None:
        if event.kind is EventKind.ENGINE_LOST:
            self._forget_requests()
            self._held_by_engine.clear()
            if event.details.get("resumed_step") is None:
                self._state = RunState.PAUSED
        elif event.kind is EventKind.ERROR and event.run_id == self._came_from:
            self._run_id = event.run_id
        elif event.kind is EventKind.RUN_KEPT:
            self._note_kept(event.details["record"])
        elif event.kind is not EventKind.READY and event.run_id != self._run_id:
            return
        if event.kind is EventKind.STARTED:
            self._came_from = self._run_id
        self._state = _STATE_AFTER.get(event.kind, self._state)
        if self._thread is not None:
            self._thread.note_event(event)
        self.event_arrived.emit(event)
