"""`classify`: digits in picture files are read, and a picture that can't be read doesn't stop the others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from cli_command import Command
from PySide6.QtGui import QImage

from playground.data import load_dataset


@pytest.fixture
def digits(tmp_path: Path) -> dict[int, Path]:
    """One test picture of each digit, enlarged, dark on bright paper, off its centre, as PNG."""
    dataset = load_dataset("digits")
    paths = {}
    for digit in range(10):
        small = dataset.x_test[np.flatnonzero(dataset.y_test == digit)[0]].reshape(28, 28)
        large = np.kron(small, np.ones((5, 5)))
        sheet = np.full((220, 180), 235, np.uint8)
        sheet[60:200, 10:150] = np.rint(235 - 200 * large)
        image = QImage(sheet.tobytes(), 180, 220, 180, QImage.Format.Format_Grayscale8)
        paths[digit] = tmp_path / f"digit{digit}.png"
        assert image.save(str(paths[digit]))
    return paths


def test_digits_are_read(digits: dict[int, Path], command: Command) -> None:
    outcome = command("classify", *digits.values(), "--json")
    assert outcome.code == 0
    answers = {line["file"]: line["digit"] for line in outcome.lines}
    assert sum(answers[str(path)] == digit for digit, path in digits.items()) >= 9
    for line in outcome.lines:
        assert len(line["probabilities"]) == 10
        assert sum(line["probabilities"]) == pytest.approx(1, abs=1e-4)
        assert line["confidence"] == max(line["probabilities"])


def test_lines_for_people(digits: dict[int, Path], command: Command) -> None:
    outcome = command("classify", digits[7])
    assert outcome.out.startswith(f"{digits[7]}: 7  (")
    assert "% sure)" in outcome.out


def test_a_picture_that_cannot_be_read_does_not_stop_the_others(
    digits: dict[int, Path], command: Command, tmp_path: Path
) -> None:
    (tmp_path / "story.txt").write_text("once upon a time")
    np.save(tmp_path / "blank.npy", np.zeros((28, 28)))
    missing, blank = tmp_path / "missing.png", tmp_path / "blank.npy"
    pictures = [tmp_path / "story.txt", digits[1], missing, blank, digits[0]]
    outcome = command("classify", *pictures, "--json")
    assert outcome.code == 1
    assert [line.get("digit") for line in outcome.lines] == [None, 1, None, None, 0]
    assert "none of PNG" in outcome.lines[0]["error"]
    assert "No such file" in outcome.lines[2]["error"]
    assert "nothing but paper" in outcome.lines[3]["error"]
    spoken = command("classify", *pictures)
    assert len(spoken.err.splitlines()) == 3
    assert len(spoken.out.splitlines()) == 2


def test_an_untrained_network_would_only_guess(digits: dict[int, Path], command: Command) -> None:
    outcome = command("classify", digits[1], "--model", "digits")
    assert outcome.code == 2
    assert "would only guess" in outcome.err
