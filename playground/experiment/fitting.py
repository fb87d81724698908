"""Making the other settings fit the data that somebody has chosen."""

from __future__ import annotations

from dataclasses import replace

from playground.data import DATASETS, STARTER_POINTS
from playground.engine import AvgPool2d, Conv2d, Flatten, LayerSpec, MaxPool2d, Residual
from playground.experiment.config import ExperimentConfig
from playground.experiment.data_source import data_shape
from playground.experiment.marks import with_fitting_marks, without_marks
from playground.experiment.shapes import needs_picture
from playground.experiment.suggestions import suggestion
from playground.experiment.validation import REGRESSION_LOSSES
from playground.experiment.values import get_value, replace_value

_OF_PICTURES = (Conv2d, MaxPool2d, AvgPool2d, Flatten)


def fitted(config: ExperimentConfig, before: ExperimentConfig | None = None) -> ExperimentConfig:
    """Return `config` with what its data can't do without mended, and nothing else touched.

    A regression gets a loss for numbers; layers for pictures go where there are no pictures; painting begins
    with a few points; marks on parameters and units that are no longer there go. A config that fits comes
    back as it is.

    Parameters
    ----------
    config : ExperimentConfig
        With the data just chosen.
    before : ExperimentConfig, optional
        What it was: settings that stood as suggested for the old data then move to what is suggested for the
        new ones, while those that somebody chose stay. So digits and the circle each come with a network of
        their size.
    """
    begins_to_paint = before is None or before.data.dataset != "paint"
    if config.data.dataset == "paint" and not config.data.points and begins_to_paint:
        config = replace(config, data=replace(config.data, points=STARTER_POINTS))
    if before is not None and before.data != config.data:
        config = _with_suggestions(config, before)
    if data_shape(config.data).is_regression and config.loss.kind not in REGRESSION_LOSSES:
        config = replace(config, loss=replace(config.loss, kind=REGRESSION_LOSSES[0]))
    if DATASETS[config.data.dataset].image_shape is None and needs_picture(config.network.layers):
        config = _without_picture_layers(config)
    return with_fitting_marks(config)


def _with_suggestions(config: ExperimentConfig, before: ExperimentConfig) -> ExperimentConfig:
    old, new = suggestion(before.data), suggestion(config.data)
    for path, value in new.items():
        if get_value(config, path) == old[path]:
            config = replace_value(config, path, value)
    return _as_other_network(config, before)


def _without_picture_layers(config: ExperimentConfig) -> ExperimentConfig:
    layers = _for_rows(config.network.layers) or suggestion(config.data)["network.layers"]
    return _as_other_network(replace(config, network=replace(config.network, layers=layers)), config)


def _as_other_network(config: ExperimentConfig, before: ExperimentConfig) -> ExperimentConfig:
    """Marks were made on the layers that were there, not on those that took their place."""
    if config.network.layers == before.network.layers:
        return config
    return replace(config, network=without_marks(config.network))


def _for_rows(layers: tuple[LayerSpec, ...]) -> tuple[LayerSpec, ...]:
    """The layers that work on rows too; a block of pictures goes as a whole."""
    return tuple(
        layer
        for layer in layers
        if not isinstance(layer, _OF_PICTURES)
        and not (isinstance(layer, Residual) and needs_picture(layer.layers))
    )
