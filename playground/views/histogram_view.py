"""Weight histograms: how the weights of each layer spread from where they started."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.experiment.layer_names import layer_number
from playground.theme import Theme
from playground.training.messages import Histograms, Snapshot
from playground.views.histogram_cells import HistogramCell, shares, spread
from playground.views.histogram_grid import HistogramGrid
from playground.views.instrument import Instrument
from playground.views.numbers import percent, significant, whole
from playground.views.readout import Line, Segment
from playground.views.view_export import DataTable


class HistogramView(Instrument):
    """One small histogram a layer; with more layers than fit, the rest a page further."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("histogram_view", parent)
        self.set_words(
            self.tr("Weight histograms"),
            self.tr("The weights of each layer will be counted here, against where they started."),
        )
        self._histograms: Histograms | None = None
        self.grid = HistogramGrid()
        self.grid.setAccessibleName(self.tr("Weights of each layer"))
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.grid)
        self._back = self.add_button("back", "‹", self.tr("Show the layers before these"))
        self._on = self.add_button("on", "›", self.tr("Show the layers after these"))
        self._back.setAccessibleName(self.tr("Earlier layers"))
        self._on.setAccessibleName(self.tr("Later layers"))
        self._back.clicked.connect(self._on_back)
        self._on.clicked.connect(self._on_on)
        self.add_toggle(
            "time",
            self.tr("time"),
            self.tr(
                "Show each layer over time, one ridge behind the other: the oldest at the back, now in front"
            ),
        )
        self.add_menu()
        self.plots = (self.grid,)
        self.grid.hovered.connect(self._on_hovered)
        self.grid.pages_changed.connect(self._on_pages_changed)
        self._on_pages_changed()
        self.show_empty(True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.grid.set_theme(theme)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        if snapshot.histograms is None or not snapshot.histograms.layers:
            return
        if snapshot.histograms is self._histograms:
            return  # counted less often than frames are shown
        self._histograms = snapshot.histograms
        self.grid.set_histograms(snapshot.histograms)
        if self.is_empty:
            self.show_empty(False)
            self.refresh_text()

    def refresh_text(self) -> None:
        if not self.option("time"):
            self.grid.invalidate_frame()
        super().refresh_text()

    def clear(self) -> None:
        self._histograms = None
        self.grid.clear()
        super().clear()
        self.refresh_text()

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        request["histograms"] = True
        if with_history and self.option("time"):
            request["histogram_history"] = True

    def _options_applied(self) -> None:
        self._n_requests = 0
        self.grid.set_over_time(self.option("time"))
        self.refresh_text()

    # ---- words

    def _layer_words(self, layer: int) -> str:
        names = self._histograms.layer_names if self._histograms is not None else ()
        return self.tr("layer {0}").format(layer_number(names[layer]))

    def _most_changed(self) -> tuple[int, float, float]:
        """The layer whose spread has changed by the largest factor, and its spread at the start and now."""
        assert self._histograms is not None
        spreads = [spread(h) for h in self._histograms.layers]
        logs = [abs(np.log(max(now, 1e-12) / max(start, 1e-12))) for start, now in spreads]
        layer = int(np.argmax(logs))
        return layer, *spreads[layer]

    def _wordings(self) -> Sequence[Line]:
        if self._histograms is None:
            return self.waiting_words()
        layer, start, now = self._most_changed()
        name = self._layer_words(layer)
        change = f"σ {significant(start, 2)} → {significant(now, 2)}"
        legend: Line = ()
        if not self.option("time"):
            colour = self.theme.layer_colour(layer, len(self._histograms.layers))
            legend = (
                Segment(self.tr("now"), "", "box", colour),
                Segment(self.tr("start"), "", "outline", self.theme.text),
            )
        word = self.tr("spread") if now >= start else self.tr("shrunk")
        return [
            (*legend, Segment(self.tr("{0} has {1} most: {2}").format(name, word, change))),
            (*legend, Segment(f"{name}: {change}")),
            (*legend, Segment(change)),
            (Segment(change),),
        ]

    def text_twin(self) -> str:
        """Mean and spread of every layer's weights, now and at the start."""
        if self._histograms is None:
            return self.tr("Weight histograms: no training yet.")
        parts = []
        names = self._histograms.layer_names
        for i, histogram in enumerate(self._histograms.layers):
            start, now = spread(histogram)
            parts.append(
                self.tr("Layer {0}: weights {1} ± {2}, at the start ± {3}.").format(
                    layer_number(names[i]),
                    significant(histogram.mean, 2),
                    significant(now, 2),
                    significant(start, 2),
                )
            )
        return " ".join(parts)

    def data_table(self) -> DataTable:
        if self._histograms is None:
            return DataTable((), ())
        names: list[str] = []
        columns: list[np.ndarray] = []
        for name, h in zip(self._histograms.layer_names, self._histograms.layers, strict=True):
            names += [f"{name}_from", f"{name}_to", f"{name}_now", f"{name}_start"]
            columns += [h.edges[:-1], h.edges[1:], h.now, h.start]
        return DataTable(names, columns)

    # ---- pointer and pages

    @Slot(object)
    def _on_hovered(self, place: tuple[HistogramCell, float] | None) -> None:
        if place is None or place[0].histogram is None:
            self.set_hover_line()
            return
        cell, share = place
        histogram = cell.histogram
        assert histogram is not None
        name = self._layer_words(cell.layer_index)
        if self.option("time"):
            mean = f"{significant(histogram.mean, 2)} ± {significant(histogram.std, 2)}"
            outside = self.tr("{0} outside").format(whole(histogram.n_outside)) if histogram.n_outside else ""
            self.set_hover_line((Segment(name, "", "box", cell.colour), Segment(mean), Segment(outside)))
            return
        bin_index = min(len(histogram.now) - 1, int(share * len(histogram.now)))
        low, high = (significant(float(histogram.edges[bin_index + i]), 2) for i in (0, 1))
        now, start = (float(shares(counts)[bin_index]) for counts in (histogram.now, histogram.start))
        self.set_hover_line(
            (
                Segment(f"{name}, {low}…{high}", "", "box", cell.colour),
                Segment(self.tr("now {0}, start {1}").format(percent(now), percent(start))),
            )
        )

    @Slot()
    def _on_back(self) -> None:
        self.grid.turn_page(-1)

    @Slot()
    def _on_on(self) -> None:
        self.grid.turn_page(1)

    @Slot()
    def _on_pages_changed(self) -> None:
        shown, n = self.grid.shown_layers(), self.grid.n_layers
        for button in (self._back, self._on):
            button.setVisible(len(shown) < n)
        self._back.setEnabled(shown.start > 0)
        self._on.setEnabled(shown.stop < n)
