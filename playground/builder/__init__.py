"""The panel in which a network is built: data, layers, training.

The panel holds no truth. `BuilderPanel.set_config` shows a config without a signal; an edit makes a new
config, checks it with the one table of settings (`playground.experiment.fields`), and emits it once, when
the edit is committed (Enter, click-away, an arrow key, a choice). What can't be built is refused with a
sentence at the place of the edit.
"""

from playground.builder.panel import BuilderPanel

__all__ = ["BuilderPanel"]
