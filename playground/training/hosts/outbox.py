"""Writes commands into a pipe without ever making the window wait."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import threading
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any

SHORT_BYTES = 32 * 1024


class Outbox:
    """Short commands are written at once, if the pipe has room; others, and all behind them, by a thread.

    A thread for everything would cost each frame request and each drawing two more turns of the interpreter
    lock.
    """

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._n_queued = 0
        self._thread: threading.Thread | None = None
        self._closed = False

    def post(self, command: object) -> None:
        """Send a command, now or as soon as the pipe takes it. Lost silently if the pipe is broken."""
        payload = bytes(ForkingPickler.dumps(command))
        with self._lock:
            if self._closed:
                return
            if self._n_queued == 0 and len(payload) <= SHORT_BYTES and self._has_room():
                with contextlib.suppress(OSError, ValueError):
                    self._pipe.send_bytes(payload)
                return
            self._n_queued += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_queued, name="engine-outbox", daemon=True)
                self._thread.start()
        self._queue.put(payload)

    def _has_room(self) -> bool:
        if os.name == "nt":
            return False  # select knows only sockets there
        try:
            return bool(select.select([], [self._pipe.fileno()], [], 0)[1])
        except (OSError, ValueError):
            return False

    def _write_queued(self) -> None:
        while (payload := self._queue.get()) is not None:
            with contextlib.suppress(OSError, ValueError):
                self._pipe.send_bytes(payload)
            with self._lock:
                self._n_queued -= 1

    def close(self) -> None:
        """End the thread; the other end of the pipe must be closed already."""
        with self._lock:
            self._closed = True
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(1.0)
