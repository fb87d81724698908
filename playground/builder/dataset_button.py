"""The chosen data set as a picture with its name; a press opens the gallery."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from playground.builder.dataset_picture import dataset_picture
from playground.builder.texts import describe
from playground.data import DATASETS
from playground.experiment.config import DataConfig
from playground.theme import LIGHT, Theme

HEIGHT_PX = 42
_PICTURE_PX = 34


class DatasetButton(QAbstractButton):
    """Shows which data are chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._data = DataConfig()
        self._remark = ""
        self._picture: tuple[object, QPixmap] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        describe(
            self,
            object_name="data_dataset_field",
            accessible_name=self.tr("Data"),
            tip=self.tr(
                "<p>What the network learns from. Press to choose other data from pictures; loss and layers "
                "that don't fit them change with them.</p><p>⟲ Rebuilds the network with the same seed.</p>"
            ),
        )

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self._picture = None
        self.update()

    def set_data(self, data: DataConfig, remark: str = "") -> None:
        """Show these data; `remark` stands below the name."""
        self._data, self._remark = data, remark
        title = self.tr(DATASETS[data.dataset].title)
        self.setText(title)
        self.setAccessibleName(self.tr("Data: {title}").format(title=title))
        self.setAccessibleDescription(remark)
        self.update()

    def remark(self) -> str:
        """What stands below the name."""
        return self._remark

    def _current_picture(self) -> QPixmap:
        key = (self._data.dataset, self._data.points, self._theme, self.devicePixelRatioF())
        if self._picture is None or self._picture[0] != key:
            picture = dataset_picture(
                self._data.dataset, self._theme, _PICTURE_PX, self.devicePixelRatioF(), self._data.points
            )
            self._picture = (key, picture)
        return self._picture[1]

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_lit = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(QColor(theme.accent if is_lit else theme.border), 1))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        top = (self.height() - _PICTURE_PX) // 2
        painter.drawPixmap(top, top, self._current_picture())
        left = top + _PICTURE_PX + 8
        room = self.width() - left - 24
        font = painter.font()
        font.setPixelSize(theme.body_px)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        elide = Qt.TextElideMode.ElideRight
        title = painter.fontMetrics().elidedText(self.text(), elide, room)
        half = self.height() // 2
        has_remark = bool(self._remark)
        at = Qt.AlignmentFlag.AlignBottom if has_remark else Qt.AlignmentFlag.AlignVCenter
        height = half if has_remark else self.height()
        painter.drawText(QRect(left, 0, room, height), Qt.AlignmentFlag.AlignLeft | at, title)
        if has_remark:
            font.setPixelSize(theme.small_px)
            painter.setFont(font)
            painter.setPen(QColor(theme.text_muted))
            remark = painter.fontMetrics().elidedText(self._remark, elide, room)
            below = QRect(left, half + 1, room, half)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, remark)
        x, y = self.width() - 14, self.height() / 2
        painter.setPen(QPen(QColor(theme.text_muted), 1.6))
        painter.drawPolyline([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)])
        painter.end()
