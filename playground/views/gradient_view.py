"""Gradient magnitude by layer: does the blame reach the first layers, or does it fade on its way back?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.theme import Theme
from playground.training.messages import Gradients, History, Snapshot
from playground.views.gradient_health import HealthyBand
from playground.views.gradient_panels import FLOOR_EXPONENT, BarPanel, HistoryPanel
from playground.views.gradient_words import bar_wordings, layer_numbers, text_twin, wordings
from playground.views.instrument import Instrument
from playground.views.numbers import significant, whole
from playground.views.ranges import SteadyRange
from playground.views.readout import Line, Segment
from playground.views.thinning import log10_floored, nearest
from playground.views.view_export import DataTable


class GradientView(Instrument):
    """Lines over the run at the left run into the bars of now at the right: both have the same axis.

    Shown is the root mean square of ∂L/∂w over the weights of a layer, not the norm, which grows with the
    layer's size.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("gradient_view", parent)
        self.set_words(
            self.tr("Gradient magnitude by layer"),
            self.tr("A bar for each layer will show how strongly the loss pulls at its weights."),
        )
        self._snapshot: Snapshot | None = None
        self._gradients: Gradients | None = None
        self._history: History | None = None
        self._span = SteadyRange(log=True, whole_decades=True, least=2.0)
        self._band = HealthyBand()
        self.lines = HistoryPanel(self.tr("Gradients over the run"))
        self.bars = BarPanel(self.tr("Gradients now"))
        layout = QHBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.bars, 1)
        self.plots = (self.lines, self.bars)
        for panel in (self.lines, self.bars):
            panel.resized.connect(self._on_panel_resized)
        self.lines.hovered.connect(self._on_lines_hovered)
        self.bars.hovered.connect(self._on_bars_hovered)
        self.add_toggle(
            "history",
            self.tr("time"),
            self.tr("Show how each layer's gradient has changed over the run, beside its value now"),
            checked=True,
        )
        self.add_toggle(
            "band",
            self.tr("band"),
            self.tr(
                "Shade the healthy range: there one update changes a layer's weights"
                " by 1/10,000 to 1/100 of their size"
            ),
            checked=True,
        )
        self.add_menu()
        self._arrange()
        self.show_empty(True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.lines.set_theme(theme)
        self.bars.set_theme(theme)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        gradients = snapshot.gradients
        if gradients is None or not len(gradients.rms):
            return
        if gradients is self._gradients and not self.is_empty:
            return  # new magnitudes come with every second frame
        if snapshot.step == 0 and not gradients.rms.any():
            # Before the first update there is no gradient yet; that isn't a gradient of zero.
            return
        self._gradients = gradients
        self._band.follow(gradients)
        has_news = gradients.history is not None and gradients.history is not self._history
        if has_news:
            self._history = gradients.history
        self._redraw(with_lines=has_news)
        if self.is_empty:
            self.show_empty(False)
            self.refresh_text()

    def clear(self) -> None:
        self._snapshot = self._gradients = self._history = None
        self._span.reset()
        self._band.reset()
        self.lines.clear_curves()
        super().clear()
        self.refresh_text()

    def _ask(self, request: dict[str, Any], *, with_history: bool) -> None:
        request["gradients"] = True
        if with_history and self.option("history"):
            request["gradient_history"] = True

    def _options_applied(self) -> None:
        self._n_requests = 0
        self._arrange()
        self._redraw(with_lines=True)

    def _arrange(self) -> None:
        has_lines = self.option("history")
        self.lines.setVisible(has_lines)
        self.bars.set_left_labels_visible(not has_lines)
        self.lines.set_titles(self.tr("RMS of ∂L/∂w"), self.tr("updates"))
        self.bars.set_titles(
            self.tr("now, by layer") if has_lines else self.tr("RMS of ∂L/∂w now, by layer"), ""
        )

    def _redraw(self, *, with_lines: bool) -> None:
        gradients = self._gradients
        if gradients is None:
            return
        rms = np.asarray(gradients.rms, dtype=np.float64)
        good = np.where(np.isfinite(rms), rms, 0.0)
        exponents = log10_floored(good, 10.0**FLOOR_EXPONENT)
        positive = exponents[good > 0.0]
        low, high = (float(positive.min()), float(positive.max())) if len(positive) else (-6.0, 0.0)
        # Room below the lowest bar, so that a small bar is still a bar.
        changed = self._span.follow(max(low - 0.4, FLOOR_EXPONENT), high)
        span = (self._span.low, self._span.high)
        limits = self._band.limits() if self.option("band") else None
        if limits is not None and len(limits[0]) != len(rms):
            limits = None
        self.bars.draw(layer_numbers(gradients), exponents, good == 0.0, limits, span)
        if self._history is not None and self._snapshot is not None and (with_lines or changed):
            self.lines.draw(self._history, self._snapshot.step, len(rms), span)

    # ---- words

    def _wordings(self) -> Sequence[Line]:
        if self._gradients is None:
            return self.waiting_words()
        return wordings(self._gradients, self.theme)

    def text_twin(self) -> str:
        """The gradients in words: first against last layer, and which layers are outside the healthy
        range."""
        if self._gradients is None:
            return self.tr("Gradient magnitude by layer: no training yet.")
        return text_twin(self._gradients)

    def data_table(self) -> DataTable:
        gradients, history = self._gradients, self._history
        if gradients is None:
            return DataTable((), ())
        names = ["layer", "gradient_rms", "weight_rms", "update_rms"]
        columns: list[np.ndarray] = [
            np.array(gradients.layer_names),
            gradients.rms,
            gradients.weight_rms,
            gradients.update_rms,
        ]
        if history is not None:
            values = history.mean if history.mean.ndim == 2 else history.mean[:, None]
            names += ["step", *(f"gradient_rms_{name}" for name in gradients.layer_names)]
            columns += [history.steps, *values.T]
        return DataTable(names[: len(columns)], columns)

    # ---- pointer

    @Slot(object)
    def _on_bars_hovered(self, position: tuple[float, float] | None) -> None:
        gradients = self._gradients
        if position is None or gradients is None:
            self.set_hover_line()
            return
        layer = min(len(gradients.rms), max(1, round(position[0]))) - 1
        self.set_hover_line(*bar_wordings(gradients, layer, self.theme))

    @Slot(object)
    def _on_lines_hovered(self, position: tuple[float, float] | None) -> None:
        history, gradients = self._history, self._gradients
        if position is None or history is None or gradients is None or not len(history.steps):
            self.lines.set_crosshair(None)
            self.set_hover_line()
            return
        i = nearest(history.steps, position[0])
        values = history.mean[i] if history.mean.ndim == 2 else history.mean[i : i + 1]
        exponents = log10_floored(values, 10.0**FLOOR_EXPONENT)
        layer = int(np.argmin(np.abs(exponents - position[1])))
        self.lines.set_crosshair(float(history.steps[i]))
        colour = self.theme.layer_colour(layer, len(values))
        number = layer_numbers(gradients)[layer]
        self.set_hover_line(
            (
                Segment(self.tr("step {0}").format(whole(float(history.steps[i])))),
                Segment(self.tr("layer {0}").format(number), "", "solid", colour),
                Segment(significant(float(values[layer]))),
            )
        )

    @Slot()
    def _on_panel_resized(self) -> None:
        self._redraw(with_lines=True)
