"""Right and wrong answers in words, and which examples to show. No widget."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.data import Dataset
from playground.training.messages import Answers, IntArray
from playground.views.example_gallery import ExampleCard
from playground.views.example_pictures import points_of, targets_of
from playground.views.numbers import loss_text, percent, significant, whole


def _tr(text: str) -> str:
    return QCoreApplication.translate("AnswersView", text)


def fits(answers: Answers, dataset: Dataset | None) -> bool:
    """Whether the answers are those to the examples of this data set."""
    return dataset is not None and len(answers.predicted) == len(targets_of(dataset, answers.split))


def same(answers: Answers, shown: Answers | None) -> bool:
    """Whether these are the answers shown already: sweeps end less often than frames are shown."""
    return (
        shown is not None
        and (answers.split, answers.step) == (shown.split, shown.step)
        and np.array_equal(answers.losses, shown.losses)
    )


def rows_of_cell(answers: Answers, dataset: Dataset, true: int, read: int) -> IntArray:
    """Rows of the split counted in a cell of the matrix, the largest loss first."""
    targets = targets_of(dataset, answers.split)
    rows = np.flatnonzero((targets == true) & (np.rint(answers.predicted) == read))
    return np.asarray(rows[np.argsort(-answers.losses[rows], kind="stable")], dtype=np.int64)


def hardest_rows(answers: Answers) -> IntArray:
    """Rows with the largest loss, worst first."""
    if answers.hardest is not None:
        return answers.hardest
    return np.argsort(-answers.losses, kind="stable")[:100].astype(np.int64)


def class_name(dataset: Dataset, index: int) -> str:
    """Name of a class, or its number."""
    return dataset.class_names[index] if 0 <= index < len(dataset.class_names) else str(index)


def card_of(answers: Answers, dataset: Dataset, row: int, *, right: str, wrong: str) -> ExampleCard:
    """One example with its true label, the reading and the confidence; `right` and `wrong` are colours."""
    place = _place(dataset, answers.split, row)
    loss = loss_text(float(answers.losses[row]))
    target = targets_of(dataset, answers.split)[row]
    if dataset.is_regression:
        value = dataset.in_own_units(float(np.ravel(target)[0]))
        predicted = dataset.in_own_units(float(answers.predicted[row]))
        sentence = _tr("Example {0}{1}: true {2}, predicted {3}, loss {4}.").format(
            whole(row), place, significant(value), significant(predicted), loss
        )
        caption = f"{significant(value, 2)}→{significant(predicted, 2)}"
        return ExampleCard(row, caption, sentence, short=f"→{significant(predicted, 2)}")
    true, read = int(target), round(float(answers.predicted[row]))
    sure = percent(float(answers.confidence[row]), 0)
    names = class_name(dataset, true), class_name(dataset, read)
    sentence = _tr("Example {0}{1}: truly {2}, read as {3} with {4} confidence, loss {5}.").format(
        whole(row), place, *names, sure, loss
    )
    caption = f"{names[0]}→{names[1]} {sure}" if true != read else f"{names[0]} {sure}"
    return ExampleCard(row, caption, sentence, right if true == read else wrong, short=f"→{names[1]}")


def _place(dataset: Dataset, split: str, row: int) -> str:
    points = points_of(dataset, split)
    if points is None:
        return ""
    x, y = (significant(float(v)) for v in points[row])
    return f" ({x}, {y})"


def cell_sentence(dataset: Dataset, true: int, read: int, n: int) -> str:
    """What a cell of the matrix counts: “4 read as 9: 7 examples”."""
    names = class_name(dataset, true), class_name(dataset, read)
    examples = _tr("1 example") if n == 1 else _tr("{0} examples").format(whole(n))
    if true == read:
        return _tr("{0} read rightly: {1}").format(names[0], examples)
    return _tr("{0} read as {1}: {2}").format(*names, examples)


def example_name(dataset: Dataset, split: str, row: int) -> str:
    """Which example of the data: “test 501, truly 4”."""
    target = targets_of(dataset, split)[row]
    if dataset.is_regression:
        truth = significant(dataset.in_own_units(float(np.ravel(target)[0])))
    else:
        truth = class_name(dataset, int(target))
    words = _tr("training {0}, truly {1}") if split == "train" else _tr("test {0}, truly {1}")
    return words.format(whole(row), truth)


def cell_titles(dataset: Dataset, true: int, read: int, n: int) -> tuple[str, ...]:
    """The same in fewer and fewer words: “4 read as 9: 7”, “4→9: 7”."""
    names = class_name(dataset, true), class_name(dataset, read)
    short = _tr("{0} right: {1}").format(names[0], whole(n)) if true == read else ""
    return (
        cell_sentence(dataset, true, read, n),
        short or _tr("{0} read as {1}: {2}").format(*names, whole(n)),
        short or f"{names[0]}→{names[1]}: {whole(n)}",
    )


def overall(answers: Answers, dataset: Dataset) -> tuple[int, int]:
    """How many are right, and of how many."""
    targets = targets_of(dataset, answers.split)
    return int((np.rint(answers.predicted) == targets).sum()), len(targets)


def worst_confusions(confusion: IntArray, n: int = 3) -> Sequence[tuple[int, int, int]]:
    """The most frequent errors: true class, reading, count."""
    errors = confusion.copy()
    np.fill_diagonal(errors, 0)
    order = np.argsort(-errors, axis=None, kind="stable")[:n]
    places = [np.unravel_index(int(i), errors.shape) for i in order]
    return [(int(t), int(r), int(errors[t, r])) for t, r in places if errors[t, r] > 0]


def explained_share(answers: Answers, dataset: Dataset) -> float:
    """R²: the share of the variance of the targets that the predictions explain; NaN where they have none."""
    targets = np.ravel(targets_of(dataset, answers.split)).astype(np.float64)
    spread = float(((targets - targets.mean()) ** 2).sum())
    return 1.0 - float(((targets - answers.predicted) ** 2).sum()) / spread if spread else float("nan")
