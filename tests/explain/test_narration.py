"""The sentence about now: what is said, in which order of importance, and how steadily."""

import math
from dataclasses import replace

import numpy as np
import pytest

from playground.data import STARTER_POINTS
from playground.engine import BatchNorm, Conv2d, Dense, Dropout, LayerNorm, LayerSpec, Residual
from playground.experiment import load_data
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    LossConfig,
    NetworkConfig,
    OptimizerConfig,
    TrainingConfig,
)
from playground.experiment.examples import EXAMPLES
from playground.experiment.validation import problems
from playground.explain.narration import FixKind, Narration, Tone, narrate
from playground.training.messages import (
    EventKind,
    Gradients,
    History,
    Losses,
    Recording,
    RunEvent,
    RunState,
    Snapshot,
)

CONFIG = ExperimentConfig()
DEEP_SIGMOID = replace(
    CONFIG,
    network=NetworkConfig(layers=(Dense(units=32, activation="sigmoid"),) * 7, initialization="glorot"),
)
QUIET = Snapshot(
    request_id=0,
    run_id=1,
    step=1000,
    epoch=2.5,
    steps_per_epoch=400,
    state=RunState.TRAINING,
    steps_per_second=2000.0,
    samples_per_second=64000.0,
    batch_loss=0.21,
    test_loss=0.3,
    test_accuracy=0.941,
)


def gradients(*rms: float, update: float = 1e-4, weight: float = 0.1) -> Gradients:
    values = np.array(rms, np.float32)
    return Gradients(
        layer_names=tuple(f"layer{i + 1}" for i in range(len(rms))),
        rms=values,
        weight_rms=np.full(len(rms), weight, np.float32),
        update_rms=np.full(len(rms), update, np.float32),
    )


def event(kind: EventKind, step: int = 0, **details: object) -> RunEvent:
    return RunEvent(kind=kind, run_id=1, step=step, details=details)


def losses(train: list[float], test: list[float], test_loss: list[float]) -> Losses:
    empty = np.zeros(0, np.float32)
    n = np.arange(len(test), dtype=np.float64)
    history = History(steps=np.zeros(0), epochs=np.zeros(0), mean=empty, low=empty, high=empty)
    return Losses(
        batch=history,
        smoothed=empty,
        recent_steps=np.zeros(0),
        recent_loss=empty,
        test_steps=n,
        test_epochs=n,
        test_loss=np.array(test_loss, np.float32),
        test_accuracy=np.array(test, np.float32),
        train_accuracy=np.array(train, np.float32),
        penalty=0.0,
    )


def test_before_anything_has_happened_it_says_so() -> None:
    assert narrate(None, None, CONFIG).text.startswith("Starting")


def test_a_healthy_run_says_how_well_it_reads() -> None:
    said = narrate(QUIET, None, CONFIG)
    assert said.text == "Epoch 3: reads 94.1 % of digits it has never seen; the training loss is 0.21."
    assert said.tone is Tone.NEUTRAL
    assert said.fix is None


def test_before_the_first_evaluation_the_loss_is_held_against_guessing() -> None:
    said = narrate(replace(QUIET, epoch=0.2, test_accuracy=math.nan, batch_loss=1.4), None, CONFIG)
    assert said.text == "Epoch 1: the training loss is 1.4; guessing would give 2.3."


def test_vanishing_gradients_are_told_in_numbers_with_a_cure() -> None:
    snapshot = replace(QUIET, gradients=gradients(1e-7, *[1e-5] * 6, 1.7e-4))
    said = narrate(snapshot, None, DEEP_SIGMOID)
    assert said.text == (
        "The gradient in layer 1 is 1,700 times smaller than in layer 8: "
        "the first layers barely learn. Try ReLU."
    )
    assert said.why
    assert said.fix is not None
    assert said.fix.kind is FixKind.RESTART
    assert said.fix.config.network.initialization == "he"
    assert {layer.activation for layer in said.fix.config.network.layers if isinstance(layer, Dense)} == {
        "relu"
    }


def test_relu_is_switched_hot_if_the_start_suits_it() -> None:
    config = replace(DEEP_SIGMOID, network=replace(DEEP_SIGMOID.network, initialization="he"))
    said = narrate(replace(QUIET, gradients=gradients(1e-7, 1e-5, 1e-3)), None, config)
    assert said.fix is not None
    assert said.fix.kind is FixKind.HOT


def test_divergence_names_step_layer_and_offers_the_way_back() -> None:
    happened = event(
        EventKind.DIVERGED,
        step=1204,
        layer="layer3",
        layer_index=2,
        quantity="grad_weights",
        value=math.inf,
        last_good_step=1150,
    )
    said = narrate(replace(QUIET, state=RunState.DIVERGED), happened, CONFIG)
    assert "update 1,204" in said.text
    assert "the gradient in layer 3" in said.text
    assert "update 1,150" in said.text
    assert said.tone is Tone.ERROR
    assert said.fix is not None
    assert said.fix.kind is FixKind.RESTORE
    assert said.fix.config.optimizer.learning_rate == pytest.approx(CONFIG.optimizer.learning_rate / 10)
    assert "0.0001" in said.fix.label


@pytest.mark.parametrize(
    ("kind", "rate", "known_good", "offered"),
    [
        ("sgd", 10.0, None, 1.0),
        ("sgd", 10.0, 10.0, 1.0),
        ("sgd", 10.0, 0.03, 0.03),
        ("adam", 10.0, None, 0.01),
        ("adam", 10.0, 0.001, 0.001),
        ("adam", 0.03, 0.03, 0.003),
    ],
)
def test_the_way_back_leads_to_a_learning_rate_that_works(
    kind: str, rate: float, known_good: float | None, offered: float
) -> None:
    config = replace(CONFIG, optimizer=replace(CONFIG.optimizer, kind=kind, learning_rate=rate))
    happened = event(EventKind.DIVERGED, step=6, last_good_step=0, last_good_learning_rate=known_good)
    said = narrate(replace(QUIET, state=RunState.DIVERGED), happened, config)
    assert said.fix is not None
    assert said.fix.config.optimizer.learning_rate == pytest.approx(offered)


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        ("z", "the sums z of layer 2 grew"),
        ("weights", "the weights of layer 2 grew"),
        ("loss", "the loss is more than a million times what it was; the largest weights are in layer 2"),
        ("gamma", "the numbers of layer 2 grew"),
    ],
)
def test_divergence_says_what_broke_first(quantity: str, words: str) -> None:
    happened = event(EventKind.DIVERGED, step=6, layer_index=1, quantity=quantity, last_good_step=0)
    said = narrate(replace(QUIET, state=RunState.DIVERGED), happened, CONFIG)
    assert words in said.text
    assert len(said.text) < 190


def test_a_lost_engine_comes_first_and_says_where_it_went_on() -> None:
    lost = event(EventKind.ENGINE_LOST, exit_code=-9, resumed_step=3400, message="It has ended by itself.")
    said = narrate(replace(QUIET, state=RunState.DIVERGED), lost, CONFIG)
    assert "exit code -9" in said.text
    assert "3,400" in said.text
    assert "by itself" not in said.text
    assert said.tone is Tone.HINT
    nothing = narrate(QUIET, event(EventKind.ENGINE_LOST, exit_code=1, resumed_step=None), CONFIG)
    assert "Restart" in nothing.text


@pytest.mark.parametrize(
    ("reason", "words"),
    [("no_improvement", "stopped falling"), ("max_epochs", "as chosen"), (None, "Finished")],
)
def test_a_finished_run_says_why_and_how_well(reason: str | None, words: str) -> None:
    finished = replace(QUIET, state=RunState.FINISHED)
    said = narrate(finished, event(EventKind.FINISHED, reason=reason), CONFIG)
    assert words in said.text
    assert "94.1 %" in said.text
    assert said.tone is Tone.GOOD


def test_patience_is_told_with_its_figures() -> None:
    details = {"reason": "no_improvement", "epochs": 35, "best_epoch": 25, "patience_epochs": 10}
    said = narrate(replace(QUIET, state=RunState.FINISHED), event(EventKind.FINISHED, **details), CONFIG)
    assert said.text.startswith("Finished after 35 epochs: the loss on test examples has not fallen for 10.")


def test_an_engine_that_is_given_up_says_so_in_its_own_words() -> None:
    lost = event(EventKind.ENGINE_LOST, exit_code=1, resumed_step=None, message="It is not started again.")
    assert narrate(None, lost, CONFIG).text.endswith("It is not started again.")


def test_zero_weights_are_named_as_the_cause_of_zero_gradients() -> None:
    config = replace(CONFIG, network=replace(CONFIG.network, initialization="zeros"))
    said = narrate(replace(QUIET, gradients=gradients(0, 0, 1e-3)), None, config)
    assert said.text.startswith("The gradient in layer 1 is exactly zero: all weights began at zero")
    assert said.fix is not None
    assert said.fix.config.network.initialization == "he"


def test_all_gradients_zero_is_told_of_every_weight() -> None:
    said = narrate(replace(QUIET, gradients=gradients(0, 0, 0)), None, CONFIG)
    assert said.text.startswith("The gradient of every weight is exactly zero")


def test_exploding_gradients_and_large_steps_ask_for_a_smaller_learning_rate() -> None:
    exploding = narrate(replace(QUIET, gradients=gradients(5, 1e-2, 1e-3)), None, CONFIG)
    assert "5,000 times larger" in exploding.text
    large = narrate(replace(QUIET, gradients=gradients(1e-2, 1e-2, update=0.05)), None, CONFIG)
    assert "by 50 % of their size" in large.text
    for said in (exploding, large):
        assert said.fix is not None
        assert said.fix.kind is FixKind.HOT
        assert said.fix.config.optimizer.learning_rate < CONFIG.optimizer.learning_rate


@pytest.mark.parametrize(
    ("config", "loss", "words"),
    [
        (CONFIG, 2.303, "guessing (2.30)"),
        (replace(CONFIG, loss=LossConfig(kind="squared_error")), 0.9, "guessing (0.90)"),
        (replace(CONFIG, optimizer=OptimizerConfig(learning_rate=0.00001)), 2.303, "very small"),
    ],
)
def test_a_loss_that_stays_where_guessing_puts_it_is_told(
    config: ExperimentConfig, loss: float, words: str
) -> None:
    said = narrate(replace(QUIET, batch_loss=loss, test_accuracy=0.1), None, config)
    assert words in said.text
    assert said.fix is not None


def test_steps_that_are_too_small_are_told_while_there_is_much_to_learn() -> None:
    small = gradients(1e-2, 1e-2, update=1e-6)
    said = narrate(replace(QUIET, batch_loss=1.9, test_accuracy=0.25, gradients=small), None, CONFIG)
    assert said.text.startswith("One update changes the weights by only 0.0010 % of their size")
    assert said.fix is not None
    assert said.fix.config.optimizer.learning_rate == pytest.approx(0.01)
    assert narrate(replace(QUIET, gradients=small), None, CONFIG).topic == "progress"


def test_a_learning_rate_of_zero_is_named_and_mended() -> None:
    config = replace(CONFIG, optimizer=OptimizerConfig(learning_rate=0.0))
    still = gradients(1e-2, 1e-2, update=0.0)
    said = narrate(replace(QUIET, batch_loss=2.3, test_accuracy=0.1, gradients=still), None, config)
    assert said.text == "The learning rate is 0: the updates change nothing."
    assert said.fix is not None
    assert said.fix.config.optimizer.learning_rate == pytest.approx(0.001)


def test_a_young_run_is_not_blamed_for_a_high_loss() -> None:
    said = narrate(replace(QUIET, step=20, epoch=0.05, batch_loss=2.31, test_accuracy=math.nan), None, CONFIG)
    assert said.topic == "progress"


def test_overfitting_is_told_when_new_digits_get_worse() -> None:
    config = replace(CONFIG, data=DataConfig(augmentation="off"))
    seen = losses([0.9, 0.95, 0.99, 1.0], [0.9, 0.92, 0.92, 0.92], [0.3, 0.25, 0.3, 0.35])
    said = narrate(QUIET, None, config, losses=seen)
    assert (
        said.text
        == "It knows 100.0 % of its training examples but 92.0 % of new ones: it learns them by heart."
    )
    assert said.fix is not None
    assert said.fix.config.data.augmentation == "light"
    healthy = losses([0.9, 0.95, 0.97, 0.98], [0.9, 0.92, 0.93, 0.97], [0.3, 0.25, 0.2, 0.15])
    assert narrate(QUIET, None, config, losses=healthy).topic == "progress"


def test_a_sentence_keeps_its_numbers_while_they_are_about_right() -> None:
    first = narrate(replace(QUIET, gradients=gradients(1e-7, 1e-5, 1.70e-4)), None, DEEP_SIGMOID)
    near = narrate(
        replace(QUIET, gradients=gradients(1e-7, 1e-5, 1.80e-4)), None, DEEP_SIGMOID, previous=first
    )
    far = narrate(replace(QUIET, gradients=gradients(1e-7, 1e-5, 3.00e-4)), None, DEEP_SIGMOID, previous=near)
    assert near.text == first.text
    assert "3,000 times" in far.text


def test_a_new_epoch_and_a_new_evaluation_are_told_at_once() -> None:
    first = narrate(QUIET, None, CONFIG)
    assert narrate(replace(QUIET, epoch=3.1), None, CONFIG, previous=first).text.startswith("Epoch 4")
    better = narrate(replace(QUIET, test_accuracy=0.943), None, CONFIG, previous=first)
    assert "94.3 %" in better.text


def test_a_symptom_holds_on_to_its_sentence_between_two_thresholds() -> None:
    between = replace(QUIET, gradients=gradients(1e-5, 1e-4, 0.7e-3))
    assert narrate(between, None, DEEP_SIGMOID).topic == "progress"
    held = Narration(topic="vanishing", text="")
    assert narrate(between, None, DEEP_SIGMOID, previous=held).topic == "vanishing"
    healed = replace(QUIET, gradients=gradients(1e-4, 1e-4, 0.7e-3))
    assert narrate(healed, None, DEEP_SIGMOID, previous=held).topic == "progress"


def test_a_pause_says_how_to_go_on() -> None:
    assert "Space" in narrate(replace(QUIET, state=RunState.PAUSED), None, CONFIG).text
    assert narrate(replace(QUIET, state=RunState.PAUSED, step=0), None, CONFIG).text.startswith("Ready")


def test_an_error_of_the_engine_is_told_in_its_own_words() -> None:
    said = narrate(QUIET, event(EventKind.ERROR, message="The picture can’t be read."), CONFIG)
    assert said.text == "The picture can’t be read."


def all_symptoms() -> list[tuple[ExperimentConfig, Narration]]:
    zeros = replace(CONFIG, network=replace(CONFIG.network, initialization="zeros"))
    slow = replace(CONFIG, optimizer=OptimizerConfig(learning_rate=0.00001))
    ill = [
        (DEEP_SIGMOID, replace(QUIET, gradients=gradients(1e-7, 1e-5, 1.7e-4))),
        (CONFIG, replace(QUIET, gradients=gradients(1e-7, 1e-5, 1.7e-4))),
        (zeros, replace(QUIET, gradients=gradients(0, 0, 1e-3))),
        (CONFIG, replace(QUIET, gradients=gradients(0, 0, 1e-3))),
        (slow, replace(QUIET, gradients=gradients(5, 1e-2, 1e-3))),
        (CONFIG, replace(QUIET, gradients=gradients(1e-2, 1e-2, update=0.05))),
        (CONFIG, replace(QUIET, state=RunState.DIVERGED)),
        (slow, replace(QUIET, batch_loss=2.3, test_accuracy=0.1)),
        (DEEP_SIGMOID, replace(QUIET, batch_loss=2.3, test_accuracy=0.1)),
    ]
    return [(config, narrate(snapshot, None, config)) for config, snapshot in ill]


@pytest.mark.parametrize(("config", "said"), all_symptoms(), ids=lambda value: getattr(value, "topic", ""))
def test_every_cure_can_be_built_and_changes_something(config: ExperimentConfig, said: Narration) -> None:
    assert said.fix is not None
    assert problems(said.fix.config) == []
    assert said.fix.config != config
    assert said.why


@pytest.mark.parametrize(("config", "said"), all_symptoms(), ids=lambda value: getattr(value, "topic", ""))
def test_every_sentence_is_short_enough_for_two_lines(config: ExperimentConfig, said: Narration) -> None:
    assert len(said.text) < 190
    assert said.text.endswith(".")


def test_given_weights_are_not_called_untrained() -> None:
    config = replace(CONFIG, network=NetworkConfig(layers=(Dense(units=5),)))
    start = replace(QUIET, step=0, epoch=0.0, state=RunState.PAUSED, batch_loss=math.nan, test_accuracy=0.903)
    assert "nothing learned yet" in narrate(start, None, config).text
    said = narrate(replace(start, given_weights=True), None, config)
    assert said.text == (
        "Ready: these weights were learned before. The network reads 90.3 % of the test digits. Draw a digit."
    )
    unjudged = replace(start, given_weights=True, test_accuracy=math.nan)
    assert "learned before" in narrate(unjudged, None, config).text


@pytest.mark.parametrize("state", [RunState.PAUSED, RunState.TRAINING, RunState.FINISHED])
def test_the_network_in_the_box_says_that_it_knew_test_pictures(state: RunState) -> None:
    step = 0 if state is RunState.PAUSED else 1000
    snapshot = replace(QUIET, step=step, state=state, test_accuracy=0.997, given_weights=True)
    said = narrate(snapshot, None, EXAMPLES["trained_digits"].config)
    assert "99.7 % of the test digits, but many of these were among those it learned from" in said.text
    assert "never seen" not in said.text


def test_the_same_network_trained_from_the_start_says_nothing_of_the_kind() -> None:
    said = narrate(QUIET, None, EXAMPLES["trained_digits"].config)
    assert "digits it has never seen" in said.text


def with_shares(dead: float = math.nan, saturated: float = math.nan, clipped: float = math.nan) -> Snapshot:
    found = replace(
        gradients(1e-3, 1e-3, 1e-3),
        dead_share=np.array([0.1, dead, math.nan], np.float32),
        saturated_share=np.array([0.1, saturated, math.nan], np.float32),
        clipped_share=clipped,
    )
    return replace(QUIET, gradients=found, test_accuracy=0.5)


@pytest.mark.parametrize(
    ("snapshot", "topic", "words"),
    [
        (with_shares(dead=0.8), "dead_units", "80.0 % of the ReLU neurons in layer 2"),
        (with_shares(saturated=0.7), "saturated_units", "70.0 % of the answers in layer 2"),
        (with_shares(clipped=1.0), "often_clipped", "100.0 % of the latest updates"),
    ],
)
def test_units_that_learn_nothing_are_told_with_a_cure(snapshot: Snapshot, topic: str, words: str) -> None:
    tanh = (Dense(units=8, activation="relu"), Dense(units=8, activation="tanh"))
    config = replace(CONFIG, network=NetworkConfig(layers=tanh), optimizer=OptimizerConfig(clip_norm=0.01))
    said = narrate(snapshot, None, config)
    assert said.topic == topic
    assert words in said.text
    assert said.why
    assert said.fix is not None
    assert said.fix.config != config
    assert problems(said.fix.config) == []
    good = replace(snapshot, test_accuracy=0.97)
    assert narrate(good, None, config).topic == "progress"


@pytest.mark.parametrize(
    ("name", "begins", "holds", "ends"),
    [("dead", 0.65, 0.55, 0.45), ("saturated", 0.65, 0.55, 0.45), ("clipped", 0.95, 0.8, 0.6)],
)
def test_unit_symptoms_hold_between_two_thresholds(
    name: str, begins: float, holds: float, ends: float
) -> None:
    assert narrate(with_shares(**{name: holds}), None, CONFIG).topic == "progress"
    said = narrate(with_shares(**{name: begins}), None, CONFIG)
    held = narrate(with_shares(**{name: holds}), None, CONFIG, previous=said)
    assert held.topic == said.topic != "progress"
    assert narrate(with_shares(**{name: ends}), None, CONFIG, previous=held).topic == "progress"


def test_looser_clipping_loosens_only_what_is_on() -> None:
    config = replace(CONFIG, optimizer=OptimizerConfig(clip_norm=0.01))
    fix = narrate(with_shares(clipped=1.0), None, config).fix
    assert fix is not None
    assert (fix.config.optimizer.clip_norm, fix.config.optimizer.clip_value) == (0.1, 0.0)
    assert fix.label == "Clip the gradient only above 0.1"
    assert fix.kind is FixKind.HOT


@pytest.mark.parametrize(
    ("layers", "batch_size", "is_told"),
    [
        ((Dense(units=8), BatchNorm()), 1, True),
        ((Dense(units=8), BatchNorm()), 2, False),
        ((Dense(units=8), LayerNorm()), 1, False),
        ((Conv2d(channels=2), BatchNorm()), 1, False),
        ((Conv2d(channels=2), Dense(units=8), BatchNorm()), 1, True),
        ((Dense(units=8), Residual(layers=(BatchNorm(),))), 1, True),
    ],
)
def test_a_batch_of_one_has_nothing_to_be_compared_with(
    layers: tuple[LayerSpec, ...], batch_size: int, is_told: bool
) -> None:
    config = replace(
        CONFIG, network=NetworkConfig(layers=layers), training=TrainingConfig(batch_size=batch_size)
    )
    said = narrate(QUIET, None, config)
    assert (said.topic == "lonely_batch") is is_told
    if is_told:
        assert said.fix is not None
        assert said.fix.config.training.batch_size == 32


@pytest.mark.parametrize(
    ("augmentation", "rate", "words"),
    [
        ("strong", 0.0, "the training pictures are bent and moved, the test pictures aren’t"),
        ("off", 0.5, "dropout leaves numbers out in training only"),
        ("light", 0.5, "dropout and the bent training pictures"),
        ("off", 0.0, ""),
    ],
)
def test_a_training_loss_above_the_test_loss_is_explained(augmentation: str, rate: float, words: str) -> None:
    config = replace(
        CONFIG,
        data=DataConfig(augmentation=augmentation),
        network=NetworkConfig(layers=(Dense(units=8), Dropout(rate=rate))),
    )
    above = replace(QUIET, batch_loss=0.5, test_loss=0.2)
    said = narrate(above, None, config)
    assert ("is above the test loss" in said.text) is bool(words)
    assert words in said.text
    assert "above the test loss" not in narrate(replace(QUIET, test_loss=0.3), None, config).text


def test_layers_are_called_by_their_place_in_the_network() -> None:
    found = replace(gradients(1e-7, 1e-5, 1e-3), layer_names=("layer1", "layer3.layer1", "layer4"))
    assert "in layer 1 is" in narrate(replace(QUIET, gradients=found), None, DEEP_SIGMOID).text
    assert "than in layer 4" in narrate(replace(QUIET, gradients=found), None, DEEP_SIGMOID).text
    silent = replace(found, rms=np.array([1e-3, 0, 1e-3], np.float32))
    assert "layer 3.1 is exactly zero" in narrate(replace(QUIET, gradients=silent), None, CONFIG).text
    broken = event(EventKind.DIVERGED, 9, layer="layer3.layer1", layer_index=3, quantity="z")
    assert "layer 3.1" in narrate(replace(QUIET, state=RunState.DIVERGED), broken, CONFIG).text


def test_cures_reach_layers_of_every_kind() -> None:
    layers = (
        Conv2d(channels=4, padding=1, activation="sigmoid"),
        Residual(layers=(Conv2d(channels=4, padding=1, activation="sigmoid"),)),
        Dense(units=8, activation="sigmoid"),
    )
    config = replace(CONFIG, network=NetworkConfig(layers=layers))
    fix = narrate(replace(QUIET, gradients=gradients(1e-7, 1e-5, 1e-3)), None, config).fix
    assert fix is not None
    assert "sigmoid" not in str(fix.config.network.layers)


def test_points_are_answered_not_read_and_nobody_is_asked_to_draw_one() -> None:
    config = replace(CONFIG, data=DataConfig(dataset="circle"))
    said = narrate(replace(QUIET, test_accuracy=0.993), None, config, n_classes=2)
    assert "gets 99.3 % of the examples right that it has never seen" in said.text
    event = RunEvent(kind=EventKind.FINISHED, run_id=1, details={"reason": "max_epochs", "epochs": 3})
    ended = narrate(replace(QUIET, state=RunState.FINISHED, test_accuracy=0.993), event, config)
    assert ended.text.startswith("Finished: 3 epochs, as chosen. It gets 99.3 %")
    assert "raw" not in ended.text


def test_a_regression_is_told_by_its_loss() -> None:
    config = replace(CONFIG, data=DataConfig(dataset="sine"), loss=replace(CONFIG.loss, kind="squared_error"))
    said = narrate(replace(QUIET, test_accuracy=float("nan"), test_loss=0.021), None, config, n_classes=1)
    assert "predicts examples it has never seen with a loss of 0.021" in said.text


def test_points_that_are_learned_by_heart_get_a_penalty_not_augmentation() -> None:
    config = replace(CONFIG, data=DataConfig(dataset="circle"))
    seen = losses([0.9, 0.95, 0.99, 1.0], [0.9, 0.92, 0.92, 0.92], [0.3, 0.25, 0.3, 0.35])
    fix = narrate(QUIET, None, config, losses=seen, n_classes=2).fix
    assert fix is not None
    assert fix.config.loss.l2 == 0.001


def test_thousands_of_epochs_can_be_told() -> None:
    before = narrate(replace(QUIET, epoch=1999.5, test_accuracy=0.9), None, CONFIG)
    after = narrate(replace(QUIET, epoch=2000.5, test_accuracy=0.9), None, CONFIG, previous=before)
    assert before.text.startswith("Epoch 2000:")
    assert after.text.startswith("Epoch 2001:")


def test_points_are_not_bent() -> None:
    config = replace(CONFIG, data=DataConfig(dataset="circle"))
    snapshot = replace(QUIET, batch_loss=0.9, test_loss=0.3, test_accuracy=0.9)
    said = narrate(snapshot, None, config, n_classes=2)
    assert "bent" not in said.text


@pytest.mark.parametrize(
    ("state", "target", "words"),
    [
        (RunState.PAUSED, None, ("Looking back at update 940 of 3,089.", "begins a fork")),
        (RunState.TRAINING, None, ("Playing the run again: update 940 of 3,089", "begins a fork")),
        (RunState.PAUSED, 2000, ("On the way to update 2,000 of 3,089: now at 940.",)),
    ],
)
def test_looking_back(state: RunState, target: int | None, words: tuple[str, ...]) -> None:
    recording = Recording(
        step=940,
        newest_step=3089,
        checkpoint_steps=np.zeros(1, np.int64),
        n_bytes=1,
        budget_bytes=2,
        target_step=target,
    )
    said = narrate(replace(QUIET, step=940, state=state, recording=recording), None, CONFIG)
    assert all(part in said.text for part in words)
    now = replace(recording, step=3089, target_step=None)
    assert "back" not in narrate(replace(QUIET, state=state, recording=now), None, CONFIG).text


@pytest.mark.parametrize(
    "data",
    [
        DataConfig(dataset="two_layer_example"),
        DataConfig(dataset="paint", points=((1.0, 1.0, 0.0), (2.0, 0.0, 1.0))),
    ],
)
def test_an_example_that_is_trained_on_is_not_called_new(data: DataConfig) -> None:
    assert load_data(data).x_test.tolist() == load_data(data).x_train.tolist()
    config = replace(CONFIG, data=data)
    for state in (RunState.TRAINING, RunState.FINISHED):
        said = narrate(replace(QUIET, state=state, test_accuracy=1.0, test_loss=0.01), None, config)
        assert "never seen" not in said.text
    more = replace(config, data=DataConfig(dataset="paint", points=(*STARTER_POINTS, (0.0, 0.0, 1.0))))
    assert "never seen" in narrate(replace(QUIET, test_accuracy=1.0), None, more, n_classes=2).text


def test_without_a_gradient_because_nothing_is_left_to_learn_nothing_is_wrong() -> None:
    said = narrate(replace(QUIET, gradients=gradients(0, 0, 0), batch_loss=1e-24), None, CONFIG)
    assert said.topic == "progress"
