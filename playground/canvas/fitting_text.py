"""The size of text with which no word of a row of buttons is cut."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontMetricsF

_FRAME_PX = 8
"""Border and padding of a button, and the gap to the next."""
_SMALLEST_PX = 9


def fitting_px(texts: Sequence[str], font: QFont, wished_px: int, width_px: int) -> int:
    """The largest size up to `wished_px` in which each text fits its share of a row of `width_px`."""
    tried = QFont(font)
    for px in range(wished_px, _SMALLEST_PX, -1):
        tried.setPixelSize(px)
        metrics = QFontMetricsF(tried)
        if max(map(metrics.horizontalAdvance, texts)) + _FRAME_PX <= width_px / len(texts):
            return px
    return _SMALLEST_PX
