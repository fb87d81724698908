"""Backprop Playground: see how a neural network learns.

The packages, from the bottom up: `engine` (the mathematics), `data` (the sets), `experiment` (one immutable
value that describes a run), `training` (the loop, where it runs, and the thread that drives it), the panels
`views`, `builder`, `canvas` and `explain`, and `app`, which wires them into one window. `cli` runs without a
window.
"""

__version__ = "0.1.0"
