"""Data sets are found by name; those with settings are made from these, once."""

from __future__ import annotations

import pytest

from playground.data import AUGMENTATIONS, DATASETS, load_dataset
from playground.errors import DataError
from playground.experiment.config import DataConfig


def test_the_default_experiment_names_known_data_and_augmentation() -> None:
    assert DataConfig().dataset in DATASETS
    assert DataConfig().augmentation in AUGMENTATIONS


def test_the_digits_load_under_their_name_once() -> None:
    dataset = load_dataset("digits")
    assert dataset.name == "digits"
    assert dataset.title == DATASETS["digits"].title
    assert load_dataset("digits") is dataset


def test_no_two_data_sets_have_one_title() -> None:
    titles = [entry.title for entry in DATASETS.values()]
    assert len(set(titles)) == len(titles)


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(DataError, match=r"“letters”.*digits, circle"):
        load_dataset("letters")


def test_a_set_with_settings_isnt_loaded_by_its_name_alone() -> None:
    with pytest.raises(DataError, match="needs settings"):
        load_dataset("circle")
