"""The engine inside the caller: so many steps a call, for tests and for programs without a window."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from playground.training.hosts.host import EngineHost
from playground.training.loop import EngineLoop
from playground.training.messages import CheckpointSaved, Command, Message
from playground.training.pace import Pace

_CHUNK = 64


class AllowedSteps(Pace):
    """Makes exactly the steps that `run_steps` allows, whatever the clock says."""

    def __init__(self) -> None:
        super().__init__()
        self.allowed = 0

    def steps_due(self, now: float) -> int:
        """Steps to make now."""
        return min(self.allowed, _CHUNK)

    def made(self, n_steps: int, seconds: float) -> None:
        """Count the steps that were made."""
        self.allowed -= n_steps

    def seconds_to_next(self) -> float:
        """Without a further call nothing will happen."""
        return 0.0 if self.allowed else 1.0


class InlineHost(EngineHost):
    """Carries out commands as they are posted; trains only inside `run_steps`."""

    is_inline = True

    def __init__(self) -> None:
        self._commands: deque[Command] = deque()
        self._messages: deque[Message] = deque()
        self._newest_checkpoint: CheckpointSaved | None = None
        self._pace = AllowedSteps()
        self._rounds: Iterator[float] | None = None
        self._running = False

    def start(self) -> None:
        """Make a new loop; nothing runs yet."""
        self._commands.clear()
        self._rounds = EngineLoop(self._drain, self._take, self._pace).run()
        self._running = True
        self._settle()

    def _drain(self) -> list[Command]:
        commands = list(self._commands)
        self._commands.clear()
        return commands

    def _take(self, message: Message) -> None:
        if isinstance(message, CheckpointSaved):
            self._newest_checkpoint = message
        else:
            self._messages.append(message)

    def post(self, command: Command) -> None:
        """Carry out a command and answer it; no steps are made."""
        self._commands.append(command)
        self._settle()

    def run_steps(self, n_steps: int) -> None:
        """Make `n_steps` updates, fewer if the run ends or is paused before."""
        self._pace.allowed = n_steps
        self._settle()
        self._pace.allowed = 0

    def _settle(self) -> None:
        """Drive the loop until it has nothing left to do without further steps."""
        if self._rounds is None or not self._running:
            return
        for idle_s in self._rounds:
            if idle_s > 0 and not self._commands:
                return
        self._running = False

    def receive(self, timeout_s: float) -> Message | None:
        """The next message; never waits."""
        return self._messages.popleft() if self._messages else None

    def wake(self) -> None:
        """Nothing ever waits here."""

    def stop(self, timeout_s: float) -> None:
        """Let go of the run."""
        self._running = False
        self._rounds = None

    @property
    def newest_checkpoint(self) -> CheckpointSaved | None:
        """The newest checkpoint."""
        return self._newest_checkpoint
