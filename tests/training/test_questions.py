from dataclasses import replace

import numpy as np
import pytest

from playground.engine import BatchNorm, Conv2d, Dense, Dropout, LayerSpec, MaxPool2d, Residual
from playground.engine.trace import StepTrace
from playground.errors import PlaygroundError
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    LossConfig,
    NetworkConfig,
    OptimizerConfig,
    ScheduleConfig,
    TrainingConfig,
)
from playground.training.messages import ParameterSlice, SliceQuestion, Taught, TeachQuestion, TraceQuestion
from playground.training.questions import answer, answer_slice
from playground.training.resume import capture
from playground.training.session import Session

DROPPING = (Dropout(rate=0.2), Dense(units=12), Dropout(rate=0.4), Dense(units=9, activation="tanh"))
PICTURES = (
    Conv2d(channels=3, kernel_size=5, stride=2),
    BatchNorm(activation="relu"),
    MaxPool2d(),
    Residual(layers=(Dropout(rate=0.1), Conv2d(channels=3, padding=1))),
    Dense(units=8),
)
LEARNING = {
    "adam": OptimizerConfig(learning_rate=0.002),
    "nesterov": OptimizerConfig(kind="nesterov", learning_rate=0.01, clip_norm=0.5),
    "adamw": OptimizerConfig(kind="adamw", learning_rate=0.001, clip_value=0.01),
}


def make(layers: tuple[LayerSpec, ...], optimizer: str = "adam", **changes: object) -> Session:
    config = ExperimentConfig(
        data=DataConfig(augmentation="normal"),
        network=NetworkConfig(layers=layers),
        loss=LossConfig(l2=0.001),
        optimizer=LEARNING[optimizer],
        schedule=ScheduleConfig(kind="cosine", total_epochs=3, warm_up_epochs=0.02),
        training=TrainingConfig(batch_size=16),
    )
    return Session(replace(config, **changes))


@pytest.mark.parametrize("optimizer", LEARNING)
@pytest.mark.parametrize("layers", [DROPPING, PICTURES], ids=["dropout", "pictures"])
def test_a_trace_is_the_update_that_comes_bit_for_bit_and_changes_nothing(
    layers: tuple[LayerSpec, ...], optimizer: str
) -> None:
    session = make(layers, optimizer)
    session.run(7)
    before = capture(session).encode()

    trace = answer(session, TraceQuestion())

    assert isinstance(trace, StepTrace)
    assert capture(session).encode() == before
    np.testing.assert_array_equal(trace.update.before, session.network.parameters)
    assert session.run(1) == 1
    np.testing.assert_array_equal(session.network.parameters, trace.update.after)
    assert trace.update.learning_rate == session.optimizer.learning_rate
    assert trace.step == 7


def test_a_run_that_is_asked_at_every_step_is_the_same_run() -> None:
    asked, left_alone = make(DROPPING), make(DROPPING)
    left_alone.run(12)
    for _ in range(12):
        asked.run(1)
        for scope in ("batch", "example"):
            answer(asked, TraceQuestion(scope=scope))
    np.testing.assert_array_equal(asked.network.parameters, left_alone.network.parameters)


def test_the_whole_batch_in_one_is_traced_without_leaving_the_living_network_empty() -> None:
    session = make(
        (Dense(units=5),),
        data=DataConfig(dataset="circle", n_examples=60),
        training=TrainingConfig(batch_size=0),
    )
    session.run(2)
    trace = answer(session, TraceQuestion())
    session.run(1)
    np.testing.assert_array_equal(session.network.parameters, trace.update.after)
    second = answer(session, TraceQuestion())
    session.run(1)
    np.testing.assert_array_equal(session.network.parameters, second.update.after)


def test_the_last_smaller_batch_of_an_epoch_is_the_one_that_is_traced() -> None:
    data = DataConfig(dataset="circle", n_examples=50, train_share=0.7)
    session = make((Dense(units=3),), data=data)
    session.run(2)
    trace = answer(session, TraceQuestion())
    assert trace.n_examples == session.dataset.n_train - 32
    session.run(1)
    np.testing.assert_array_equal(session.network.parameters, trace.update.after)


def test_the_chosen_example_is_found_in_the_coming_batch() -> None:
    session = make(DROPPING)
    first = answer(session, TraceQuestion())
    chosen = int(first.indices[5])
    trace = answer(session, TraceQuestion(index=chosen))
    assert (trace.index, trace.rows[trace.row]) == (chosen, 5)


def test_one_example_alone_comes_from_the_training_set_the_test_set_or_the_person() -> None:
    session = make((Dense(units=4),))
    data = session.dataset
    trace = answer(session, TraceQuestion(scope="example", split="test", index=3))
    np.testing.assert_array_equal(trace.layers[0].x[0].reshape(-1), data.x_test[3])
    assert trace.loss.targets[0].argmax() == data.y_test[3]
    assert trace.n_examples == 1
    own = answer(session, TraceQuestion(scope="example", x=data.x_train[0], target=7.0))
    assert own.loss.targets[0].argmax() == 7
    assert own.split == "own"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (TraceQuestion(scope="example", index=10**6), "training examples"),
        (TraceQuestion(scope="example", x=np.zeros(3, np.float32), target=1.0), "784 numbers, not 3"),
        (TraceQuestion(scope="example", x=np.zeros(784, np.float32)), "say what it was"),
        (TraceQuestion(scope="example", x=np.zeros(784, np.float32), target=11.0), "no class 11"),
        (TraceQuestion(scope="some"), "example, batch or all"),
        (SliceQuestion(name="layer9.weights", index=(0, 0), trace=TraceQuestion()), "no parameter layer9"),
        (SliceQuestion(name="layer1.weights", index=(0, 99), trace=TraceQuestion()), r"weights\[0,99\]"),
    ],
)
def test_what_can_not_be_answered_is_said_in_a_sentence(question: object, words: str) -> None:
    with pytest.raises(PlaygroundError, match=words):
        answer(make((Dense(units=4),)), question)


def test_the_whole_set_gives_the_mean_of_all_and_the_chosen_example() -> None:
    session = make((Dense(units=6),), data=DataConfig(dataset="spiral", n_examples=700))
    trace = answer(session, TraceQuestion(scope="all", index=401))
    assert trace.n_examples == session.dataset.n_train > 256
    np.testing.assert_array_equal(trace.layers[0].x[0], session.dataset.x_train[401])
    loss = session.network.loss_and_gradients(session.dataset.x_train, session.dataset.y_train)
    assert trace.loss.mean == pytest.approx(loss, rel=1e-5)
    np.testing.assert_allclose(trace.update.data_gradient, session.network.gradients, rtol=1e-3, atol=1e-6)


def test_a_regression_is_traced_too() -> None:
    session = make(
        (Dense(units=4, activation="tanh"),),
        data=DataConfig(dataset="bump" if "bump" in known() else "plane", n_examples=80),
        loss=LossConfig(kind="squared_error"),
    )
    session.run(3)
    trace = answer(session, TraceQuestion())
    session.run(1)
    np.testing.assert_array_equal(session.network.parameters, trace.update.after)


def known() -> object:
    from playground.data import DATASETS

    return DATASETS


def test_a_slice_agrees_with_backpropagation_and_with_the_loss_of_the_trace() -> None:
    session = make(DROPPING)
    session.run(5)
    before = capture(session).encode()
    question = SliceQuestion(name="layer2.weights", index=(400, 3), trace=TraceQuestion(), n_points=31)
    told = answer(session, question)
    trace = answer(session, TraceQuestion())
    assert isinstance(told, ParameterSlice)
    assert capture(session).encode() == before
    assert told.central_difference == pytest.approx(told.gradient, rel=1e-5, abs=1e-12)
    assert told.gradient == pytest.approx(float(trace.gradient("layer2.weights")[400, 3]), rel=1e-3, abs=1e-8)
    assert told.loss == pytest.approx(trace.loss.mean, rel=1e-4)
    assert len(told.values) == len(told.losses) == 31
    assert told.losses[15] == pytest.approx(told.loss, rel=1e-5)
    np.testing.assert_allclose(told.values[[0, -1]], [told.value - 1, told.value + 1], rtol=1e-5)


def test_teaching_a_digit_makes_it_known_and_says_what_the_test_set_lost() -> None:
    session = make((Dense(units=16),), optimizer="adam")
    session.run(60)
    x = session.dataset.x_test[0]
    label = (int(session.dataset.y_test[0]) + 1) % 10
    told = answer(session, TeachQuestion(x=x, label=label, n_steps=8))
    assert isinstance(told, Taught)
    assert told.loss_after < told.loss_before
    assert told.probabilities_after[label] > told.probabilities_before[label]
    net = (len(told.won) - len(told.lost)) / session.dataset.n_test
    assert told.test_accuracy_after - told.test_accuracy_before == pytest.approx(net)
    np.testing.assert_array_equal(told.probabilities_after, session.network.predict(x[None])[0])


def test_the_smallest_slopes_are_not_lost_in_rounding() -> None:
    session = make(tuple(Dense(units=32, activation="sigmoid") for _ in range(8)))
    session.run(25)
    apart = []
    for index in ((325, 0), (378, 7), (400, 16), (430, 17), (464, 20), (470, 31)):
        question = SliceQuestion(name="layer1.weights", index=index, trace=TraceQuestion(), n_points=11)
        told = answer(session, question)
        assert isinstance(told, ParameterSlice)
        if told.gradient:
            apart.append(abs(told.central_difference - told.gradient) / abs(told.gradient))
            assert abs(told.gradient) < 1e-4
    assert len(apart) >= 3
    assert max(apart) < 1e-5


def test_a_slice_on_the_whole_set_comes_in_slices_and_is_of_the_moment_it_was_asked() -> None:
    session = make((Dense(units=4),))
    question = SliceQuestion(
        name="layer1.weights", index=(400, 3), trace=TraceQuestion(scope="all"), n_points=11
    )
    expected = answer(session, question)
    work = answer_slice(session, question)
    next(work)
    session.run(3)
    n_slices = 1
    while True:
        try:
            next(work)
        except StopIteration as end:
            told = end.value
            break
        n_slices += 1
    assert n_slices > 100
    assert isinstance(expected, ParameterSlice)
    np.testing.assert_array_equal(told.losses, expected.losses)
    assert told.central_difference == expected.central_difference
