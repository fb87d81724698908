"""The engine in a process of its own: the default, since there it has an interpreter lock to itself."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing import connection as mp_connection
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import DupFd
from time import monotonic
from typing import Any

if sys.platform == "linux":
    import fcntl

from playground.training.hosts.child import CheckpointStored, run_engine
from playground.training.hosts.difference import DifferenceReceiver, SnapshotDifference
from playground.training.hosts.host import EngineHost, HostLost
from playground.training.hosts.outbox import Outbox
from playground.training.mailbox import Mailbox
from playground.training.messages import CheckpointSaved, Command, Message, Shutdown

BLAS_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_ENVIRONMENT = dict.fromkeys(BLAS_VARIABLES, "1") | {
    # By default glibc raises the first of these to the largest array that was ever freed; from then on
    # checkpoints and samples of the path come from the heap, which never gets whole again: the process
    # grew by 15 MB within minutes.
    "MALLOC_MMAP_THRESHOLD_": str(256 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(4 * 2**20),
}
MESSAGE_PIPE_BYTES = 2**20
_HAS_MEMORY_FILES = sys.platform == "linux"


class ProcessHost(EngineHost):
    """Starts the engine process, writes commands into its pipe and reads messages from it."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._commands: Connection[Any, Any] | None = None
        self._messages: Connection[Any, Any] | None = None
        self._outbox: Outbox | None = None
        self._wake_reader, self._wake_writer = multiprocessing.Pipe(duplex=False)
        self._woken = False
        self._slots = [os.memfd_create(f"checkpoint{i}") for i in (0, 1)] if _HAS_MEMORY_FILES else []
        self._stored: Mailbox[CheckpointStored] = Mailbox()
        self._newest_checkpoint: CheckpointSaved | None = None
        self._differences = DifferenceReceiver()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Process id of the engine."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start a new child; what is left of an earlier one is cleared away."""
        self._keep_checkpoint()
        self._clear_away(0.0)
        context = multiprocessing.get_context("spawn")
        # Two-way although only commands go through it: being a socket, it has room for more of them.
        commands, child_commands = context.Pipe(duplex=True)
        messages, child_messages = context.Pipe(duplex=False)
        _widen(messages)
        with _environment_of_child():
            process = context.Process(
                target=run_engine,
                args=(child_commands, child_messages, _Slots(self._slots)),
                name="engine",
                daemon=True,
            )
            process.start()
        child_commands.close()
        child_messages.close()
        self._process, self._commands, self._messages = process, commands, messages
        self._outbox = Outbox(commands)
        self._differences = DifferenceReceiver()

    def post(self, command: Command) -> None:
        """Write a command into the pipe, or queue it if the pipe can't take it at once."""
        outbox = self._outbox
        if outbox is not None:
            outbox.post(command)

    def receive(self, timeout_s: float) -> Message | None:
        """Wait for the next message."""
        process, messages = self._process, self._messages
        if process is None or messages is None:
            raise HostLost(None, "The engine has not been started.")
        ready = mp_connection.wait([messages, process.sentinel, self._wake_reader], timeout_s)
        if self._wake_reader in ready:
            self._wake_reader.recv_bytes()
            self._woken = False
        if messages in ready or (process.sentinel in ready and messages.poll()):
            return self._read(messages)
        if process.sentinel in ready:
            raise self._lost()
        return None

    def _read(self, messages: Connection[Any, Any]) -> Message | None:
        try:
            message = messages.recv()
        except (EOFError, OSError):
            raise self._lost() from None
        if isinstance(message, SnapshotDifference):
            return self._differences.snapshot(message)
        if isinstance(message, CheckpointStored):
            self._stored.put(message)
            return None
        if isinstance(message, CheckpointSaved):
            self._newest_checkpoint = message
            return None
        return message  # type: ignore[no-any-return]  # the pipe carries nothing else

    def _lost(self) -> HostLost:
        assert self._process is not None
        self._process.join(0.5)
        return HostLost(self._process.exitcode)

    def wake(self) -> None:
        """Make a waiting `receive` return."""
        if not self._woken and not self._closed:
            self._woken = True
            self._wake_writer.send_bytes(b"!")

    @property
    def newest_checkpoint(self) -> CheckpointSaved | None:
        """The newest checkpoint, read from the memory that the dead child has left behind."""
        self._keep_checkpoint()
        return self._newest_checkpoint

    def _keep_checkpoint(self) -> None:
        """Copy the newest checkpoint out of the shared memory, before a new child writes there."""
        stored = self._stored.take()
        if stored is None or self._closed:
            return
        encoded = os.pread(self._slots[stored.slot], stored.n_bytes, 0)
        if len(encoded) == stored.n_bytes:
            self._newest_checkpoint = CheckpointSaved(run_id=stored.run_id, step=stored.step, encoded=encoded)

    def stop(self, timeout_s: float) -> None:
        """Ask, wait, kill; close every pipe and file."""
        if self._closed:
            return
        self.post(Shutdown())
        self._drain_until_end(timeout_s / 2)
        self._keep_checkpoint()
        self._clear_away(timeout_s / 2)
        self._closed = True
        self._wake_reader.close()
        self._wake_writer.close()
        for slot in self._slots:
            os.close(slot)
        self._slots = []

    def _drain_until_end(self, timeout_s: float) -> None:
        """Read on while the child ends: it may be writing a snapshot and can't hear otherwise."""
        end = monotonic() + timeout_s
        with contextlib.suppress(HostLost):
            while (left := end - monotonic()) > 0:
                self.receive(left)

    def _clear_away(self, timeout_s: float) -> None:
        """End the child by force if it still runs, and close its pipe."""
        process, outbox = self._process, self._outbox
        pipes = [pipe for pipe in (self._commands, self._messages) if pipe is not None]
        self._process = self._commands = self._messages = self._outbox = None
        if process is not None:
            if process.is_alive():
                process.kill()
            process.join(max(timeout_s, 0.5))
            if process.exitcode is not None:
                process.close()
        # A writer that is stuck gets an error now that nobody reads at the other end.
        if outbox is not None:
            outbox.close()
        for pipe in pipes:
            pipe.close()


class _Slots:
    """Pickles file descriptors so that the spawned child gets its own."""

    def __init__(self, descriptors: list[int]) -> None:
        self._descriptors = descriptors

    def __reduce__(self) -> tuple[Any, ...]:
        return list, ([DupFd(descriptor) for descriptor in self._descriptors],)


def _widen(pipe: Connection[Any, Any]) -> None:
    """Let a whole snapshot fit into the pipe, so that training goes on while the window is busy."""
    if sys.platform == "linux":
        # A smaller limit set by the administrator only makes the engine wait now and then.
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, MESSAGE_PIPE_BYTES)


@contextlib.contextmanager
def _environment_of_child() -> Iterator[None]:
    """One BLAS thread unless another number is set, and deaf to Ctrl+C from the first moment on."""
    missing = {name: value for name, value in _ENVIRONMENT.items() if name not in os.environ}
    os.environ.update(missing)
    can_block = hasattr(signal, "pthread_sigmask")
    if can_block:
        # Started with the first child, it would unblock the signal again before that child is.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if can_block:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for name in missing:
            os.environ.pop(name, None)
