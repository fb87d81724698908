"""The one QThread: reads what the engine says, and starts a new engine when the old one has died."""

from __future__ import annotations

from threading import Lock
from time import monotonic

from PySide6.QtCore import QObject, QThread, Signal

from playground.training.hosts import EngineHost, HostLost
from playground.training.messages import Command, EventKind, Message, RunEvent
from playground.training.recovery import Recovery

_LOOK_UP_S = 1.0


class EngineThread(QThread):
    """Owns the receiving end of a host that has been started.

    Thread: lives in the window's thread; `run` and the emission of `message_received` happen in its own.
    """

    message_received = Signal(object)
    """A `Message`; connect with a queued connection."""

    def __init__(self, host: EngineHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._recovery = Recovery()
        self._lock = Lock()
        self._restarting = False
        self._given_up = False
        self._stopping = False
        self._stop_timeout_s = 2.0

    @property
    def run_id(self) -> int:
        """The newest run that was asked for."""
        return self._recovery.run_id

    def send(self, command: Command) -> None:
        """Send a command to the engine; may be called from any thread and never waits for the engine.

        While a new engine is being started, the command is only noted: the new one is told everything that
        counts.
        """
        with self._lock:
            self._recovery.note_command(command)
            if not self._restarting:
                self._host.post(command)

    def note_event(self, event: RunEvent) -> None:
        """Let the recovery know how the run goes."""
        with self._lock:
            self._recovery.note_event(event)

    @property
    def has_given_up(self) -> bool:
        """Whether the engine died so often that it is not started again by itself."""
        return self._given_up

    def commands_to_go_on(self, command: Command) -> list[Command]:
        """What another engine has to be told before `command`, so that it goes on from the newest
        checkpoint."""
        self._recovery.note_command(command)
        return self._recovery.commands(self._host.newest_checkpoint)[0]

    def stop(self, timeout_s: float) -> None:
        """End the engine, then this thread; returns when both are gone."""
        self._stopping = True
        self._stop_timeout_s = timeout_s
        self._host.wake()
        self.wait()

    def _recover(self, lost: HostLost) -> bool:
        """Start a new engine and tell it everything; False when that makes no sense any more."""
        with self._lock:
            self._restarting = True
            may_restart = self._recovery.may_restart(monotonic())
        error = ""
        if may_restart:
            try:
                self._host.start()
            except OSError as failure:
                error = str(failure)
        if not may_restart or error:
            self._give_up(lost, error)
            return False
        with self._lock:
            commands, step = self._recovery.commands(self._host.newest_checkpoint)
            self._restarting = False
            self._emit_lost(resumed_step=step, exit_code=lost.exit_code, message=str(lost))
            for command in commands:
                self._host.post(command)
        return True

    def _give_up(self, lost: HostLost, error: str) -> None:
        self._given_up = True
        checkpoint = self._host.newest_checkpoint
        from_where = f"from update {checkpoint.step:,}" if checkpoint else "from the start"
        message = (
            f"A new engine can't be started ({error}). Save your work and start the program again."
            if error
            else "It did so three times within ten seconds, so it is not started again by itself. "
            f"Train tries once more, {from_where}."
        )
        self._emit_lost(resumed_step=None, exit_code=lost.exit_code, message=message)

    def _emit_lost(self, **details: object) -> None:
        event = RunEvent(kind=EventKind.ENGINE_LOST, run_id=self._recovery.run_id, details=details)
        self.message_received.emit(event)

    def _next_message(self) -> Message | None:
        """The next message, restarting the engine if it was lost."""
        try:
            return self._host.receive(_LOOK_UP_S)
        except HostLost as lost:
            if not self._stopping and not self._recover(lost):
                self._stopping = True
            return None

    def run(self) -> None:
        while not self._stopping:
            message = self._next_message()
            if message is not None:
                self.message_received.emit(message)
        self._host.stop(self._stop_timeout_s)
