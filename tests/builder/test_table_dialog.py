"""Opening a table, as a person sees it: what is found, what is chosen, what can't be."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from playground.builder import table_dialog
from playground.builder.table_dialog import TableDialog
from playground.data import export_csv
from playground.errors import DataError
from playground.experiment import load_data
from playground.experiment.config import DataConfig
from playground.theme import DARK

FLOWERS = """length;width;name;rest
5,1;3,5;setosa;
4,9;3,0;setosa;
4,7;3,2;setosa;x
6,4;3,2;versicolor;
6,9;3,1;versicolor;
5,5;2,3;versicolor;
6,3;3,3;virginica;
5,8;2,7;virginica;
7,1;3,0;virginica;
"""


@pytest.fixture
def dialog(qtbot: QtBot) -> TableDialog:
    dialog = TableDialog(DataConfig())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    return dialog


@pytest.fixture
def flowers(tmp_path: Path) -> str:
    path = tmp_path / "flowers.csv"
    path.write_text(FLOWERS, encoding="utf-8")
    return str(path)


def opened(dialog: TableDialog, path: str) -> DataConfig | None:
    dialog.open_file(path)
    dialog.check_now()
    return dialog.result_data()


def pick(combo: QComboBox, text: str) -> None:
    index = combo.findText(text)
    assert index >= 0, text
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def check(dialog: TableDialog, column: int, is_on: bool) -> None:
    item = dialog.columns.item(column, 0)
    assert item is not None
    assert item.flags() & Qt.ItemFlag.ItemIsUserCheckable
    item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
    dialog.check_now()


def test_everything_is_found_by_itself(dialog: TableDialog, flowers: str) -> None:
    data = opened(dialog, flowers)
    assert data is not None
    assert (data.dataset, data.file, data.delimiter, data.decimal) == ("table", flowers, ";", ",")
    assert data.has_header
    assert (data.input_columns, data.target_column, data.is_regression) == ((0, 1), 2, False)
    assert "2 inputs, 3 classes (setosa, versicolor, virginica)" in dialog.verdict.text()
    assert "9 rows, 4 columns" in dialog.file_row.label.text()
    assert dialog.rows.item(0, 0).text() == "5,1"
    assert dialog.ok_button.isEnabled()


def test_what_was_found_can_be_loaded(dialog: TableDialog, flowers: str) -> None:
    data = opened(dialog, flowers)
    assert data is not None
    dataset = load_data(data)
    assert dataset.n_train + dataset.n_test == 9
    assert str(dataset.n_train) in dialog.verdict.text()


def test_ok_gives_the_data_once(qtbot: QtBot, dialog: TableDialog, flowers: str) -> None:
    data = opened(dialog, flowers)
    given: list[DataConfig] = []
    dialog.chosen.connect(given.append)
    dialog.show()
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert given == [data]
    assert not dialog.isVisible()


def test_without_inputs_it_says_so_and_can_not_be_accepted(dialog: TableDialog, flowers: str) -> None:
    opened(dialog, flowers)
    check(dialog, 0, False)
    assert dialog.ok_button.isEnabled()
    check(dialog, 1, False)
    assert not dialog.ok_button.isEnabled()
    assert "at least one column" in dialog.verdict.text()


def test_a_number_as_target_is_a_regression(dialog: TableDialog, flowers: str) -> None:
    opened(dialog, flowers)
    pick(dialog.form.target, "width")
    dialog.check_now()
    data = dialog.result_data()
    assert data is not None
    assert data.is_regression
    assert (data.input_columns, data.target_column) == ((0,), 1)
    assert "a number to predict" in dialog.verdict.text()


def test_text_can_not_be_predicted_as_a_number(dialog: TableDialog, flowers: str) -> None:
    opened(dialog, flowers)
    pick(dialog.form.task, "as a number")
    dialog.check_now()
    assert dialog.result_data() is None
    assert not dialog.ok_button.isEnabled()
    assert "name" in dialog.verdict.text()


def test_text_and_target_can_not_be_inputs(dialog: TableDialog, flowers: str) -> None:
    opened(dialog, flowers)
    for column in (2, 3):
        assert not dialog.columns.item(column, 0).flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert dialog.columns.item(2, 0).toolTip() != dialog.columns.item(3, 0).toolTip()


def test_the_wrong_delimiter_is_told_and_taken_back(dialog: TableDialog, flowers: str) -> None:
    opened(dialog, flowers)
    pick(dialog.form.delimiter, "Tab")
    dialog.check_now()
    assert dialog.result_data() is None
    assert dialog.verdict.text()
    assert dialog.form.delimiter.isEnabled()
    pick(dialog.form.delimiter, "Semicolon")
    dialog.check_now()
    assert dialog.result_data() is not None


def test_a_cut_that_fails_altogether_is_taken_back(
    dialog: TableDialog, flowers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(dialog, flowers)
    with monkeypatch.context() as patched:
        patched.setattr(table_dialog, "preview", _refuse)
        pick(dialog.form.delimiter, "Bar")
    assert dialog.verdict.text() == "No table at all."
    assert dialog.form.isEnabled()
    pick(dialog.form.delimiter, "Semicolon")
    dialog.check_now()
    assert dialog.result_data() is not None


def _refuse(*_: object, **__: object) -> None:
    raise DataError("No table at all.")


def test_bad_rows_are_listed_by_line(dialog: TableDialog, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("a,b,c\n" + "1,2,x\n3,4,y\n" * 6 + "5,,x\n6,7\n8,oops,y\n", encoding="utf-8")
    assert opened(dialog, str(path)) is not None
    lines = [dialog.problems.list.item(row).text() for row in range(dialog.problems.list.count())]
    assert [line.split()[1].rstrip(":") for line in lines] == ["14", "15", "16"]
    assert "oops" in lines[2]
    assert not dialog.problems.isHidden()


def test_a_good_table_lists_nothing(dialog: TableDialog, tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text("a,b,c\n" + "1,2,x\n3,4,y\n" * 6, encoding="utf-8")
    opened(dialog, str(path))
    assert dialog.problems.isHidden()


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff" * 50, b"one line"])
def test_what_is_no_table_is_said_in_a_sentence(dialog: TableDialog, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.csv"
    path.write_bytes(content)
    assert opened(dialog, str(path)) is None
    assert not dialog.ok_button.isEnabled()
    assert dialog.verdict.text().endswith(".")


def test_a_file_that_is_gone_is_said(dialog: TableDialog, tmp_path: Path) -> None:
    assert opened(dialog, str(tmp_path / "gone.csv")) is None
    assert "gone.csv" in dialog.verdict.text()


def test_the_columns_of_the_present_table_are_chosen_anew(qtbot: QtBot, flowers: str) -> None:
    data = DataConfig(
        dataset="table",
        file=flowers,
        delimiter=";",
        decimal=",",
        input_columns=(0,),
        target_column=1,
        is_regression=True,
        train_share=0.5,
    )
    dialog = TableDialog(data)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open_file(flowers, as_before=True)
    dialog.check_now()
    found = dialog.result_data()
    assert found is not None
    assert (found.input_columns, found.target_column, found.is_regression) == ((0,), 1, True)
    assert found.train_share == 0.5


def test_choices_are_tried_by_themselves(qtbot: QtBot, dialog: TableDialog, flowers: str) -> None:
    dialog.open_file(flowers)
    assert not dialog.ok_button.isEnabled()
    qtbot.waitUntil(dialog.ok_button.isEnabled)


def test_everything_has_a_name_and_says_what_it_does(dialog: TableDialog, flowers: str) -> None:
    dialog.set_theme(DARK)
    opened(dialog, flowers)
    names = [
        "table_browse_button", "table_delimiter_selector", "table_decimal_selector", "table_header_switch",
        "table_target_selector", "table_task_selector", "table_columns", "table_preview", "table_ok_button",
        "table_cancel_button", "table_problems",
    ]  # fmt: skip
    for name in names:
        widget = dialog.findChild(QWidget, name)
        assert isinstance(widget, QWidget), name
        assert widget.accessibleName(), name
        assert widget.toolTip(), name


def test_examples_that_were_exported_are_opened_again(dialog: TableDialog, tmp_path: Path) -> None:
    path = tmp_path / "circle.csv"
    assert export_csv(load_data(DataConfig(dataset="circle", n_examples=60)), path) == 60
    data = opened(dialog, str(path))
    assert data is not None
    assert load_data(data).class_names == ("A", "B")


def test_return_learns_from_the_table_instead_of_asking_for_another_file(
    dialog: TableDialog, flowers: str, qtbot: QtBot
) -> None:
    dialog.open_file(flowers)
    dialog.check_now()
    dialog.show()
    qtbot.waitExposed(dialog)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
    assert chosen.args[0].file == flowers
