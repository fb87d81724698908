"""The window: it wires the panels, which never import each other, to one experiment and one run.

`startup` opens and ends everything in order; `main_window` holds what there is; `links` and the files named
`…_link` connect two things each; `experiment_model` is the one truth with its undo; `run_control` turns
wishes into commands and events into a state. `frame_clock` asks the engine for a frame when the last one has
been painted, so that a slow display drops frames and never queues them.

Nothing at the head of `startup` imports pyqtgraph: the engine's process is started first and imports NumPy on
the other core while the widgets are made.
"""
