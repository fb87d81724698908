"""What the gradient view shows, and what it says about it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.theme import LIGHT
from playground.training.messages import Gradients, Snapshot
from playground.views.gradient_health import HealthyBand, first_to_last
from playground.views.gradient_view import GradientView

MakeSnapshot = Callable[..., Snapshot]
MakeGradients = Callable[..., Gradients]
NINE = [10.0 ** (i - 9) for i in range(9)]


@pytest.fixture
def view(qtbot: QtBot) -> GradientView:
    widget = GradientView()
    qtbot.addWidget(widget)
    widget.resize(440, 190)
    widget.set_theme(LIGHT)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_bars_are_the_exponents(view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients) -> None:
    view.set_snapshot(snapshot(gradients=gradients(NINE)))
    np.testing.assert_allclose(view.bars.bars.heights, np.arange(-9.0, 0.0), atol=1e-6)
    low, high = view.bars.y_range
    assert low <= -9.0
    assert high >= -1.0
    assert low == int(low)
    assert view.lines.y_range == (low, high)


def test_lines_are_the_history(view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients) -> None:
    data = gradients([1e-3, 1e-2, 1e-1])
    view.set_snapshot(snapshot(gradients=data))
    assert data.history is not None
    assert len(view.lines.curves) == 3
    x, y = view.lines.curves[1].getData()
    np.testing.assert_allclose(x, data.history.steps)
    low, high = view.lines.y_range
    np.testing.assert_allclose(y, np.clip(np.log10(data.history.mean[:, 1]), low, high), rtol=1e-5)


def test_zero_is_a_mark_on_the_floor(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients
) -> None:
    view.set_snapshot(snapshot(gradients=gradients([0.0, 1e-3, 1e-2])))
    assert view.bars.bars.is_zero.tolist() == [True, False, False]
    assert view.bars.y_range[0] >= -6.0, "a zero must not stretch the axis to nothing"
    picture = view.bars.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())
    }
    assert LIGHT.error in colours
    assert "The gradient of layer 1 is zero." in view.text_twin()


@pytest.mark.parametrize("n_layers", [1, 2, 9, 64])
def test_any_number_of_layers(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients, n_layers: int
) -> None:
    view.set_snapshot(snapshot(gradients=gradients([1e-2] * n_layers)))
    view.refresh_text()
    assert len(view.bars.bars.heights) == n_layers
    assert len(view.lines.curves) == min(n_layers, 16)
    assert view.bars.x_range == (0.5, n_layers + 0.5)


def test_words_for_vanishing_gradients(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients
) -> None:
    view.set_snapshot(snapshot(gradients=gradients([1e-5, 1e-3, 1.7e-2])))
    view.refresh_text()
    sentence = (
        "The gradient in layer 1 is 1,700 times smaller than in layer 3: the first layers barely learn."
    )
    assert sentence in view.accessibleDescription()
    assert view.readout.full_text() == (
        "layer 1's gradient is 1,700 × smaller than layer 3's: the first layers barely learn"
    )


def test_words_for_even_gradients_raise_no_alarm(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients
) -> None:
    view.set_snapshot(snapshot(gradients=gradients([3e-2, 2e-2, 1e-2])))
    assert "3.0 times larger than in layer 3." in view.text_twin()
    assert "barely" not in view.text_twin()
    assert "Layers in the healthy range: 0 of 3; 0 change too slowly, 3 too fast." in view.text_twin()


def test_axis_stands_still_under_jitter(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients
) -> None:
    rng = np.random.default_rng(4)
    ranges = set()
    for _ in range(200):
        noisy = np.array([2e-3, 2e-2, 5e-2]) * np.exp(rng.normal(0.0, 0.2, 3))
        view.set_snapshot(snapshot(gradients=gradients(noisy.tolist(), history=False)))
        ranges.add(view.bars.y_range)
    assert len(ranges) == 1


def test_values_that_are_no_numbers_leave_a_finite_axis(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients
) -> None:
    view.set_snapshot(snapshot(gradients=gradients([np.nan, np.inf, 1e-2], history=False)))
    view.refresh_text()
    assert np.isfinite(view.bars.y_range).all()
    assert np.isfinite(view.bars.bars.heights).all()


def test_history_is_asked_now_and_then_and_not_when_switched_off(view: GradientView) -> None:
    requests: list[dict[str, object]] = [{} for _ in range(24)]
    for request in requests:
        view.add_to_request(request)
    assert all(request["gradients"] for request in requests)
    assert 3 <= sum("gradient_history" in request for request in requests) <= 6
    view.set_options({"history": False})
    without: dict[str, object] = {}
    view.add_to_request(without)
    assert "gradient_history" not in without
    assert not view.lines.isVisible()


def test_pointing_at_a_bar_reads_it(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients
) -> None:
    view.set_snapshot(snapshot(gradients=gradients([1e-3, 2.5e-2, 1e-1])))
    view.bars.hovered.emit((2.2, -2.0))
    assert view.readout.full_text() == "layer 2  gradient 0.0250  weights 0.10 (RMS)  update ÷ weight 0.025"
    assert view.readout.shown_text() == "layer 2  ∂L/∂w 0.0250  w 0.10  Δw/w 0.025"
    view.bars.hovered.emit(None)
    assert "layer 1's gradient" in view.readout.full_text()


def test_pointing_at_a_bar_tells_of_silent_and_saturated_units(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients
) -> None:
    dead = np.array([0.12, np.nan, np.nan], dtype=np.float32)
    saturated = np.array([np.nan, 0.4, np.nan], dtype=np.float32)
    data = gradients([1e-3, 2.5e-2, 1e-1], dead_share=dead, saturated_share=saturated)
    view.set_snapshot(snapshot(gradients=data))
    view.bars.hovered.emit((1.0, -2.0))
    assert view.readout.full_text().endswith("dead 12\u2009%")
    view.bars.hovered.emit((2.0, -2.0))
    assert view.readout.full_text().endswith("saturated 40\u2009%")
    view.resize(340, 150)
    assert view.readout.shown_text().endswith("saturated 40\u2009%"), "the last to be left out"
    view.bars.hovered.emit((3.0, -2.0))
    assert "dead" not in view.readout.full_text()
    assert "saturated" not in view.readout.full_text()


BLOCKS = ("layer1", "layer3.layer1", "layer3.layer2", "layer5")


def test_layers_have_the_numbers_of_the_experiment(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients
) -> None:
    view.set_snapshot(snapshot(gradients=gradients([1e-5, 1e-3, 1e-3, 1.7e-2], names=BLOCKS)))
    view.refresh_text()
    assert view.bars.axes.columns == ((1.0, "1"), (2.0, "3.1"), (3.0, "3.2"), (4.0, "5"))
    assert "layer 1's gradient is 1,700 × smaller than layer 5's" in view.readout.full_text()
    assert "1,700 times smaller than in layer 5" in view.text_twin()
    assert "0.017 in layer 5." in view.text_twin()
    view.bars.hovered.emit((3.1, -2.0))
    assert view.readout.full_text().startswith("layer 3.2  ")
    view.lines.hovered.emit((500.0, -3.6))
    assert "layer 3.1" in view.readout.full_text()
    table = view.data_table()
    assert list(table.columns[0]) == list(BLOCKS)
    assert table.names[-1] == "gradient_rms_layer5"


def test_no_gradient_at_all_is_said(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients
) -> None:
    view.set_snapshot(snapshot(gradients=gradients([0.0, 0.0, 0.0])))
    view.refresh_text()
    assert view.readout.full_text() == "the gradient of every weight is zero: they don't learn"
    assert view.text_twin().startswith("The gradient of every weight is zero.")


def test_healthy_band_of_plain_descent_is_weight_over_learning_rate(gradients: MakeGradients) -> None:
    band = HealthyBand()
    band.follow(gradients([1e-3, 1e-2], rate=0.5))
    limits = band.limits()
    assert limits is not None
    np.testing.assert_allclose(10.0 ** limits[0], 1e-4 * 0.1 / 0.5, rtol=1e-5)
    np.testing.assert_allclose(10.0 ** limits[1], 1e-2 * 0.1 / 0.5, rtol=1e-5)


def test_healthy_band_follows_a_new_learning_rate_at_once(gradients: MakeGradients) -> None:
    band = HealthyBand()
    band.follow(gradients([1e-3, 1e-2], rate=0.01))
    band.follow(gradients([1e-3, 1e-2], rate=1.0))
    limits = band.limits()
    assert limits is not None
    np.testing.assert_allclose(10.0 ** limits[1], 1e-2 * 0.1 / 1.0, rtol=1e-5)


def test_no_band_before_the_first_update(gradients: MakeGradients) -> None:
    band = HealthyBand()
    band.follow(gradients([1e-3, 1e-2], rate=0.0))
    assert band.limits() is None


def test_first_to_last() -> None:
    found = first_to_last(np.array([1e-6, 1e-2]))
    assert found is not None
    assert found.smaller
    assert found.learns_little
    assert found.factor == pytest.approx(1e4)
    assert first_to_last(np.array([1.0])) is None
    assert first_to_last(np.array([0.0, 0.0])) is None
    dead = first_to_last(np.array([0.0, 1.0]))
    assert dead is not None
    assert dead.factor == float("inf")


def test_labels_of_the_time_axis_never_run_into_each_other(
    view: GradientView, snapshot: MakeSnapshot, gradients: MakeGradients, qtbot: QtBot
) -> None:
    view.set_snapshot(snapshot(step=3000, gradients=gradients([1e-3, 1e-2], step=3000)))
    for width in (320, 700, 340):
        view.resize(width, 150)
        qtbot.wait(1)
        places = [value for value, _ in view.lines.axes.columns]
        assert len(places) >= 2
        gaps_px = np.diff(places) / 3000 * view.lines.n_columns()
        assert gaps_px.min() > 34, "a label takes some 30 pixels"
