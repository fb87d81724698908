"""A number typed into a row: taken as typed or refused, and the refusal goes when one types on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.builder.field_row import FieldRow
from playground.experiment.fields import FIELDS


def _typed(row: FieldRow, text: str) -> None:
    line = row.editor.lineEdit()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def _examples(qtbot: QtBot) -> tuple[FieldRow, list[object]]:
    row = FieldRow(FIELDS["data.n_examples"])
    qtbot.addWidget(row)
    row.set_value(500)
    row.show()
    entered: list[object] = []
    row.value_entered.connect(lambda _path, value: entered.append(value))
    return row, entered


def test_a_number_is_not_completed_to_a_longer_suggestion(qtbot: QtBot) -> None:
    row, entered = _examples(qtbot)
    # 100 and 10,000 are suggestions that begin alike.
    _typed(row, "10")
    assert entered == [10]
    _typed(row, "2")
    assert entered == [10]
    assert "10 to 10,000 can be used, not 2" in row.refusal()


def test_the_sentence_of_a_refusal_goes_when_one_types_on(qtbot: QtBot) -> None:
    row, entered = _examples(qtbot)
    _typed(row, "abc")
    assert "abc" in row.refusal()
    _typed(row, "500")
    assert row.refusal() == ""
    assert entered == []
