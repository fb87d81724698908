"""The builder as a person meets it: clicks, keys, and what is then on the screen."""

from dataclasses import replace

import pytest
from builder_steps import Emitted, choose, click, find
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.builder import BuilderPanel
from playground.builder.field_row import FieldRow
from playground.builder.number_combo import NumberCombo
from playground.builder.stepper import Stepper
from playground.builder.training_section import GroupFold
from playground.engine import Dense
from playground.experiment.config import (
    ExperimentConfig,
    LossConfig,
    NetworkConfig,
    OptimizerConfig,
    ScheduleConfig,
    TrainingConfig,
)
from playground.experiment.fields import FIELDS
from playground.experiment.layer_kinds import LAYER_KINDS
from playground.theme import DARK, LIGHT, Theme


def with_units(*sizes: int) -> ExperimentConfig:
    return ExperimentConfig(network=NetworkConfig(layers=tuple(Dense(units=size) for size in sizes)))


def sizes(config: ExperimentConfig) -> list[int]:
    return [layer.units for layer in config.network.layers if isinstance(layer, Dense)]


def stepper(panel: BuilderPanel, *place: int) -> Stepper:
    found = panel.layers.row(*place).settings.stepper
    assert found is not None
    return found


def add(qtbot: QtBot, panel: BuilderPanel, kind: str, *block: int) -> None:
    """Choose a kind of layer from the menu, by the keyboard."""
    button = panel.layers.row(*block).inside_button if block else panel.layers.add_button
    click(qtbot, button)
    menu = panel.layers.menu
    menu.setCurrentRow(list(LAYER_KINDS).index(kind))
    qtbot.keyClick(menu, Qt.Key.Key_Return)


def told(panel: BuilderPanel, kind: str) -> str:
    """What the menu says about a kind of layer."""
    item = panel.layers.menu.item(list(LAYER_KINDS).index(kind))
    return str(item.data(Qt.ItemDataRole.AccessibleDescriptionRole))


def group(panel: BuilderPanel, name: str) -> GroupFold:
    (found,) = [fold for fold in panel.training.groups if fold.group.name == name]
    return found


def number(panel: BuilderPanel, name: str) -> NumberCombo:
    found = find(panel, name)
    assert isinstance(found, NumberCombo)
    return found


def type_over(qtbot: QtBot, field: QWidget, text: str) -> None:
    line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_it_shows_the_network_from_pixels_to_digits(panel: BuilderPanel) -> None:
    first, second = panel.layers.rows
    assert first.settings.fields["units"].text() == "128"
    assert first.caption() == "128 · 100,480 parameters"
    assert second.caption() == "64 · 8,256 parameters"
    assert panel.layers.n_parameters == 109_386
    labels = [label.text() for label in panel.findChildren(QWidget) if hasattr(label, "text")]
    assert "109,386 parameters" in labels
    assert "784 · 28×28 picture" in labels
    assert "10 · softmax · 650" in labels


def test_showing_a_config_emits_nothing(panel: BuilderPanel, emitted: Emitted) -> None:
    panel.set_config(with_units(3, 4, 5))
    panel.set_config(with_units())
    panel.set_dataset_shape(2, 1)
    panel.set_theme(DARK)
    assert emitted == []


def test_plus_and_minus_change_the_neurons_once_each(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    click(qtbot, stepper(panel, 1).plus_button)
    click(qtbot, stepper(panel, 0).minus_button)
    assert [sizes(config) for config in emitted] == [[128, 80], [112, 80]]
    assert panel.layers.rows[1].caption() == "80 · 9,040 parameters"


def test_a_typed_number_counts_on_enter_and_only_once(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    field = stepper(panel, 0).field
    type_over(qtbot, field, "30")
    assert emitted == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    stepper(panel, 1).field.setFocus()
    assert [sizes(config) for config in emitted] == [[30, 64]]


def test_a_typed_number_counts_on_click_away(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    type_over(qtbot, stepper(panel, 0).field, "30")
    stepper(panel, 1).field.setFocus()
    assert [sizes(config) for config in emitted] == [[30, 64]]


def test_typing_and_then_removing_another_layer_does_both(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    type_over(qtbot, stepper(panel, 0).field, "30")
    panel.layers.rows[1].remove_button.setFocus()
    click(qtbot, panel.layers.rows[1].remove_button)
    assert [sizes(config) for config in emitted] == [[30, 64], [30]]


def test_arrow_keys_step_and_escape_gives_the_old_number_back(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    field = stepper(panel, 1).field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    type_over(qtbot, field, "999")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert [sizes(config)[1] for config in emitted] == [80, 64]
    assert field.text() == "64"


@pytest.mark.parametrize("text", ["0", "2049", "abc", "-1"])
def test_an_impossible_layer_is_refused_in_place_and_the_old_number_comes_back(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted, text: str
) -> None:
    row = panel.layers.rows[0]
    type_over(qtbot, row.settings.fields["units"], text)
    qtbot.keyClick(row.settings.fields["units"], Qt.Key.Key_Return)
    assert emitted == []
    assert row.settings.fields["units"].text() == "128"
    assert row.refusal().endswith(".")
    click(qtbot, stepper(panel, 0).plus_button)
    assert row.refusal() == ""


def test_minus_at_one_neuron_explains_instead_of_building_none(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(with_units(1))
    click(qtbot, stepper(panel, 0).minus_button)
    assert emitted == []
    assert panel.layers.rows[0].refusal() == "Neurons: 1 to 2,048 can be used, not 0."


def test_layers_are_added_and_removed_down_to_none(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    add(qtbot, panel, "dense")
    for _ in range(3):
        click(qtbot, panel.layers.rows[0].remove_button)
    assert [sizes(config) for config in emitted] == [[128, 64, 64], [64, 64], [64], []]
    assert panel.layers.rows == ()
    assert panel.layers.n_parameters == 7850


def test_the_sixty_fifth_layer_cannot_be_chosen_and_the_menu_says_why(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(with_units(*[4] * 64))
    add(qtbot, panel, "dense")
    assert emitted == []
    assert "at most 64" in told(panel, "dense")


def test_a_network_too_large_for_memory_is_refused(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(with_units(*[2048] * 22))
    for _ in range(42):
        add(qtbot, panel, "dense")
        if panel.layers.menu.isVisible():
            break
    assert "memory" in told(panel, "dense")
    assert len(emitted) < 42


def test_arrow_keys_on_the_grip_move_a_layer(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    panel.set_config(with_units(1, 2, 3))
    grip = panel.layers.rows[0].grip
    grip.setFocus()
    qtbot.keyClick(grip, Qt.Key.Key_Down)
    assert [sizes(config) for config in emitted] == [[2, 1, 3]]
    assert panel.layers.rows[1].grip.hasFocus()
    qtbot.keyClick(panel.layers.rows[1].grip, Qt.Key.Key_Down)
    qtbot.keyClick(panel.layers.rows[2].grip, Qt.Key.Key_Down)
    assert [sizes(config) for config in emitted] == [[2, 1, 3], [2, 3, 1]]


@pytest.mark.parametrize(
    ("start", "onto", "expected"), [(0, 2, [[2, 3, 1]]), (2, 0, [[3, 1, 2]]), (1, 1, [])]
)
def test_a_layer_is_dragged_to_where_it_is_dropped(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted, start: int, onto: int, expected: list[list[int]]
) -> None:
    panel.set_config(with_units(1, 2, 3))
    qtbot.waitUntil(lambda: panel.layers.rows[2].y() > panel.layers.rows[1].y() > 0)
    grip, target = panel.layers.rows[start].grip, panel.layers.rows[onto]
    edge = target.rect().bottomLeft() if onto > start else target.rect().topLeft()
    place = QPointF(grip.mapFromGlobal(target.mapToGlobal(edge))).toPoint()
    qtbot.mousePress(grip, Qt.MouseButton.LeftButton)
    qtbot.mouseMove(grip, place)
    qtbot.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=place)
    assert [sizes(config) for config in emitted] == expected


def test_the_activation_of_one_layer_changes_alone(panel: BuilderPanel, emitted: Emitted) -> None:
    choose(find(panel, "layer_2_activation_field"), "sigmoid")
    (config,) = emitted
    assert [layer.activation for layer in config.network.layers if isinstance(layer, Dense)] == [
        "relu",
        "sigmoid",
    ]


def test_settings_below_are_edited_too(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    choose(find(panel, "loss_kind_field"), "squared_error")
    choose(find(panel, "data_augmentation_field"), "off")
    batch = number(panel, "training_batch_size_field")
    type_over(qtbot, batch, "100")
    qtbot.keyClick(batch, Qt.Key.Key_Return)
    qtbot.keyClick(batch, Qt.Key.Key_Up)
    qtbot.keyClick(batch, Qt.Key.Key_Down)
    assert [config.training.batch_size for config in emitted] == [32, 32, 100, 128, 64]
    assert emitted[-1].loss.kind == "squared_error"
    assert emitted[-1].data.augmentation == "off"


def test_zero_says_what_it_stands_for(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    batch = number(panel, "training_batch_size_field")
    type_over(qtbot, batch, "0")
    qtbot.keyClick(batch, Qt.Key.Key_Return)
    assert batch.currentText() == "whole training set"
    assert emitted[-1].training.batch_size == 0


@pytest.mark.parametrize("text", ["-0.1", "11", "lots"])
def test_an_impossible_number_is_refused_below_its_row(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted, text: str
) -> None:
    l2 = number(panel, "loss_l2_field")
    type_over(qtbot, l2, text)
    qtbot.keyClick(l2, Qt.Key.Key_Return)
    assert emitted == []
    assert l2.currentText() == "0"
    assert panel.training.rows["loss.l2"].refusal().endswith(".")


def test_only_settings_that_are_used_are_shown(panel: BuilderPanel) -> None:
    panel.training.fold.button.setChecked(True)
    rows = panel.training.rows
    assert not rows["optimizer.momentum"].isVisibleTo(panel)
    config = replace(
        ExperimentConfig(),
        optimizer=OptimizerConfig(kind="momentum"),
        network=NetworkConfig(initialization="normal"),
    )
    panel.set_config(config)
    assert rows["optimizer.momentum"].isVisibleTo(panel)
    assert rows["network.initialization_scale"].isVisibleTo(panel)
    assert rows["optimizer.beta1"].isHidden()


def test_finer_settings_unfold(qtbot: QtBot, panel: BuilderPanel) -> None:
    assert panel.findChild(QWidget, "training_max_epochs_field") is None, "made when it is looked for"
    click(qtbot, panel.training.fold.button)
    assert not panel.training.rows["training.max_epochs"].isVisibleTo(panel)
    click(qtbot, group(panel, "stop").button)
    assert panel.training.rows["training.max_epochs"].isVisibleTo(panel)


def test_a_closed_group_says_what_in_it_is_not_as_usual(panel: BuilderPanel) -> None:
    assert [fold.remark() for fold in panel.training.groups] == [""] * 5
    assert panel.training.fold.remark() == ""
    config = replace(
        ExperimentConfig(),
        schedule=ScheduleConfig(kind="cosine", every_epochs=3.0),
        optimizer=OptimizerConfig(clip_norm=0.5),
        training=TrainingConfig(patience_epochs=5),
    )
    panel.set_config(config)
    assert group(panel, "schedule").remark() == "cosine"  # the setting of another schedule isn't in force
    assert group(panel, "clipping").remark() == "clip the whole gradient at 0.5"
    assert group(panel, "stop").remark() == "patience 5"
    assert panel.training.fold.remark() == "schedule, clipping, stop"
    assert "cosine" in group(panel, "schedule").button.accessibleName()
    panel.set_config(ExperimentConfig())
    assert panel.training.fold.remark() == ""


@pytest.mark.parametrize(
    ("path", "config"),
    [
        ("schedule.total_epochs", ExperimentConfig(schedule=ScheduleConfig(kind="cosine"))),
        ("schedule.patience", ExperimentConfig(schedule=ScheduleConfig(kind="plateau"))),
        ("loss.huber_delta", ExperimentConfig(loss=LossConfig(kind="huber"))),
        ("optimizer.decay", ExperimentConfig(optimizer=OptimizerConfig(kind="rmsprop"))),
        ("optimizer.weight_decay", ExperimentConfig(optimizer=OptimizerConfig(kind="adamw"))),
    ],
)
def test_a_setting_appears_with_the_kind_that_uses_it(
    panel: BuilderPanel, path: str, config: ExperimentConfig
) -> None:
    panel.training.open_at(path)
    row = panel.training.rows[path]
    assert not row.isVisibleTo(panel)
    panel.set_config(config)
    assert row.isVisibleTo(panel)


def test_every_setting_of_learning_is_somewhere_in_the_panel(panel: BuilderPanel) -> None:
    in_tool_bar = {"optimizer.kind", "optimizer.learning_rate", "seed", "network.layers"}
    # Chosen from pictures, painted on the plane, or in the dialog of a table.
    elsewhere = {"data.dataset", "data.features", "data.points"} | {
        path
        for path, field in FIELDS.items()
        if path.startswith("data.") and set(field.needs_kind) <= {"table", "own_digits"} and field.needs_kind
    }
    in_the_diagram = {"network.frozen", "network.cut", "network.silenced"}
    panel.training.fold.button.setChecked(True)
    shown = {row.field.path for row in panel.findChildren(FieldRow)}
    assert shown == set(FIELDS) - in_tool_bar - elsewhere - in_the_diagram


def test_clipping_and_label_smoothing_are_edited(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    for name in ("training_more", "training_clipping", "training_regularisation"):
        click(qtbot, find(panel, name + "_button"))
    for name, text in (("optimizer_clip_norm_field", "1.5"), ("loss_label_smoothing_field", "0.1")):
        field = number(panel, name)
        type_over(qtbot, field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [config.optimizer.clip_norm for config in emitted] == [1.5, 1.5]
    assert emitted[-1].loss.label_smoothing == 0.1


def test_what_rebuilds_the_network_is_marked(panel: BuilderPanel) -> None:
    assert "same seed" in stepper(panel, 0).plus_button.toolTip()
    assert "same seed" in find(panel, "network_initialization_field").toolTip()
    assert "weights are kept" in find(panel, "loss_kind_field").toolTip()


def test_the_default_network_fits_without_scrolling(panel: BuilderPanel) -> None:
    assert panel.verticalScrollBar().maximum() == 0
    assert panel.widget().width() <= 252


def test_twenty_layers_scroll(qtbot: QtBot, panel: BuilderPanel) -> None:
    panel.set_config(with_units(*[8] * 20))
    qtbot.waitUntil(lambda: panel.verticalScrollBar().maximum() > 0)
    assert panel.layers.rows[19].height() == panel.layers.rows[0].height()


def test_pictures_of_every_class_are_shown_and_a_click_brings_others(
    qtbot: QtBot, panel: BuilderPanel
) -> None:
    panel.set_config(replace(ExperimentConfig(), data=replace(ExperimentConfig().data, augmentation="off")))
    assert panel.data.strip.n_pictures == 20
    before = panel.data.strip.grab().toImage()
    click(qtbot, panel.data.strip)
    assert panel.data.strip.grab().toImage() != before


def test_the_augmentation_is_seen_in_the_pictures(panel: BuilderPanel) -> None:
    before = panel.data.strip.grab().toImage()
    choose(find(panel, "data_augmentation_field"), "strong")
    assert panel.data.strip.grab().toImage() != before


def test_it_fetches_its_own_pictures_after_the_first_paint(qtbot: QtBot) -> None:
    panel = BuilderPanel()
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.data.strip.n_pictures == 20)
    assert "train" in panel.data.remark.text()


def test_everything_that_can_be_used_has_a_name_and_says_what_it_does(panel: BuilderPanel) -> None:
    widgets = [*panel.findChildren(QAbstractButton), *panel.findChildren(QComboBox)]
    widgets += [field for field in panel.findChildren(QLineEdit) if not isinstance(field.parent(), QComboBox)]
    assert len(widgets) > 15
    for widget in widgets:
        assert widget.objectName(), widget
        assert widget.accessibleName(), widget.objectName()
        assert widget.toolTip(), widget.objectName()
    names = [widget.objectName() for widget in widgets]
    assert len(set(names)) == len(names)


def test_the_wheel_scrolls_instead_of_changing_values(panel: BuilderPanel, emitted: Emitted) -> None:
    for name in ("loss_kind_field", "training_batch_size_field", "layer_1_activation_field"):
        event = QWheelEvent(
            QPointF(4, 4),
            QPointF(4, 4),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(find(panel, name), event)
    assert emitted == []


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_both_themes_paint_every_row(panel: BuilderPanel, theme: Theme) -> None:
    panel.set_theme(theme)
    picture = panel.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 252, 3) for y in range(0, 560, 3)}
    assert theme.surface in colours
    assert len(colours) > 20
