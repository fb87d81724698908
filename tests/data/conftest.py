"""The digit files that aren't part of the project, and the bundled digits."""

from pathlib import Path

import pytest

from playground.data import Dataset, load_dataset

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs MNIST and the pen digits in ../shared/data, which aren't part of the project")
    return folder


@pytest.fixture(scope="session")
def digits() -> Dataset:
    return load_dataset("digits")
