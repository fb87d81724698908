"""Tables of every make are read right, and what is wrong with one is told with its line and column."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.data import (
    STARTER_POINTS,
    Dataset,
    TablePreview,
    export_csv,
    frame_along,
    generate,
    load_dataset,
    load_table,
    painted,
    preview,
)
from playground.errors import DataError

PLAIN = "height,weight,kind\n1.5,50,cat\n1.7,61.5,dog\n1.6,55,cat\n1.8,70,dog\n"


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "mine.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def opened(path: Path, look: TablePreview | None = None, **changes: Any) -> Dataset:
    """The data set as the dialog opens it."""
    look = look or preview(path)
    settings: dict[str, Any] = {
        "delimiter": look.delimiter,
        "decimal": look.decimal,
        "has_header": look.has_header,
        "input_columns": look.input_columns,
        "target_column": look.target_column,
        "is_regression": look.is_regression,
        "train_share": 0.5,
        "seed": 1,
        "digest": look.digest,
    }
    return load_table(path, **settings | changes)


def original(dataset: Dataset) -> dict[tuple[float, ...], str]:
    """Inputs in their own units → class."""
    assert dataset.input_means is not None
    assert dataset.input_scales is not None
    values = np.concatenate([dataset.x_train, dataset.x_test]) * dataset.input_scales + dataset.input_means
    labels = np.concatenate([dataset.y_train, dataset.y_test])
    return {
        tuple(np.round(row, 4).tolist()): dataset.class_names[label]
        for row, label in zip(values, labels, strict=True)
    }


ROWS = {(1.5, 50.0): "cat", (1.7, 61.5): "dog", (1.6, 55.0): "cat", (1.8, 70.0): "dog"}


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.rstrip(),
        PLAIN + ",,\n",
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "|"),
        PLAIN.replace(",", "   "),
        PLAIN.replace(",", ", "),
        PLAIN.replace(",", ";").replace(".", ","),
        PLAIN.replace("cat", '"cat"').replace("\n1.5", '\n"1.5"'),
        PLAIN.replace(".5", '.5"').replace("\n1.5", '\n"1.5').replace(',61.5"', ',"61.5"'),
        "\ufeff" + PLAIN,
        PLAIN.encode("utf-16"),
        "sep=;\r\n" + PLAIN.replace(",", ";"),
    ],
    ids=[
        "plain",
        "CRLF",
        "CR",
        "empty lines",
        "no end",
        "empty cells below",
        "semicolon",
        "tab",
        "bar",
        "spaces",
        "comma and space",
        "decimal comma",
        "quotes",
        "quoted numbers",
        "mark",
        "UTF-16",
        "a spreadsheet's word",
    ],
)
def test_tables_of_every_make_are_one_table(content: str | bytes, tmp_path: Path) -> None:
    path = write(tmp_path, content)
    look = preview(path)
    assert [column.name for column in look.columns] == ["height", "weight", "kind"]
    assert [column.kind for column in look.columns] == ["number", "number", "text"]
    assert (look.input_columns, look.target_column, look.is_regression) == ((0, 1), 2, False)
    assert look.has_header
    assert look.n_problems == 0
    assert look.n_rows == 4
    dataset = opened(path, look)
    assert dataset.class_names == ("cat", "dog")
    assert dataset.feature_names == ("height", "weight")
    assert original(dataset) == ROWS
    assert dataset.remarks == ()


@pytest.mark.parametrize(("encoding", "found"), [("utf-8", "utf-8"), ("cp1252", "cp1252")])
def test_names_with_umlauts_are_read_in_either_encoding(encoding: str, found: str, tmp_path: Path) -> None:
    path = write(tmp_path, PLAIN.replace("height", "Größe").replace("cat", "Kätzchen – 5 €").encode(encoding))
    look = preview(path)
    assert look.encoding == found
    assert look.columns[0].name == "Größe"
    assert opened(path, look).class_names == ("Kätzchen – 5 €", "dog")


def test_quoted_cells_hold_delimiters_and_line_ends_and_lines_are_counted_right(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b,kind\n1,2,"x,\ny"\n3,oops,z\n4,5,z\n6,7,"x,\ny"\n')
    look = preview(path)
    assert look.problems == ("Line 4: “b” is no number (“oops”).",)
    assert opened(path, look, input_columns=(0,)).class_names == ("x, y", "z")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_comma_in_every_number_divides_no_columns_where_another_sign_does(
    delimiter: str, tmp_path: Path
) -> None:
    rows = [f"{i},25{delimiter}{'red' if i % 2 else 'blue'}" for i in range(30)]
    look = preview(write(tmp_path, "\n".join(rows)))
    assert (look.delimiter, look.decimal) == (delimiter, ",")
    assert [column.kind for column in look.columns] == ["number", "text"]


def test_names_below_a_line_of_another_kind_are_names(tmp_path: Path) -> None:
    path = write(tmp_path, "# measured in May\n" + PLAIN)
    look = preview(path)
    assert [column.name for column in look.columns] == ["height", "weight", "kind"]
    assert look.problems == ("Line 1 has 1 cell; the table has 3 columns.",)
    assert original(opened(path, look)) == ROWS


def test_names_of_another_number_take_no_row_with_them(tmp_path: Path) -> None:
    path = write(tmp_path, PLAIN.replace("height,weight,kind", "height,weight"))
    for has_header in (None, True):
        look = preview(path, has_header=has_header)
        assert [column.name for column in look.columns] == ["Column 1", "Column 2", "Column 3"]
        assert look.n_rows == 4
        assert original(opened(path, look)) == ROWS


def test_a_test_set_that_is_the_training_set_is_told(tmp_path: Path) -> None:
    rows = "a,b,kind\n1,2,cat\n3,4,dog\n5,6,cow\n"
    alone = opened(write(tmp_path, rows))
    assert alone.n_train == alone.n_test == 3
    assert alone.remarks == ("No class has a second row to hold out: the test set is the training set.",)
    assert opened(write(tmp_path, rows + "7,8,cow\n")).remarks == ()


def test_columns_say_what_they_hold(tmp_path: Path) -> None:
    rows = "\n".join(f"{i},{i / 2},{'ab'[i % 2]},," for i in range(30))
    path = write(tmp_path, "id,half,letter,nothing,some\n" + rows.replace("29,14.5,b,,", "29,14.5,b,,7"))
    columns = {column.name: column for column in preview(path).columns}
    assert [column.kind for column in columns.values()] == ["whole", "number", "text", "empty", "whole"]
    assert columns["letter"].n_distinct == 2
    assert columns["letter"].examples == ("a", "b")
    assert columns["id"].n_distinct == 30
    assert columns["some"].n_missing == 29


def test_every_bad_row_is_named_with_line_and_column_and_left_out(tmp_path: Path) -> None:
    lines = ["x,y,kind", *(f"{i},{-i},{'ab'[i % 2]}" for i in range(40))]
    lines[5], lines[9], lines[11] = "4,,a", "8,eight,a", "1,2,3,4"
    lines[14], lines[20], lines[22] = "NA,5,b", "3", "1e99,2,b"
    path = write(tmp_path, "\n".join(lines))
    look = preview(path)
    assert look.problems == (
        "Line 6: “y” is empty.",
        "Line 10: “y” is no number (“eight”).",
        "Line 12 has 4 cells; the table has 3 columns.",
        "Line 15: “x” is missing (“NA”).",
        "Line 21 has 1 cell; the table has 3 columns.",
        "Line 23: “x” is too large (“1e99”).",
    )
    dataset = opened(path, look)
    assert dataset.n_train + dataset.n_test == 34
    assert dataset.remarks[0].startswith("6 of 40 rows are left out. Line 6: “y” is empty. Line 10")
    assert dataset.remarks[0].endswith("And 1 more.")
    # What is wrong in a column that isn't used costs no row.
    assert opened(path, look, input_columns=(0,)).n_train + dataset.n_test >= 18


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "mine.csv is empty"),
        (" \n\n", "mine.csv is empty"),
        ("a,b,c\n", "column names, but no rows|no column of numbers"),
        (b"a,b\n1,\x002\n", "no text: there is a zero byte in line 2"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "zero byte in line 3"),
        ("a,b\n" + "1,x\n" * 5, "“b” is “x” in every row: there is nothing to tell apart"),
        ("a,b\nx,y\nz,y\n", "no column of numbers"),
        ('a,b\n1,"' + "x" * 200_000, "A quotation mark may not be closed"),
        (PLAIN.replace("1.7", '"1.7') * 3, "quotation mark in line 13 that is not closed: the 2 lines below"),
        (
            PLAIN.replace("height", '"height'),
            "quotation mark in line 1 that is not closed: the 4 lines below",
        ),
        (
            "x,y,kind\n1,50,-2,25,cat\n-1,75,3,50,dog\n",
            "3 cells in line 1 and 5 in the lines below: the commas in its numbers divide columns, too",
        ),
        ("1," * 1200 + "1\n", "1,201 columns; a table can have up to 1,000"),
        ("a,b\n" + "\n".join(f"{i},t{i}" for i in range(50)), "“b” has 50 different values; there can be 20"),
    ],
)
def test_what_cant_be_a_table_is_told_in_a_sentence(
    content: str | bytes, sentence: str, tmp_path: Path
) -> None:
    path = write(tmp_path, content)
    with pytest.raises(DataError, match=sentence):
        opened(path)


def test_too_many_rows_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="200,002 rows; a table can have up to 200,000"):
        preview(write(tmp_path, "1,2\n" * 200_002))


def test_a_missing_file_a_folder_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can't be read: No such file"):
        preview(tmp_path / "nothing.csv")
    with pytest.raises(DataError, match="can't be read: Is a directory"):
        preview(tmp_path)
    with pytest.raises(DataError, match="No table is chosen yet"):
        opened(write(tmp_path, PLAIN), preview(write(tmp_path, PLAIN))) and load_table(
            "", delimiter=",", decimal=".", has_header=True, input_columns=(), target_column=-1,
            is_regression=False, train_share=0.5, seed=1,
        )  # fmt: skip


def test_a_file_that_changed_since_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, PLAIN)
    look = preview(path)
    write(tmp_path, PLAIN.replace("50", "51"))
    with pytest.raises(DataError, match=r"mine\.csv has changed since it was chosen\. Open it again\."):
        opened(path, look)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"target_column": 7}, "has 3 columns, so there is no column 8"),
        ({"input_columns": (0, 9)}, "there is no column 10"),
        ({"input_columns": (0, 2)}, "“kind” is the target and an input at once"),
        ({"input_columns": (2,), "target_column": 0}, "“kind” holds text, and a network takes numbers"),
        ({"is_regression": True}, "“kind” holds text, so no number can be predicted"),
        ({"delimiter": ";"}, "has 1 column, so there is no column 3. Choose another, or another delimiter"),
    ],
)
def test_a_choice_that_cant_be_is_told(changes: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=sentence):
        opened(write(tmp_path, PLAIN), **changes)


def regression_table(folder: Path, n_inputs: int) -> Path:
    rng = np.random.default_rng(5)
    x = rng.normal(100.0, 20.0, (200, n_inputs))
    y = 1e6 + 3e5 * x[:, 0]
    lines = [",".join(f"{value:.6f}" for value in (*row, target)) for row, target in zip(x, y, strict=True)]
    return write(folder, "\n".join([",".join([*(f"x{i}" for i in range(n_inputs)), "price"]), *lines]))


def test_numbers_are_standardised_by_the_training_part_and_keep_their_units(tmp_path: Path) -> None:
    path = regression_table(tmp_path, 2)
    look = preview(path)
    assert look.is_regression
    dataset = opened(path, look)
    assert np.allclose(dataset.x_train.mean(axis=0), 0, atol=1e-5)
    assert np.allclose(dataset.x_train.std(axis=0), 1, atol=1e-4)
    assert dataset.y_train.shape == (100, 1)
    assert abs(float(dataset.y_train.mean())) < 1e-5
    assert dataset.n_classes == 1
    assert dataset.target_name == "price"
    assert dataset.points_test is not None
    centre, width = dataset.target_scale
    prices = centre + width * dataset.y_test[:, 0]
    assert np.allclose(prices, 1e6 + 3e5 * dataset.points_test[:, 0], rtol=1e-4)
    assert dataset.frame is not None
    assert dataset.frame.axis_names == ("x0", "x1")
    assert 20 < dataset.frame.x_range[0] < 100 < dataset.frame.x_range[1] < 180
    assert np.allclose(dataset.frame.features(dataset.points_test), dataset.x_test, atol=1e-4)


def test_a_constant_column_does_no_harm(tmp_path: Path) -> None:
    dataset = opened(write(tmp_path, "a,b,kind\n" + "1,5,x\n2,5,y\n" * 5))
    assert np.array_equal(dataset.x_train[:, 1], np.zeros(dataset.n_train))


def test_one_input_runs_along_the_first_axis(tmp_path: Path) -> None:
    dataset = opened(regression_table(tmp_path, 1))
    assert dataset.frame is not None
    assert dataset.points_train is not None
    assert dataset.frame.axis_names == ("x0", "")
    assert not dataset.points_train[:, 1].any()
    assert np.allclose(dataset.frame.features(dataset.points_train), dataset.x_train, atol=1e-4)


def test_more_inputs_are_shown_by_their_principal_axes_or_by_two_chosen_ones(tmp_path: Path) -> None:
    dataset = opened(regression_table(tmp_path, 5))
    frame = dataset.frame
    assert frame is not None
    assert frame.axis_names[0].startswith("Principal axis 1 (")
    # The plane goes through the mean, and its own points come back.
    assert np.allclose(frame.features([[0.0, 0.0]]), 0)
    places = np.random.default_rng(0).normal(size=(20, 2))
    assert np.allclose(frame.places(frame.features(places)), places, atol=1e-5)
    variances = np.linalg.eigvalsh(np.cov(dataset.x_train.T, bias=True))[::-1]
    assert np.allclose(frame.places(dataset.x_train).var(axis=0), variances[:2], rtol=1e-3)
    chosen = frame_along(dataset, 3, 1)
    assert chosen.axis_names == ("x3", "x1")
    inputs = chosen.features([[100.0, 100.0]])
    assert np.array_equal(inputs[0, [0, 2, 4]], np.zeros(3))
    assert np.allclose(chosen.places(inputs), 100.0)
    with pytest.raises(DataError, match="two different inputs of the 5"):
        frame_along(dataset, 3, 3)


@pytest.mark.parametrize(
    ("header", "cells", "target", "is_regression"),
    [
        ("a,b,c", ["1.5,2.5,0", "2.5,1.5,1"], "c", False),
        ("species,a,b", ["x,2.5,1", "y,1.5,2"], "species", False),
        ("a,label,b", ["1.5,3,2.5", "2.5,4,3.5"], "label", False),
        ("a,b,word", ["1.5,2.5,yes", "2.5,1.5,no"], "word", False),
    ],
)
def test_the_target_is_guessed(
    header: str, cells: list[str], target: str, is_regression: bool, tmp_path: Path
) -> None:
    look = preview(write(tmp_path, "\n".join([header, *cells * 5])))
    assert look.columns[look.target_column].name == target
    assert look.is_regression is is_regression
    assert look.target_column not in look.input_columns


def test_without_a_header_columns_have_numbers_and_none_is_lost(tmp_path: Path) -> None:
    path = write(tmp_path, PLAIN.partition("\n")[2])
    look = preview(path)
    assert not look.has_header
    assert [column.name for column in look.columns] == ["Column 1", "Column 2", "Column 3"]
    assert original(opened(path, look)) == ROWS


def test_what_is_exported_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert export_csv(STARTER_POINTS, path) == len(STARTER_POINTS)
    back = original(opened(path))
    assert back == {(x1, x2): "AB"[int(label)] for x1, x2, label in STARTER_POINTS}
    dataset = painted(STARTER_POINTS, train_share=0.5, seed=1, features=("x1*x2",))
    export_csv(dataset, path)
    assert original(opened(path)) == back
    table = opened(regression_table(tmp_path, 3))
    export_csv(table, path)
    rows = list(csv.reader(io.StringIO(path.read_text())))
    assert rows[0] == ["x0", "x1", "x2", "price"]
    assert len(rows) == 201
    assert float(rows[1][3]) == pytest.approx(1e6 + 3e5 * float(rows[1][0]), rel=1e-4)
    assert export_csv(load_dataset("digits"), path) == 6797


def test_an_export_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can't be written"):
        export_csv(STARTER_POINTS, tmp_path / "no" / "out.csv")
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    with pytest.raises(DataError, match="can't be written"):
        export_csv(STARTER_POINTS, folder)
    assert [file.name for file in tmp_path.iterdir()] == ["folder.csv"]


def test_fifty_thousand_rows_of_twenty_columns_open_in_two_seconds(tmp_path: Path) -> None:
    dataset = generate(
        "spiral", n_examples=1000, noise=0.1, train_share=0.5, imbalance=0.0, seed=1, features=("x1", "x2")
    )
    assert dataset.points_train is not None
    row = [",".join(f"{v:.5f}" for v in np.resize(point, 19)) for point in dataset.points_train]
    lines = [f"{row[i % len(row)]},{'yes' if i % 3 else 'no'}" for i in range(50_000)]
    lines[40_000] = lines[40_000].replace(",", ",oops,", 1)
    path = write(tmp_path, "\n".join([",".join(f"c{i}" for i in range(20)), *lines]))
    # Time of the processor: what else the machine does at the moment doesn't count.
    began = time.process_time()
    look = preview(path)
    opened_set = opened(path, look)
    seconds = time.process_time() - began
    assert opened_set.n_train + opened_set.n_test == 49_999
    assert look.n_problems == 1
    # Measured: 0.7 s.
    assert seconds < 2.0
