"""What every engine host can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

from playground.errors import EngineLostError
from playground.training.messages import CheckpointSaved, Command, Message

HostKind = Literal["process", "thread", "inline"]


class HostLost(EngineLostError):
    """The engine has ended without being asked to."""

    def __init__(self, exit_code: int | None, reason: str = "") -> None:
        super().__init__(reason or f"The engine has ended by itself (exit code {exit_code}).")
        self.exit_code = exit_code


class EngineHost(ABC):
    """Starts the engine, carries commands to it and messages back.

    `post` may be called from any thread; everything else belongs to the one thread that receives.
    """

    is_inline: ClassVar[bool] = False
    """Whether steps run only inside a call of `run_steps`, so that there is nothing to wait for."""

    @property
    def pid(self) -> int | None:
        """Process id of the engine, where it is a process of its own."""
        return None

    def run_steps(self, n_steps: int) -> None:
        """Make so many updates now, inside the caller.

        Raises
        ------
        TypeError
            If the engine runs by itself.
        """
        raise TypeError("Steps can be counted out only with the inline host.")

    @abstractmethod
    def start(self) -> None:
        """Start the engine, or start it anew after a loss. The first message is READY.

        Raises
        ------
        OSError
            If the system can't start it.
        """

    @abstractmethod
    def post(self, command: Command) -> None:
        """Send a command; never waits for the engine. Lost silently if the engine is gone."""

    @abstractmethod
    def receive(self, timeout_s: float) -> Message | None:
        """Wait for the next message; None if there is none in time or `wake` was called.

        Raises
        ------
        HostLost
            If the engine has ended without being asked to, after its last message has been received.
        """

    @abstractmethod
    def wake(self) -> None:
        """Make a waiting `receive` return. May be called from any thread."""

    @abstractmethod
    def stop(self, timeout_s: float) -> None:
        """End the engine: ask, wait, then use force; leave nothing behind. May be called again."""

    @property
    @abstractmethod
    def newest_checkpoint(self) -> CheckpointSaved | None:
        """The newest checkpoint that has arrived; it outlives the engine."""
