"""Choosing data from pictures, their settings, and the inputs of the network."""

from dataclasses import replace

import pytest
from builder_steps import Emitted, click, find
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from playground.builder import BuilderPanel
from playground.builder.dataset_gallery import groups
from playground.builder.dataset_picture import dataset_picture, feature_picture
from playground.builder.dataset_words import dataset_words
from playground.builder.feature_chips import FeatureChip, feature_label
from playground.data import DATASETS, FEATURES
from playground.engine import Conv2d, Dense
from playground.experiment.config import DataConfig, ExperimentConfig, NetworkConfig
from playground.theme import DARK, LIGHT, Theme


def planar(**changes: object) -> ExperimentConfig:
    data = replace(DataConfig(dataset="circle"), **changes)  # type: ignore[arg-type]
    return ExperimentConfig(data=data, network=NetworkConfig(layers=(Dense(units=4, activation="tanh"),)))


def pick(qtbot: QtBot, panel: BuilderPanel, name: str) -> None:
    click(qtbot, panel.data.button)
    (tile,) = [tile for tile in panel.data.gallery.tiles if tile.name == name]
    click(qtbot, tile)


def chip(panel: BuilderPanel, formula: str) -> FeatureChip:
    (found,) = [chip for chip in panel.data.features.chips if chip.formula == formula]
    return found


def type_formula(qtbot: QtBot, panel: BuilderPanel, text: str) -> QLineEdit:
    field = panel.data.features.formula_field
    field.setFocus()
    field.clear()
    qtbot.keyClicks(field, text)
    return field


def test_every_data_set_is_in_the_gallery_once() -> None:
    names = [name for _, members in groups() for name in members]
    assert sorted(names) == sorted(DATASETS)


def test_a_picture_chosen_is_a_network_that_fits(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    pick(qtbot, panel, "spiral")
    (config,) = emitted
    assert config.data.dataset == "spiral"
    assert config.network.layers != ExperimentConfig().network.layers
    assert not panel.data.gallery.isVisible()
    qtbot.waitUntil(lambda: panel.data.remark.text() == "350 train · 150 test")
    labels = [label.text() for label in panel.findChildren(QLabel)]
    assert "2 · x₁, x₂" in labels


def test_a_regression_brings_its_loss(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    pick(qtbot, panel, "sine")
    assert emitted[-1].loss.kind == "squared_error"


def test_layers_for_pictures_go_where_there_are_none(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    layers = (Conv2d(channels=4), Dense(units=16))
    panel.set_config(ExperimentConfig(network=NetworkConfig(layers=layers)))
    pick(qtbot, panel, "circle")
    assert emitted[-1].network.layers == (Dense(units=16),)


def test_the_same_picture_again_changes_nothing(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    pick(qtbot, panel, "digits")
    assert emitted == []


def test_a_table_and_own_digits_are_asked_for(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    with qtbot.waitSignal(panel.table_requested):
        pick(qtbot, panel, "table")
    with qtbot.waitSignal(panel.own_digits_requested):
        pick(qtbot, panel, "own_digits")
    assert emitted == []


def test_the_gallery_is_walked_by_the_keyboard(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    panel.data.button.setFocus()
    qtbot.keyClick(panel.data.button, Qt.Key.Key_Space)
    gallery = panel.data.gallery
    assert gallery.focusWidget().objectName() == "dataset_digits_tile"
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(gallery.focusWidget(), key)
    assert gallery.focusWidget().objectName() == "dataset_xor_tile"
    qtbot.keyClick(gallery.focusWidget(), Qt.Key.Key_Return)
    assert [config.data.dataset for config in emitted] == ["xor"]
    assert panel.data.button.hasFocus()


def test_escape_and_a_click_elsewhere_close_the_gallery(qtbot: QtBot, panel: BuilderPanel) -> None:
    click(qtbot, panel.data.button)
    qtbot.keyClick(panel.data.gallery.focusWidget(), Qt.Key.Key_Escape)
    assert not panel.data.gallery.isVisible()
    click(qtbot, panel.data.button)
    find(panel, "loss_kind_field").setFocus()
    assert not panel.data.gallery.isVisible()


@pytest.mark.parametrize(
    ("dataset", "shown"),
    [
        ("digits", {"data.augmentation"}),
        ("circle", {"data.noise", "data.n_examples", "data.train_share", "data.imbalance", "data.seed"}),
        ("sine", {"data.noise", "data.n_examples", "data.train_share", "data.seed"}),
        ("paint", {"data.train_share", "data.seed"}),
    ],
)
def test_settings_are_shown_where_they_count(panel: BuilderPanel, dataset: str, shown: set[str]) -> None:
    panel.set_config(planar(dataset=dataset, points=((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))))
    assert {row.field.path for row in panel.data.rows if not row.isHidden()} == shown
    assert panel.data.strip.isHidden() == (dataset != "digits")
    assert panel.data.features.isHidden() == (dataset == "digits")


def test_the_dice_draws_other_examples(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    panel.set_config(planar(seed=1_000_000))
    find(panel, "data_division_button").click()
    click(qtbot, panel.data.dice_button)
    (config,) = emitted
    assert config.data.seed != 1_000_000


def test_what_is_not_as_usual_stands_beside_the_fold(panel: BuilderPanel) -> None:
    panel.set_config(planar(train_share=0.5, n_examples=100))
    assert panel.data._fold.remark() == "examples 100, training share 0.5"


def test_features_are_switched_on_and_off(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    panel.set_config(planar())
    click(qtbot, chip(panel, "x1^2"))
    click(qtbot, chip(panel, "x2"))
    assert [config.data.features for config in emitted] == [("x1", "x2", "x1^2"), ("x1", "x1^2")]


def test_the_last_feature_stays(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    panel.set_config(planar(features=("x2",)))
    click(qtbot, chip(panel, "x2"))
    assert emitted == []
    assert chip(panel, "x2").isChecked()
    assert "at least one" in panel.data.features.message()


def test_a_formula_becomes_a_feature_with_a_picture(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(planar())
    field = type_formula(qtbot, panel, "x1^3 - x2")
    assert panel.data.features.message() == ""
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert emitted[-1].data.features == ("x1", "x2", "x1^3 - x2")
    assert chip(panel, "x1^3 - x2").isChecked()
    click(qtbot, chip(panel, "x1^3 - x2"))
    assert emitted[-1].data.features == ("x1", "x2")


@pytest.mark.parametrize(
    ("text", "word"), [("x1 +", "missing"), ("x1", "already"), ("1/x1", "finite"), ("import os", "import")]
)
def test_a_formula_that_can_not_be_is_told_while_it_is_typed(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted, text: str, word: str
) -> None:
    panel.set_config(planar())
    field = type_formula(qtbot, panel, text)
    assert word in panel.data.features.message()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert emitted == []
    assert field.text() == text


def test_showing_a_config_emits_nothing(panel: BuilderPanel, emitted: Emitted) -> None:
    for name in ("circle", "sine", "digits"):
        panel.set_config(planar(dataset=name))
        QApplication.processEvents()
    assert emitted == []


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", list(DATASETS))
def test_every_data_set_has_a_picture(qapp: QApplication, theme: Theme, name: str) -> None:
    image = dataset_picture(name, theme, 60, 1.0).toImage()
    colours = {image.pixelColor(x, y).name() for x in range(60) for y in range(60)}
    assert len(colours) >= 4


@pytest.mark.parametrize("formula", FEATURES)
def test_features_look_different(qapp: QApplication, formula: str) -> None:
    images = [feature_picture(other, LIGHT, 26, 1.0).toImage() for other in FEATURES]
    assert sum(image == feature_picture(formula, LIGHT, 26, 1.0).toImage() for image in images) == 1


def test_features_are_written_as_by_hand() -> None:
    assert [feature_label(formula) for formula in (*FEATURES, "x1*2")] == [
        "x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂", "x₁·2",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["circle", "spiral", "sine", "paint"])
def test_planar_data_fit_a_small_window(qtbot: QtBot, panel: BuilderPanel, name: str) -> None:
    panel.resize(252, 580)
    pick(qtbot, panel, name)
    QApplication.processEvents()
    assert panel.verticalScrollBar().maximum() == 0
    assert panel.widget().width() <= 252


@pytest.mark.parametrize("name", list(DATASETS))
def test_every_data_set_says_what_is_to_be_learned_from_it(panel: BuilderPanel, name: str) -> None:
    (tile,) = [tile for tile in panel.data.gallery.tiles if tile.name == name]
    assert dataset_words(name)
    assert dataset_words(name) in tile.toolTip()
