"""The line below the window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.experiment.config import ExperimentConfig
from playground.explain.narration_bar import NarrationBar
from playground.explain.sentence import Fix, FixKind, Narration, Tone
from playground.theme import DARK, LIGHT, Theme

PLAIN = Narration(topic="progress", text="Epoch 3: all is well.")
FIX = Fix(label="Set the learning rate to 0.1", config=ExperimentConfig(seed=8), kind=FixKind.HOT)
ILL = Narration(topic="large_steps", text="The steps are too long.", tone=Tone.HINT, fix=FIX, why="Because.")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 400)
    bar = NarrationBar(window)
    bar.setGeometry(0, 350, 900, 44)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def bar(window: QWidget) -> NarrationBar:
    found = window.findChild(NarrationBar, "narration_bar")
    assert isinstance(found, NarrationBar)
    return found


def button(bar: NarrationBar, name: str) -> QPushButton:
    found = bar.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_it_says_the_sentence(bar: NarrationBar) -> None:
    bar.set_narration(PLAIN)
    label = bar.findChild(QLabel, "narration_label")
    assert isinstance(label, QLabel)
    assert label.text() == bar.text_twin() == bar.accessibleDescription() == PLAIN.text


def test_the_buttons_are_there_only_when_they_do_something(bar: NarrationBar) -> None:
    bar.set_narration(PLAIN)
    assert not button(bar, "narration_fix_button").isVisible()
    bar.set_narration(ILL)
    assert button(bar, "narration_fix_button").isVisible()
    assert button(bar, "narration_fix_button").toolTip() == FIX.label
    assert button(bar, "narration_why_button").isVisible()


def test_fix_it_hands_out_the_fix(qtbot: QtBot, bar: NarrationBar) -> None:
    bar.set_narration(ILL)
    with qtbot.waitSignal(bar.fix_requested) as asked:
        qtbot.mouseClick(button(bar, "narration_fix_button"), Qt.MouseButton.LeftButton)
    assert asked.args == [FIX]


def test_why_explains_and_goes_away_again(qtbot: QtBot, window: QWidget, bar: NarrationBar) -> None:
    bar.set_narration(ILL)
    why = button(bar, "narration_why_button")
    qtbot.mouseClick(why, Qt.MouseButton.LeftButton)
    popover = window.findChild(QWidget, "narration_why_popover")
    text = window.findChild(QLabel, "narration_why_text")
    assert isinstance(popover, QWidget)
    assert isinstance(text, QLabel)
    assert popover.isVisible()
    assert text.text() == "Because."
    assert window.rect().contains(popover.geometry())
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    qtbot.mouseClick(why, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(why, Qt.MouseButton.LeftButton)
    assert not popover.isVisible()


def test_nothing_moves_when_the_sentence_changes(bar: NarrationBar) -> None:
    bar.set_narration(PLAIN)
    label = bar.findChild(QLabel, "narration_label")
    assert isinstance(label, QLabel)
    before = (bar.geometry(), label.geometry())
    bar.set_narration(replace(ILL, text="A long sentence. " * 10))
    assert (bar.geometry(), label.geometry()) == before


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_each_tone_has_its_own_sign(bar: NarrationBar, theme: Theme) -> None:
    bar.set_theme(theme)
    pictures = []
    for tone in Tone:
        bar.set_narration(replace(PLAIN, tone=tone))
        pictures.append(bar.grab().copy(0, 0, 36, 44).toImage())
    assert all(a != b for i, a in enumerate(pictures) for b in pictures[:i])
