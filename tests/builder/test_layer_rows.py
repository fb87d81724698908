"""Rows of every kind of layer: what they show, what their settings do, what they refuse."""

from dataclasses import replace
from itertools import pairwise

import pytest
from builder_steps import Emitted, click
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.builder import BuilderPanel
from playground.builder.choice_combo import ChoiceCombo
from playground.builder.field_row import FieldRow
from playground.builder.layer_row import LayerRow
from playground.engine import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    LayerSpec,
    MaxPool2d,
    Residual,
)
from playground.experiment.config import ExperimentConfig, NetworkConfig
from playground.experiment.field import FieldKind
from playground.experiment.layer_kinds import LAYER_KINDS
from playground.theme import DARK, LIGHT, Theme

CNN = (
    Conv2d(channels=8, padding=1),
    MaxPool2d(),
    Conv2d(channels=16, padding=1),
    MaxPool2d(),
    Dense(units=64),
)
BLOCK = (
    Conv2d(channels=4, padding=1),
    Residual(
        layers=(Conv2d(channels=4, padding=1), Conv2d(channels=4, padding=1, activation="identity")),
        activation="relu",
    ),
    AvgPool2d(),
    Flatten(),
    Dropout(),
    LayerNorm(),
    Dense(units=32),
    BatchNorm(),
)


def network(*layers: LayerSpec) -> ExperimentConfig:
    return ExperimentConfig(network=NetworkConfig(layers=layers))


def type_over(qtbot: QtBot, row: LayerRow, name: str, text: str) -> None:
    field = row.settings.fields[name]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_convolutional_network_shows_its_shapes_and_parameters(panel: BuilderPanel) -> None:
    panel.set_config(network(*CNN))
    assert [row.caption() for row in panel.layers.rows] == [
        "28×28×8 · 80 parameters",
        "14×14×8",
        "14×14×16 · 1,168 parameters",
        "7×7×16",
        "64 · 50,240 parameters",
    ]
    assert panel.layers.n_parameters == 80 + 1168 + 50_240 + 650


def test_the_kinds_are_named_by_the_table(panel: BuilderPanel) -> None:
    panel.set_config(network(*BLOCK))
    names = [row.accessibleName() for row in panel.layers.rows]
    assert names[:4] == [
        "Layer 1: convolution",
        "Layer 2: residual block",
        "Layer 2.1: convolution",
        "Layer 2.2: convolution",
    ]


def test_a_flattened_picture_is_a_row_of_numbers(panel: BuilderPanel) -> None:
    panel.set_config(network(Conv2d(channels=8, kernel_size=5), MaxPool2d(), Flatten()))
    assert panel.layers.rows[2].caption() == "1,152"


def test_settings_of_every_kind_can_be_reached(panel: BuilderPanel) -> None:
    panel.set_config(network(*BLOCK[:2], MaxPool2d(), *BLOCK[2:]))
    seen = set()
    for row in panel.layers.rows:
        seen.add(row.entry.kind)
        editors = set(row.settings.fields)
        if row.settings.choice_field is not None:
            editors.add("activation")
        wanted = {name for name, field in row.entry.fields.items() if field.kind is not FieldKind.LAYERS}
        assert editors == wanted, row.entry.kind
        for name in editors:
            assert row.findChild(QWidget, f"{row.objectName()[:-4]}_{name}_field").accessibleName()
    assert seen == set(LAYER_KINDS)


def test_filters_kernel_stride_and_padding_are_edited(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(*CNN))
    row = panel.layers.rows[0]
    assert row.settings.stepper is not None
    click(qtbot, row.settings.stepper.plus_button)
    type_over(qtbot, row, "kernel_size", "5")
    type_over(qtbot, row, "padding", "2")
    type_over(qtbot, row, "stride", "2")
    assert [config.network.layers[0] for config in emitted] == [
        Conv2d(channels=9, padding=1),
        Conv2d(channels=9, padding=1, kernel_size=5),
        Conv2d(channels=9, padding=2, kernel_size=5),
        Conv2d(channels=9, padding=2, kernel_size=5, stride=2),
    ]
    assert row.caption() == "14×14×9 · 234 parameters"


def test_away_from_the_keyboard_a_number_says_what_it_is(qtbot: QtBot, panel: BuilderPanel) -> None:
    panel.set_config(network(Conv2d(channels=2, padding=1), MaxPool2d(size=3)))
    conv, pool = panel.layers.rows
    assert conv.settings.fields["kernel_size"].text() == "3×3"
    assert conv.settings.fields["padding"].text() == "padding 1"
    assert pool.settings.fields["size"].text() == "3×3"
    assert pool.settings.fields["stride"].text() == "stride 3"  # 0: as wide as the window
    stride = conv.settings.fields["stride"]
    stride.setFocus()
    assert stride.text() == "1"
    qtbot.keyClick(stride, Qt.Key.Key_Up)
    assert stride.text() == "2"
    conv.grip.setFocus()
    assert stride.text() == "stride 2"


def test_the_dropout_rate_goes_in_steps_of_a_twentieth(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(Dense(units=8), Dropout(rate=0.5)))
    stepper = panel.layers.rows[1].settings.stepper
    assert stepper is not None
    click(qtbot, stepper.plus_button)
    click(qtbot, stepper.minus_button)
    click(qtbot, stepper.minus_button)
    assert [config.network.layers[1] for config in emitted] == [
        Dropout(rate=0.55),
        Dropout(rate=0.5),
        Dropout(rate=0.45),
    ]
    panel.set_config(network(Dense(units=8), Dropout(rate=0.95)))
    click(qtbot, stepper.plus_button)
    assert panel.layers.rows[1].refusal() == "Share left out: 0 to 0.99 can be used, not 1."


def test_a_filter_larger_than_the_picture_is_refused_and_the_old_one_comes_back(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(MaxPool2d(size=7), Conv2d(channels=4, kernel_size=3)))
    row = panel.layers.rows[1]
    type_over(qtbot, row, "kernel_size", "9")
    assert emitted == []
    assert "larger than the picture of 4×4" in row.refusal()
    panel.layers.add_button.setFocus()
    assert row.settings.fields["kernel_size"].text() == "3×3"
    type_over(qtbot, row, "kernel_size", "2")
    assert row.refusal() == ""


def test_a_layer_inside_a_block_that_changes_the_shape_is_refused(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(*BLOCK))
    inner = panel.layers.row(1, 1)
    type_over(qtbot, inner, "channels", "5")
    assert emitted == []
    assert "only equal shapes can be added" in inner.refusal()
    assert inner.settings.fields["channels"].text() == "4"


def test_inner_layers_are_indented_below_their_block(qtbot: QtBot, panel: BuilderPanel) -> None:
    panel.set_config(network(*BLOCK))
    qtbot.waitUntil(lambda: panel.layers.row(2).y() > panel.layers.row(1, 1).y() > panel.layers.row(1).y())
    assert panel.layers.row(1, 0).grip.x() > panel.layers.row(1).grip.x()


def test_a_layer_is_added_inside_a_block_and_removed_again(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(*BLOCK))
    click(qtbot, panel.layers.row(1).inside_button)
    panel.layers.menu.setCurrentRow(list(LAYER_KINDS).index("batch_norm"))
    qtbot.keyClick(panel.layers.menu, Qt.Key.Key_Return)
    (config,) = emitted
    block = config.network.layers[1]
    assert isinstance(block, Residual)
    assert block.layers[2] == BatchNorm()
    click(qtbot, panel.layers.row(1, 2).remove_button)
    assert emitted[-1].network.layers == BLOCK


def test_the_last_layer_inside_a_block_cannot_be_removed(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(Dense(units=8), Residual(layers=(Dense(units=8),))))
    click(qtbot, panel.layers.row(1, 0).remove_button)
    assert emitted == []
    assert "no layers inside" in panel.layers.row(1, 0).refusal()


def test_a_move_that_cannot_be_built_is_explained_at_the_row(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(*CNN))
    grip = panel.layers.rows[4].grip
    grip.setFocus()
    qtbot.keyClick(grip, Qt.Key.Key_Up)
    assert emitted == []
    assert "works on pictures" in panel.layers.rows[4].refusal()
    assert grip.hasFocus()


def test_a_layer_inside_a_block_moves_among_its_neighbours(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(*BLOCK))
    qtbot.keyClick(panel.layers.row(1, 0).grip, Qt.Key.Key_Down)
    qtbot.keyClick(panel.layers.row(1, 1).grip, Qt.Key.Key_Down)
    (config,) = emitted
    block, before = config.network.layers[1], BLOCK[1]
    assert isinstance(block, Residual)
    assert isinstance(before, Residual)
    assert block.layers == before.layers[::-1]


def test_finer_settings_of_a_normalisation_unfold(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(Dense(units=8), BatchNorm()))
    row = panel.layers.rows[1]
    assert not row.settings.fields["momentum"].isVisibleTo(panel)
    assert row.settings.more_button is not None
    click(qtbot, row.settings.more_button)
    assert row.settings.fields["momentum"].isVisibleTo(panel)
    type_over(qtbot, row, "momentum", "0.3")
    assert emitted[-1].network.layers[1] == BatchNorm(momentum=0.3)
    qtbot.keyClick(row.settings.fields["epsilon"], Qt.Key.Key_Up)
    assert emitted[-1].network.layers[1] == BatchNorm(momentum=0.3, epsilon=1e-3)


def test_the_menu_says_why_a_kind_cannot_be_added(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(MaxPool2d(size=28), Dense(units=4)))
    click(qtbot, panel.layers.add_button)
    menu = panel.layers.menu
    item = menu.item(list(LAYER_KINDS).index("max_pool2d"))
    assert not item.flags() & Qt.ItemFlag.ItemIsEnabled
    assert "1×1" in item.toolTip()
    place = menu.visualItemRect(menu.item(0)).center()
    qtbot.mouseClick(menu.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [type(config.network.layers[-1]) for config in emitted] == [Dense]


def test_the_menu_goes_away_without_a_choice(qtbot: QtBot, panel: BuilderPanel, emitted: Emitted) -> None:
    menu = panel.layers.menu
    click(qtbot, panel.layers.add_button)
    assert menu.isVisible()
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert panel.layers.add_button.hasFocus()
    click(qtbot, panel.layers.add_button)
    click(qtbot, panel.layers.rows[0].settings.stepper.plus_button)
    assert not menu.isVisible()
    assert len(emitted) == 1


def test_the_keyboard_stays_in_a_row_whose_neighbours_change(
    qtbot: QtBot, panel: BuilderPanel, emitted: Emitted
) -> None:
    panel.set_config(network(*CNN))
    field = panel.layers.rows[2].settings.fields["channels"]
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.hasFocus()
    assert panel.layers.rows[2].settings.fields["channels"] is field
    assert len(emitted) == 1


def test_tab_goes_down_the_panel_as_the_eye_does(panel: BuilderPanel) -> None:
    panel.set_config(network(*BLOCK))
    panel.training.fold.button.setChecked(True)
    for fold in panel.training.groups:
        fold.button.setChecked(True)
    QApplication.processEvents()
    places = []
    widget: QWidget = panel.data.button
    first = widget
    while True:
        is_inside = panel.widget().isAncestorOf(widget) and widget.isVisibleTo(panel)
        if is_inside and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            corner = widget.mapTo(panel.widget(), widget.rect().center())
            places.append(corner.y())
        widget = widget.nextInFocusChain()
        if widget is first:
            break
    assert len(places) > 60
    # A grip stands in the middle of its row, the first setting a little above it.
    assert all(after > before - 24 for before, after in pairwise(places)), places


@pytest.mark.parametrize("width", [250, 300])
def test_every_closed_choice_can_be_read(panel: BuilderPanel, width: int) -> None:
    panel.resize(width, 560)
    panel.set_config(network(*BLOCK))
    panel.training.fold.button.setChecked(True)
    for fold in panel.training.groups:
        fold.button.setChecked(True)
    for row in panel.findChildren(FieldRow):
        row.show()
    for combo in panel.findChildren(ChoiceCombo):
        for index in range(combo.count()):
            row = combo.parent()
            (row if isinstance(row, FieldRow) else combo).set_value(combo.itemData(index))
            QApplication.processEvents()
            assert combo.shown_text() == combo.itemText(index), combo.objectName()
    assert panel.widget().width() <= panel.viewport().width()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_layers_with_weights_carry_the_colours_of_the_instruments(panel: BuilderPanel, theme: Theme) -> None:
    panel.set_theme(theme)
    panel.set_config(network(*CNN))
    QApplication.processEvents()
    colours = [row.grab().toImage().pixelColor(1, row.height() // 2).name() for row in panel.layers.rows]
    expected = [theme.layer_colour(n, 4) for n in range(3)]
    assert colours == [expected[0], theme.border, expected[1], theme.border, expected[2]]


def test_a_network_of_another_kind_replaces_all_rows(panel: BuilderPanel, emitted: Emitted) -> None:
    for layers in (CNN, BLOCK, (), CNN[:2], BLOCK[::-1][:2]):
        panel.set_config(replace(ExperimentConfig(), network=NetworkConfig(layers=layers)))
        assert [row.entry.kind for row in panel.layers.rows if len(row.place) == 1] == [
            layer.kind for layer in layers
        ]
    assert emitted == []
