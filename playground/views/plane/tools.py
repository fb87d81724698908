"""The strip of tools for painting points: classes, brush, eraser, hand; size and density."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from playground.theme import LIGHT, Theme
from playground.views.plane.editing import N_CLASSES, n_classes_of
from playground.views.plane.editor import BRUSH, DENSITIES, ERASER, RADII, SELECT, PlaneEditor
from playground.views.plot_style import small_font
from playground.views.symbols import paint_symbol


class PlaneTools(QWidget):
    """Shows the state of a `PlaneEditor` and changes it."""

    def __init__(self, editor: PlaneEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plane_tools")
        self._editor = editor
        self._theme = LIGHT
        self._n_classes = 0
        self._classes = [self._class_button(label) for label in range(N_CLASSES)]
        self._tools = {
            BRUSH: self._button(
                "brush",
                self.tr("Brush"),
                self.tr("Paint points of the chosen class (B). [ and ] change its size."),
            ),
            ERASER: self._button(
                "eraser", self.tr("Eraser"), self.tr("Take points away (E); so does the right mouse button.")
            ),
            SELECT: self._button(
                "select",
                self.tr("Move"),
                self.tr(
                    "Click a point to select it, drag it to move it (V); drag around several to select them "
                    "all. Then 1–6 give them another class, F the next one, Ctrl+arrows move them, Delete "
                    "takes them away."
                ),
            ),
        }
        for button in (*self._classes, *self._tools.values()):
            button.setCheckable(True)
        self._tools[BRUSH].clicked.connect(self._on_brush)
        self._tools[ERASER].clicked.connect(self._on_eraser)
        self._tools[SELECT].clicked.connect(self._on_select)
        self._size = self._combo(
            "size",
            self.tr("Brush size"),
            self.tr("How wide brush and eraser reach"),
            (self.tr("fine"), self.tr("small"), self.tr("wide"), self.tr("huge")),
        )
        self._density = self._combo(
            "density",
            self.tr("Points of one dab"),
            self.tr("How many points each dab of the brush leaves: 1 puts a single one just where you press"),
            tuple(f"{n}×" for n in DENSITIES),
        )
        self._size.activated.connect(self._on_size)
        self._density.activated.connect(self._on_density)
        self._flip = self._button(
            "flip", self.tr("Flip"), self.tr("Give each selected point the next class (F): a wrong label")
        )
        self._outlier = self._button(
            "outlier",
            self.tr("Outlier"),
            self.tr("Put one point of the chosen class in the midst of another class (O), and see who bends"),
        )
        self._delete = self._button(
            "delete", self.tr("Delete"), self.tr("Take the selected points away (Delete)")
        )
        self._clear = self._button(
            "clear", self.tr("Clear"), self.tr("Take all points away; Undo brings them back")
        )
        self._flip.clicked.connect(editor.flip_selected)
        self._outlier.clicked.connect(editor.add_outlier)
        self._delete.clicked.connect(editor.delete_selected)
        self._clear.clicked.connect(editor.clear)
        self._lay_out()
        editor.changed.connect(self.refresh)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes from `theme`."""
        self._theme = theme
        self._n_classes = 0
        self.refresh()
        for widget in (*self.findChildren(QToolButton), self._size, self._density):
            widget.setFont(small_font(theme))

    @Slot()
    def refresh(self) -> None:
        """Show the editor's state."""
        editor = self._editor
        for label, button in enumerate(self._classes):
            button.setChecked(label == editor.label)
        for name, button in self._tools.items():
            button.setChecked(name == editor.tool)
        self._size.setCurrentIndex(editor.size_index)
        self._density.setCurrentIndex(editor.density_index)
        self._flip.setEnabled(editor.selected is not None)
        self._delete.setEnabled(editor.selected is not None)
        self._clear.setEnabled(len(editor.points) > 0)
        self._outlier.setEnabled(bool((editor.points[:, 2] != editor.label).any()))
        n_classes = max(n_classes_of(editor.points), editor.label + 1)
        if n_classes != self._n_classes:
            self._n_classes = n_classes
            self._draw_icons()

    def _draw_icons(self) -> None:
        ratio = self.devicePixelRatioF()
        for label, button in enumerate(self._classes):
            pixmap = QPixmap(QSize(16, 16) * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.translate(8, 8)
            colour = self._theme.class_colour(label, self._n_classes)
            paint_symbol(painter, self._theme.class_symbol(label), colour, self._theme, 11.0)
            painter.end()
            button.setIcon(QIcon(pixmap))

    def _lay_out(self) -> None:
        # Three short rows: every word stays whole on the narrowest stage too.
        rows: tuple[tuple[QWidget, ...], ...] = (
            (*self._classes, self._density),
            (*self._tools.values(), self._size),
            (self._flip, self._outlier, self._delete, self._clear),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 4, 2)
        column.setSpacing(2)
        for widgets in rows:
            row = QHBoxLayout()
            row.setSpacing(2)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            column.addLayout(row)

    def _class_button(self, label: int) -> QToolButton:
        button = self._button(
            f"class_{label + 1}",
            str(label + 1),
            self.tr("Paint points of class {0} (key {0})").format(label + 1),
        )
        button.setAccessibleName(self.tr("Class {0}").format(label + 1))
        button.setIconSize(QSize(16, 16))
        button.setProperty("label", label)
        button.clicked.connect(self._on_class)
        return button

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"plane_{name}_button")
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolTip(f"<p>{tip}</p>")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _combo(self, name: str, title: str, tip: str, texts: tuple[str, ...]) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(f"plane_{name}_selector")
        combo.setAccessibleName(title)
        combo.setToolTip(f"<p>{tip}</p>")
        combo.addItems(list(texts))
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return combo

    @Slot()
    def _on_class(self) -> None:
        button = self.sender()
        if button is not None:
            self._editor.set_label(int(button.property("label")))

    @Slot()
    def _on_brush(self) -> None:
        self._editor.set_tool(BRUSH)

    @Slot()
    def _on_eraser(self) -> None:
        self._editor.set_tool(ERASER)

    @Slot()
    def _on_select(self) -> None:
        self._editor.set_tool(SELECT)

    @Slot(int)
    def _on_size(self, index: int) -> None:
        self._editor.change_size(min(index, len(RADII) - 1) - self._editor.size_index)

    @Slot(int)
    def _on_density(self, index: int) -> None:
        self._editor.set_density(index)
