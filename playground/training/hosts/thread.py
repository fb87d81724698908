"""The engine in a thread of the window's process: where no child can be started, and for debugging."""

from __future__ import annotations

import queue
import threading
import traceback
from collections import deque

from playground.training.hosts.host import EngineHost, HostLost
from playground.training.loop import EngineLoop
from playground.training.messages import CheckpointSaved, Command, Message, Shutdown


class _CommandBox:
    """Commands on their way to the engine thread, which may sleep until one comes."""

    def __init__(self) -> None:
        self._commands: deque[Command] = deque()
        self._arrived = threading.Event()

    def put(self, command: Command) -> None:
        self._commands.append(command)
        self._arrived.set()

    def drain(self) -> list[Command]:
        self._arrived.clear()
        commands = []
        while self._commands:
            commands.append(self._commands.popleft())
        return commands

    def wait(self, seconds: float) -> None:
        self._arrived.wait(seconds)


class _Ended:
    """The last thing that an engine thread puts into its queue."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


class ThreadHost(EngineHost):
    """Runs the loop in a daemon thread; window and engine slow each other by the interpreter lock."""

    def __init__(self) -> None:
        self._box = _CommandBox()
        self._messages: queue.SimpleQueue[Message | _Ended | None] = queue.SimpleQueue()
        self._newest_checkpoint: CheckpointSaved | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        self._box = _CommandBox()
        self._messages = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=_run, args=(self._box, self._messages), name="engine", daemon=True
        )
        self._thread.start()

    def post(self, command: Command) -> None:
        """Hand over a command."""
        self._box.put(command)

    def receive(self, timeout_s: float) -> Message | None:
        """Wait for the next message."""
        try:
            message = self._messages.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if isinstance(message, _Ended):
            raise HostLost(None, message.reason)
        if isinstance(message, CheckpointSaved):
            self._newest_checkpoint = message
            return None
        return message

    def wake(self) -> None:
        """Make a waiting `receive` return."""
        self._messages.put(None)

    def stop(self, timeout_s: float) -> None:
        """Ask the thread to end and wait for it; a step that is running is finished first."""
        if self._thread is not None:
            self._box.put(Shutdown())
            self._thread.join(timeout_s)
            self._thread = None

    @property
    def newest_checkpoint(self) -> CheckpointSaved | None:
        """The newest checkpoint that has arrived."""
        return self._newest_checkpoint


def _run(box: _CommandBox, messages: queue.SimpleQueue[Message | _Ended | None]) -> None:
    reason = "The engine has ended."
    try:
        for idle_s in EngineLoop(box.drain, messages.put).run():
            if idle_s > 0:
                box.wait(idle_s)
    except Exception as error:
        # Told as a lost engine, as a crash of the child process would be.
        traceback.print_exc()
        reason = f"The engine has ended with {type(error).__name__}: {error}"
    messages.put(_Ended(reason))
