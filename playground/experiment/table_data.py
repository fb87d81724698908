"""From a look at a table to the settings that open it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playground.data import TablePreview
from playground.experiment.config import DataConfig


def table_data(
    look: TablePreview,
    *,
    input_columns: Sequence[int] | None = None,
    target_column: int | None = None,
    is_regression: bool | None = None,
) -> DataConfig:
    """Return the settings that open the table of a preview; what is None is as the preview guesses."""
    return DataConfig(
        dataset="table",
        file=str(Path(look.path).absolute()),
        digest=look.digest,
        delimiter=look.delimiter,
        decimal=look.decimal,
        has_header=look.has_header,
        input_columns=tuple(look.input_columns if input_columns is None else input_columns),
        target_column=look.target_column if target_column is None else target_column,
        is_regression=look.is_regression if is_regression is None else is_regression,
    )
