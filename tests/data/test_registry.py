"""Data sets are found by name, once."""

import pytest

from playground.data import AUGMENTATIONS, DATASETS, load_dataset
from playground.errors import DataError
from playground.experiment.config import DataConfig


def test_the_default_experiment_names_known_data_and_augmentation():
    assert DataConfig().dataset in DATASETS
    assert DataConfig().augmentation in AUGMENTATIONS


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_loads_under_its_name(name):
    dataset = load_dataset(name)
    assert dataset.name == name
    assert dataset.title == DATASETS[name].title
    assert load_dataset(name) is dataset


def test_an_unknown_name_is_told_with_the_known_ones():
    with pytest.raises(DataError, match=r"“letters”.*digits"):
        load_dataset("letters")
