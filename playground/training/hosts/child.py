"""What runs inside the engine process. Imports no Qt, and ends when the window's process does."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from playground.errors import PlaygroundError
from playground.training.hosts.difference import FORM, DifferenceSender
from playground.training.messages import CheckpointSaved, Command, Message, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointStored:
    """A checkpoint has been written to one of the two memory files that the processes share."""

    run_id: int
    step: int
    slot: int
    n_bytes: int


@dataclass(slots=True)
class PipeChannel:
    """The engine's ends of the two pipes.

    Checkpoints are megabytes: through the pipe they would hold up the frames behind them, because the
    window's reader takes 64 kB at a time and waits for the interpreter lock after each. So they go into
    memory files by turns, and only a note goes through the pipe.
    """

    commands: Connection[Any, Any]
    messages: Connection[Any, Any]
    slots: list[int]
    """File descriptors of the memory files; empty where there are none, then the pipe has to do."""
    _next_slot: int = field(default=0)
    _differences: DifferenceSender = field(default_factory=DifferenceSender)
    _poll: Any = None
    """Asks the system about `commands`, where it can."""

    def __post_init__(self) -> None:
        if hasattr(select, "poll"):
            self._poll = select.poll()
            self._poll.register(self.commands.fileno(), select.POLLIN)

    def drain(self) -> list[Command]:
        """All commands that have come; raises EOFError when the window is gone."""
        commands = []
        while self.is_waiting():
            commands.append(self.commands.recv())
        return commands

    def is_waiting(self) -> bool:
        """Whether a command is there: asked some hundred times a second, and a connection's own `poll` makes
        a new selector each time."""
        if self._poll is None:
            return self.commands.poll()
        return bool(self._poll.poll(0))

    def send(self, message: Message) -> None:
        """Send one message."""
        if isinstance(message, CheckpointSaved) and self.slots:
            self.messages.send(self._store(message))
        elif isinstance(message, Snapshot):
            self.messages.send_bytes(pickle.dumps(self._differences.difference(message), FORM))
        else:
            self.messages.send(message)

    def _store(self, message: CheckpointSaved) -> CheckpointStored:
        slot = self._next_slot
        self._next_slot = 1 - slot
        view, offset = memoryview(message.encoded), 0
        while offset < len(view):
            offset += os.pwrite(self.slots[slot], view[offset:], offset)
        os.ftruncate(self.slots[slot], len(view))
        return CheckpointStored(run_id=message.run_id, step=message.step, slot=slot, n_bytes=len(view))


def run_engine(commands: Connection[Any, Any], messages: Connection[Any, Any], slots: list[Any]) -> None:
    """Run the engine loop until told to end, or until the window's process is gone."""
    # Ctrl+C in a terminal reaches the whole process group; the window decides when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from playground.experiment import load_data
    from playground.experiment.config import ExperimentConfig
    from playground.training.loop import EngineLoop

    channel = PipeChannel(commands, messages, [slot.detach() for slot in slots])
    try:
        if not channel.is_waiting():
            # The window takes longer to build: what a first run begins with is read meanwhile. Whatever is
            # wrong with it, the run will say.
            with contextlib.suppress(PlaygroundError):
                load_data(ExperimentConfig().data)
        for idle_s in EngineLoop(channel.drain, channel.send).run():
            if idle_s > 0:
                commands.poll(idle_s)
    except (EOFError, ConnectionError):
        pass  # the window is gone
