"""Instruments: widgets that show snapshots of a run, and nothing else.

Every view keeps the same small interface: `set_theme(theme)`, `set_snapshot(snapshot)` at frame rate,
`add_to_request(request)` for what it needs in the next frame, `refresh_text()` at most four times a second,
`clear()` at a new run, and `text_twin()`, the sentences that say what the picture shows.

The plots are made of pyqtgraph's views, curves and images, created once. Ranges, ticks and axes are our own
(`ranges`, `axes`), because automatic ones cost each update and never stand still.
"""

from playground.widgets.lazy_qt_names import import_pyqtgraph

import_pyqtgraph()
