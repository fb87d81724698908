"""Progress on a terminal, nothing in a file; JSON that every reader takes."""

from __future__ import annotations

import io
import json
import math
import os

import pytest

from playground.cli.output import print_json
from playground.cli.progress import ProgressLine, duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_has_one_line_that_is_written_over() -> None:
    terminal = Terminal()
    line = ProgressLine(terminal)
    line.show("a long text")
    line.show("short")
    assert terminal.getvalue() == "\ra long text\rshort      "
    line.clear()
    assert terminal.getvalue().endswith("\r     \r")


def test_a_line_never_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    class Narrow(Terminal):
        def fileno(self) -> int:
            return 5

    monkeypatch.setattr(
        "os.get_terminal_size", lambda descriptor: os.terminal_size((10 * (descriptor == 5), 24))
    )
    terminal = Narrow()
    ProgressLine(terminal).show("epoch 12  loss 0.5")
    assert terminal.getvalue() == "\repoch 12 "


def test_a_file_gets_nothing() -> None:
    file = io.StringIO()
    line = ProgressLine(file)
    line.show("text")
    line.clear()
    assert file.getvalue() == ""


def test_json_lines_silence_the_terminal() -> None:
    terminal = Terminal()
    ProgressLine(terminal, silent=True).show("text")
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (185, "3 min 05 s"), (7860, "2 h 11 min")],
)
def test_times_for_people(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_is_not_finite_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": math.nan, "b": [math.inf, 1.5], "c": {"d": -math.inf}, "e": "é"})
    text = capsys.readouterr().out
    assert json.loads(text) == {"a": None, "b": [None, 1.5], "c": {"d": None}, "e": "é"}
    assert "NaN" not in text


def test_a_file_name_that_is_no_text_is_still_json(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape"))
    print_json({"file": "bad\udcff.png", "digit": "é"})
    assert json.loads(raw.getvalue().decode()) == {"file": "bad\udcff.png", "digit": "é"}
