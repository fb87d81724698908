"""Above the network: name, size and activation of each layer. Below it: what the colours mean."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from playground.engine import ACTIVATIONS
from playground.theme import Theme, diverging_lut
from playground.views.network.layout import FOOTER_PX, NetworkLayout
from playground.views.network.structure import Structure, title_number

Words = tuple[str, str]
"""Two lines: name, and size."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


def activation_label(name: str) -> str:
    """Name of an activation for people."""
    activation = ACTIVATIONS.get(name)
    return activation.label if activation is not None else name


def layer_title(structure: Structure, layer_index: int) -> str:
    """Name of a layer for people: layers count from 1, the last is the output."""
    if layer_index == len(structure.n_units) - 1:
        return _tr("Output")
    return _tr("Layer {0}").format(title_number(structure, layer_index))


def _wordings(structure: Structure, layer_index: int) -> list[Words]:
    """What can be said about a layer, longest first."""
    title = layer_title(structure, layer_index)
    size = f"{structure.n_units[layer_index]:,}"
    if layer_index == len(structure.n_units) - 1:
        return [(title, size), (title, size), (_tr("Out"), size), ("", size), ("", "")]
    number = title_number(structure, layer_index)
    shape = structure.shapes[layer_index] if structure.shapes else ()
    if len(shape) == 3:
        return _picture_wordings(structure.kinds[layer_index], number, shape)
    activation = activation_label(structure.activations[layer_index])
    return [(title, f"{size} · {activation}"), (title, size), (f"L{number}", size), (number, size), ("", "")]


def _picture_wordings(kind: str, number: str, shape: tuple[int, ...]) -> list[Words]:
    full, short, letter = {
        "conv2d": (_tr("Convolution {0}"), _tr("Conv {0}"), "C{0}"),
        "max_pool2d": (_tr("Max pooling {0}"), _tr("Pool {0}"), "P{0}"),
        "avg_pool2d": (_tr("Mean pooling {0}"), _tr("Pool {0}"), "P{0}"),
    }.get(kind, (_tr("Layer {0}"), _tr("Layer {0}"), "L{0}"))
    channels, size = f"{shape[0]:,}", f"{shape[0]:,} × {shape[1]}×{shape[2]}"
    return [
        (full.format(number), size),
        (short.format(number), size),
        (letter.format(number), channels),
        (number, channels),
        ("", ""),
    ]


def column_colours(structure: Structure, theme: Theme) -> list[str]:
    """The colours of the layers as all instruments have them: only layers with weights count."""
    learns = [not kind.endswith("_pool2d") for kind in structure.kinds]
    n_learning, colours, place = sum(learns), [], 0
    for has_weights in learns:
        colours.append(theme.layer_colour(place, n_learning) if has_weights else theme.border)
        place += has_weights
    return colours


def paint_header(painter: QPainter, layout: NetworkLayout, theme: Theme) -> None:
    """Name every column in the longest wording that fits all of them."""
    structure = layout.structure
    bold, plain = QFont(painter.font()), QFont(painter.font())
    for font in (bold, plain):
        font.setPixelSize(theme.small_px)
    bold.setBold(True)
    metrics = QFontMetricsF(bold)
    columns = [_wordings(structure, i) for i in range(layout.n_layers)]
    room = layout.pitch - 6
    choice = next(
        n
        for n in range(5)
        if n == 4 or all(metrics.horizontalAdvance(w) <= room for c in columns for w in c[n])
    )
    colours = column_colours(structure, theme)
    for column, wordings, colour in zip(layout.columns, columns, colours, strict=True):
        width = min(max(layout.pitch - 2, 12.0), 140.0)
        left = min(column.x - width / 2, layout.width - width)
        _paint_words(painter, QRectF(left, 8, width, 16), wordings[choice], (bold, plain), theme)
        bar = min(width - 4, 36.0)
        painter.fillRect(QRectF(column.x - bar / 2, 41, bar, 2), QColor(colour))
    shape = structure.picture_shape
    size = "×".join(str(n) for n in shape[-2:]) if len(shape) > 1 else f"{shape[0]:,}"
    x, _, picture_width, _ = layout.input_rect
    width = max(picture_width + 16, 44.0)
    rect = QRectF(max(x + picture_width / 2 - width / 2, 0.0), 8, width, 16)
    _paint_words(painter, rect, (_tr("Input"), size), (bold, plain), theme)


def _paint_words(
    painter: QPainter, rect: QRectF, words: Words, fonts: tuple[QFont, QFont], theme: Theme
) -> None:
    for text, font, colour in zip(words, fonts, (theme.text, theme.text_muted), strict=True):
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        rect = rect.translated(0, 15)


def legend_rect(layout: NetworkLayout) -> QRectF:
    """Where the legend lies."""
    width = 176.0 if layout.width >= 400 else 96.0
    return QRectF(layout.width - width - 8, layout.height - FOOTER_PX, width, FOOTER_PX)


def paint_legend(painter: QPainter, layout: NetworkLayout, theme: Theme) -> None:
    """The diverging map with its words: orange is negative, grey zero, blue positive."""
    rect = legend_rect(layout)
    negative, positive = (_tr("negative"), _tr("positive")) if rect.width() > 120 else ("−", "+")
    font = QFont(painter.font())
    font.setPixelSize(theme.small_px)
    painter.setFont(font)
    painter.setPen(QColor(theme.text_muted))
    metrics = painter.fontMetrics()
    words = max(metrics.horizontalAdvance(negative), metrics.horizontalAdvance(positive)) + 2.0
    painter.drawText(
        QRectF(rect.left(), rect.top(), words, rect.height()), _MIDDLE | Qt.AlignmentFlag.AlignRight, negative
    )
    painter.drawText(
        QRectF(rect.right() - words, rect.top(), words, rect.height()),
        _MIDDLE | Qt.AlignmentFlag.AlignLeft,
        positive,
    )
    lut = diverging_lut(theme.negative, theme.zero, theme.positive)
    bar = QImage(lut.tobytes(), len(lut), 1, 3 * len(lut), QImage.Format.Format_RGB888)
    target = QRectF(rect.left() + words + 6, rect.center().y() - 4, rect.width() - 2 * words - 12, 8)
    painter.drawImage(target, bar)


_MIDDLE = Qt.AlignmentFlag.AlignVCenter
