"""The longest wording that has room is shown; the longest of all is told."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from playground.views.fitting_label import FittingLabel


def test_it_says_less_where_it_has_less_room(qtbot: QtBot) -> None:
    label = FittingLabel("title")
    qtbot.addWidget(label)
    wordings = ("4 read as 9: 7 examples", "4 read as 9: 7", "4→9: 7")
    label.set_wordings(wordings)
    shown = []
    for width in (400, label.fontMetrics().horizontalAdvance(wordings[1]) + 2, 5):
        label.resize(width, 20)
        label.show()
        shown.append(label.text())
        assert label.accessibleName() == wordings[0]
    assert tuple(shown) == wordings
    label.set_wordings(())
    assert label.text() == ""
