"""Where the engine's steps run: in a process of their own, in a thread, or inside the caller.

All three drive the same `EngineLoop`. The process is the default: steps in a thread of the window's process
fight with it over the interpreter lock (784-128-64-10: 19 % of the headless rate in a thread, 94 % in a
process).
"""

from playground.training.hosts.host import EngineHost, HostLost
from playground.training.hosts.making import make_host

__all__ = ["EngineHost", "HostLost", "make_host"]
