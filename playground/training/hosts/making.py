"""Makes the host that was asked for, importing only that one."""

from __future__ import annotations

from playground.training.hosts.host import EngineHost, HostKind


def make_host(kind: HostKind) -> EngineHost:
    """Return a host that is not started yet."""
    if kind == "process":
        from playground.training.hosts.process import ProcessHost

        return ProcessHost()
    if kind == "thread":
        from playground.training.hosts.thread import ThreadHost

        return ThreadHost()
    from playground.training.hosts.inline import InlineHost

    return InlineHost()
