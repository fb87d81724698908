"""Drawing as a person does it: press, move, release; what the network receives follows every move."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QInputDevice,
    QPainter,
    QPen,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.canvas.digit_canvas import DigitCanvas
from playground.canvas.ink_surface import BRUSH_WIDTHS
from playground.theme import DARK

SEVEN = [(0.2, 0.2), (0.4, 0.19), (0.6, 0.2), (0.8, 0.2), (0.7, 0.4), (0.6, 0.6), (0.5, 0.85)]
MOVE_TYPES = (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease)


@pytest.fixture
def canvas(qtbot):
    widget = DigitCanvas()
    qtbot.addWidget(widget)
    widget.resize(220, 220)
    widget.show()
    return widget


def positions(canvas, points, size=1.0, corner=(0.0, 0.0)):
    side = min(canvas.width(), canvas.height())
    return [QPoint(*(round(side * (c + size * v)) for c, v in zip(corner, p, strict=True))) for p in points]


def draw(canvas, points=SEVEN, size=1.0, corner=(0.0, 0.0)):
    places = positions(canvas, points, size, corner)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def ink_on_screen(canvas):
    """Share of pixels inside the border whose colour differs from the paper."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    inside = rows[6:-6, 6 : image.width() - 6].astype(int)
    return float((np.abs(inside - inside[0, 0]) > 60).mean())


def centre_of_mass(picture):
    along = np.arange(28) + 0.5
    picture = picture.reshape(28, 28)
    return picture.sum(1) @ along / picture.sum(), picture.sum(0) @ along / picture.sum()


def test_drawing_says_what_the_network_receives(canvas, qtbot):
    with qtbot.waitSignal(canvas.drawing_changed) as caught:
        draw(canvas)
    picture = caught.args[0]
    assert picture.shape == (784,)
    assert picture.dtype == np.float32
    assert 0 <= picture.min() < picture.max() <= 1
    np.testing.assert_array_equal(picture.reshape(28, 28), canvas.network_input())


@pytest.mark.parametrize("size", [0.25, 0.5, 1.0])
@pytest.mark.parametrize("corner", [(0.0, 0.0), (0.0, 0.3), (0.35, 0.1)])
def test_wherever_and_however_large_it_arrives_centred_and_sized(canvas, size, corner):
    draw(canvas, size=size * 0.7, corner=corner)
    picture = canvas.network_input()
    assert centre_of_mass(picture) == pytest.approx((14.5, 14.5), abs=0.6)
    rows = np.flatnonzero((picture > 0.3).any(1))
    assert rows[-1] - rows[0] + 1 in (19, 20, 21)


def test_every_mouse_move_is_announced(canvas, qtbot):
    announced = []
    canvas.drawing_changed.connect(announced.append)
    places = positions(canvas, SEVEN)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    qtbot.waitUntil(lambda: len(announced) == 1, timeout=1000)
    for n, place in enumerate(places[1:], start=2):
        QTest.mouseMove(canvas, place)
        qtbot.waitUntil(lambda n=n: len(announced) == n, timeout=1000)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def test_moves_that_wait_together_are_announced_once(canvas, qtbot):
    announced = []
    canvas.drawing_changed.connect(announced.append)
    for at in (QPointF(20, 20), QPointF(60, 60), QPointF(90, 20)):
        canvas.begin_gesture(at, False)
        canvas.finish_gesture()
    qtbot.waitUntil(lambda: bool(announced))
    qtbot.wait(20)
    assert len(announced) == 1


def test_ink_appears_where_the_mouse_was(canvas):
    empty = ink_on_screen(canvas)
    draw(canvas)
    assert ink_on_screen(canvas) > empty + 0.03


def test_undo_and_redo_take_strokes_one_by_one(canvas, qtbot):
    draw(canvas)
    first = canvas.network_input()
    draw(canvas, [(0.3, 0.5), (0.7, 0.5)])
    second = canvas.network_input()
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(canvas.network_input(), first)
    QTest.keyClick(
        canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    np.testing.assert_array_equal(canvas.network_input(), second)
    canvas.undo()
    canvas.undo()
    assert canvas.is_empty
    assert not canvas.can_undo


def test_clearing_gives_none_and_can_be_undone(canvas, qtbot):
    draw(canvas)
    drawn = canvas.network_input()
    qtbot.wait(1)
    with qtbot.waitSignal(canvas.drawing_changed) as caught:
        QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert caught.args == [None]
    canvas.undo()
    np.testing.assert_array_equal(canvas.network_input(), drawn)


def test_the_eraser_takes_ink_away(canvas):
    draw(canvas, [(0.1, 0.5), (0.9, 0.5)])
    before = ink_on_screen(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_E)
    assert canvas.is_eraser
    draw(canvas, [(0.5, 0.1), (0.5, 0.9)])
    assert ink_on_screen(canvas) < before
    canvas.undo()
    assert ink_on_screen(canvas) == pytest.approx(before, abs=0.002)


def test_erasing_everything_leaves_an_empty_canvas(canvas):
    draw(canvas, [(0.5, 0.5), (0.52, 0.5)])
    canvas.set_eraser(True)
    draw(canvas, [(0.4, 0.5), (0.6, 0.5)])
    assert canvas.is_empty
    assert canvas.network_input() is None


def test_brackets_change_the_brush(canvas):
    middle = canvas.brush_width
    QTest.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert canvas.brush_width > middle
    for _ in BRUSH_WIDTHS:
        QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert canvas.brush_width == BRUSH_WIDTHS[0]


def test_arrow_keys_and_space_draw(canvas):
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    for _ in range(10):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    picture = canvas.network_input()
    assert (picture > 0.5).any(axis=1).sum() >= 18
    assert (picture > 0.5).any(axis=0).sum() <= 4


def test_space_is_the_windows_while_no_arrow_key_was_pressed(canvas):
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert canvas.is_empty


def test_escape_takes_back_the_stroke_in_hand(canvas):
    canvas.begin_gesture(QPointF(40, 40), False)
    canvas.extend_gesture(QPointF(90, 90))
    canvas.cancel_gesture()
    assert canvas.is_empty


def test_a_finger_draws_once_though_the_system_repeats_it_as_mouse(canvas):
    device = QTest.createTouchDevice()
    touch = QTest.touchEvent(canvas, device)
    touch.press(0, QPoint(40, 40), canvas).commit()
    touch.move(0, QPoint(90, 60), canvas).commit()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    QTest.mouseMove(canvas, QPoint(90, 60))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(90, 60))
    touch.move(0, QPoint(140, 90), canvas).commit()
    touch.release(0, QPoint(140, 90), canvas).commit()
    assert not canvas.is_empty
    canvas.undo()
    assert canvas.is_empty


def test_the_other_end_of_the_pen_erases(canvas):
    draw(canvas, [(0.3, 0.5), (0.7, 0.5)])
    eraser = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Eraser,
        QInputDevice.Capability.Position,
        1,
        0,
    )
    for kind, x in zip(MOVE_TYPES, (50.0, 110.0, 170.0), strict=True):
        at = QPointF(x, 110.0)
        pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletRelease else Qt.MouseButton.LeftButton
        event = QTabletEvent(
            kind, eraser, at, at, 0.5, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier,
            Qt.MouseButton.LeftButton, pressed,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted()
    assert canvas.is_empty


@pytest.mark.parametrize("paper", ["white", "black"])
def test_a_dropped_picture_is_read_dark_on_light_or_light_on_dark(canvas, qtbot, tmp_path, paper):
    path = tmp_path / "five.png"
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(paper)
    painter = QPainter(image)
    painter.setPen(QPen(Qt.GlobalColor.black if paper == "white" else Qt.GlobalColor.white, 14))
    painter.drawLine(150, 30, 150, 170)
    painter.end()
    image.save(str(path))
    drop(canvas, path)
    picture = canvas.network_input()
    assert (picture > 0.5).any(axis=1).sum() >= 18
    assert (picture > 0.5).any(axis=0).sum() <= 4
    canvas.set_eraser(True)
    draw(canvas, [(0.5, 0.0), (0.5, 1.0)])
    assert canvas.is_empty


def test_strokes_on_a_dropped_picture_are_part_of_it(canvas, tmp_path):
    path = tmp_path / "bar.png"
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    painter.fillRect(95, 20, 14, 160, Qt.GlobalColor.black)
    painter.end()
    image.save(str(path))
    drop(canvas, path)
    draw(canvas, [(0.2, 0.5), (0.8, 0.5)])
    assert (canvas.network_input() > 0.5).any(axis=0).sum() >= 10


def test_an_unreadable_picture_is_answered_with_a_sentence_and_nothing_is_lost(canvas, tmp_path, qtbot):
    draw(canvas)
    drawn = canvas.network_input()
    path = tmp_path / "broken.png"
    path.write_bytes(b"no picture")
    drop(canvas, path)
    assert "can't be read" in canvas.problem()
    np.testing.assert_array_equal(canvas.network_input(), drawn)


def drop(canvas, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, buttons, keys)
    canvas.dragEnterEvent(enter)
    assert enter.isAccepted()
    canvas.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys))


def test_other_files_are_left_to_the_window(canvas, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "experiment.bpx"))])
    enter = QDragEnterEvent(
        QPoint(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    canvas.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_resizing_and_themes_keep_the_drawing(canvas):
    draw(canvas)
    picture = canvas.network_input()
    canvas.resize(300, 240)
    canvas.set_theme(DARK)
    np.testing.assert_array_equal(canvas.network_input(), picture)
    assert ink_on_screen(canvas) > 0.02
