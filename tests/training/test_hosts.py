"""Every host passes the same tests: where the steps run makes no difference to what is learned."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from time import monotonic, sleep
from typing import TypeVar

import numpy as np
import psutil
import pytest

from playground.engine import Dense
from playground.experiment import open_example, parse_layers
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    LossConfig,
    NetworkConfig,
    ScheduleConfig,
)
from playground.training import messages as m
from playground.training.checkpoint import decode_checkpoint
from playground.training.hosts import EngineHost, HostLost, make_host
from playground.training.hosts.inline import InlineHost
from playground.training.hosts.process import ProcessHost
from playground.training.messages import EventKind, RunState
from playground.training.resume import network_state
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]
T = TypeVar("T", bound=m.Message)
TIMEOUT_S = 20.0
EVERYTHING = m.FrameRequest(
    losses=True,
    gradients=True,
    gradient_history=True,
    histograms=True,
    histogram_history=True,
    surface=m.SurfaceRequest(resolution=5, n_examples=64),
    diagram=True,
)


@dataclass
class Driver:
    """Speaks with a host and keeps everything it says."""

    host: EngineHost
    heard: list[m.Message] = field(default_factory=list)

    def wait_for(self, wanted: Callable[[m.Message], bool]) -> m.Message:
        end = monotonic() + TIMEOUT_S
        while monotonic() < end:
            if isinstance(self.host, InlineHost):
                self.host.run_steps(20)
            message = self.host.receive(0.05)
            if message is not None:
                self.heard.append(message)
                if wanted(message):
                    return message
        raise AssertionError(f"in vain; heard: {self.heard[-5:]}")

    def event(self, kind: EventKind) -> m.RunEvent:
        found = self.wait_for(lambda message: isinstance(message, m.RunEvent) and message.kind is kind)
        assert isinstance(found, m.RunEvent)
        return found

    def frame(self, request: m.FrameRequest = EVERYTHING) -> m.Snapshot:
        self.host.post(request)
        found = self.wait_for(lambda message: isinstance(message, m.Snapshot))
        assert isinstance(found, m.Snapshot)
        return found

    def until(self, wanted: Callable[[m.Snapshot], bool], request: m.FrameRequest = EVERYTHING) -> m.Snapshot:
        end = monotonic() + TIMEOUT_S
        while monotonic() < end:
            snapshot = self.frame(request)
            if wanted(snapshot):
                return snapshot
        raise AssertionError("in vain")

    def parameters(self, step: int) -> np.ndarray:
        """Weights of the newest checkpoint once it is that of `step`."""
        end = monotonic() + TIMEOUT_S
        while monotonic() < end:
            self.host.receive(0.05)
            if isinstance(self.host, InlineHost):
                self.host.run_steps(20)
            saved = self.host.newest_checkpoint
            if saved is not None and saved.step == step:
                return decode_checkpoint(saved.encoded).arrays["parameters"]
        raise AssertionError("no checkpoint")


@pytest.fixture(params=["process", "thread", "inline"])
def driver(request: pytest.FixtureRequest) -> Iterator[Driver]:
    host = make_host(request.param)
    host.start()
    yield Driver(host)
    host.stop(2.0)
    host.stop(2.0)


@pytest.fixture
def child() -> Iterator[ProcessHost]:
    host = ProcessHost()
    host.start()
    yield host
    host.stop(2.0)


def test_a_run_starts_and_answers_every_part(driver: Driver, make_config: ConfigMaker) -> None:
    driver.event(EventKind.READY)
    driver.host.post(m.StartRun(run_id=3, config=make_config((16, 8))))
    started = driver.event(EventKind.STARTED)
    assert started.run_id == 3
    assert started.details["layer_names"] == ("layer1", "layer2", "layer3")
    driver.event(EventKind.TRAINING)
    snapshot = driver.until(lambda s: s.surface is not None and s.step > 300 and s.test_accuracy > 0.5)
    assert snapshot.run_id == 3
    assert snapshot.state is RunState.TRAINING
    assert snapshot.steps_per_second > 0
    assert snapshot.samples_per_second == pytest.approx(32 * snapshot.steps_per_second, rel=0.05)
    assert snapshot.losses is not None
    # Curves are made about thirty times a second, whatever the rate of the frames.
    newest = snapshot.losses.recent_steps[-1]
    assert newest == snapshot.losses.batch.steps[-1]
    assert 0 <= snapshot.step - newest <= 0.5 * snapshot.steps_per_second
    assert snapshot.losses.test_steps[0] == 0
    assert snapshot.gradients is not None
    assert snapshot.gradients.rms.shape == (3,)
    assert (snapshot.gradients.rms > 0).all()
    assert (snapshot.gradients.update_rms > 0).all()
    assert snapshot.gradients.history is not None
    assert snapshot.gradients.history.mean.shape[1] == 3
    assert snapshot.histograms is not None
    assert snapshot.histograms.layers[0].now.sum() == 784 * 16
    assert snapshot.diagram is not None
    assert [layer.n_units for layer in snapshot.diagram.layers] == [16, 8, 10]


def test_every_look_into_points_of_the_plane_comes_through(driver: Driver) -> None:
    layers = tuple(Dense(units=4, activation="tanh") for _ in range(2))
    config = ExperimentConfig(data=DataConfig(dataset="circle"), network=NetworkConfig(layers=layers))
    driver.host.post(m.StartRun(run_id=1, config=config))
    request = m.FrameRequest(
        plane=m.PlaneRequest(resolution=30, neuron_resolution=10),
        batch=True,
        answers="test",
        space=m.SpaceRequest(n_points=60),
        robustness="noise",
        saliency=-1,
        probe=np.ones(2, np.float32),
        diagram=True,
        diagram_links="gradients",
    )
    parts = ("plane", "batch", "answers", "space", "robustness", "saliency", "diagram")
    first = driver.until(lambda s: all(getattr(s, part) is not None for part in parts), request)
    later = driver.until(
        lambda s: (
            s.plane is not None
            and s.answers is not None
            and s.batch is not None
            and s.space is not None
            and min(s.plane.step, s.answers.step, s.space.step, s.batch.compared_at) > first.step
        ),
        request,
    )
    assert later.plane is not None
    assert later.plane.outputs.shape == (30, 30, 2)
    np.testing.assert_allclose(later.plane.outputs.sum(axis=2), 1.0, atol=1e-5)
    assert [maps.shape for maps in later.plane.layers] == [(4, 10, 10), (4, 10, 10), (2, 10, 10)]
    assert first.plane is not None
    np.testing.assert_array_equal(first.plane.inputs, later.plane.inputs)
    assert later.batch is not None
    assert -1.0 <= later.batch.cosine <= 1.0
    assert later.answers is not None
    assert later.answers.confusion is not None
    assert later.answers.confusion.sum() == len(later.answers.losses)


def test_a_frame_holds_only_what_was_asked_for(driver: Driver, make_config: ConfigMaker) -> None:
    driver.host.post(m.StartRun(run_id=1, config=make_config()))
    snapshot = driver.frame(m.FrameRequest(request_id=77))
    assert snapshot.request_id == 77
    parts = ("losses", "gradients", "histograms", "surface", "diagram", "probe")
    assert all(getattr(snapshot, part) is None for part in parts)


def test_a_drawing_is_answered(driver: Driver, make_config: ConfigMaker) -> None:
    driver.host.post(m.StartRun(run_id=1, config=make_config(), training=False))
    session = Session(make_config())
    drawing = session.dataset.x_test[7]
    snapshot = driver.frame(m.FrameRequest(probe=drawing))
    assert snapshot.probe is not None
    np.testing.assert_array_equal(snapshot.probe.probabilities, session.network.predict(drawing[None])[0])
    assert driver.frame(m.FrameRequest(probe=drawing[:5])).probe is None


def test_all_hosts_learn_the_same(driver: Driver, make_config: ConfigMaker) -> None:
    config = make_config(augmentation="normal")
    driver.host.post(m.StartRun(run_id=1, config=config, training=False))
    driver.event(EventKind.PAUSED)
    driver.host.post(m.Advance(updates=200))
    assert driver.event(EventKind.PAUSED).step in (0, 200)
    session = Session(config)
    session.run(200)
    np.testing.assert_array_equal(driver.parameters(200), session.network.parameters)


def test_all_hosts_compute_a_worked_example_in_float64(driver: Driver) -> None:
    example = open_example("two_layer_example")
    start = m.StartRun(run_id=1, config=example.config, parameters=example.parameters, training=False)
    driver.host.post(start)
    driver.host.post(m.Advance(updates=50))
    learned = driver.parameters(50)
    assert learned.dtype == np.float64
    assert driver.frame().diagram is not None
    session = Session(example.config, parameters=example.parameters)
    session.run(50)
    np.testing.assert_array_equal(learned, session.network.parameters)


def test_all_hosts_learn_the_same_from_numbers_next_to_nothing(
    driver: Driver, make_config: ConfigMaker
) -> None:
    config = make_config((24, 12), activation="gaussian", optimizer="sgd", learning_rate=0.5)
    config = replace(config, loss=LossConfig(l2=1.0))
    driver.host.post(m.StartRun(run_id=1, config=config, training=False))
    driver.host.post(m.Advance(updates=200))
    learned = driver.parameters(200)
    session = Session(config)
    session.run(200)
    assert np.array_equal(learned, session.network.parameters)
    assert np.abs(learned).min() < 1e-37


def test_all_hosts_learn_the_same_with_every_kind_of_layer(driver: Driver, make_config: ConfigMaker) -> None:
    """Dropout, running statistics and a plateau schedule, with instruments looking on."""
    layers = parse_layers("conv3k5s3p0,bn:relu,pool2,residual(conv3,dropout0.2),layernorm,12")
    config = make_config(batch_size=256)
    config = replace(
        config,
        network=replace(config.network, layers=layers),
        schedule=ScheduleConfig(kind="plateau", patience=0, decay=0.1, warm_up_epochs=0.5),
    )
    driver.host.post(m.StartRun(run_id=1, config=config, training=False))
    driver.event(EventKind.PAUSED)
    driver.host.post(m.Advance(updates=100))
    driver.until(lambda s: s.step >= 100 and s.state is RunState.PAUSED)
    session = Session(config)
    session.run(100)
    np.testing.assert_array_equal(driver.parameters(100), session.network.parameters)
    snapshot = driver.frame()
    assert snapshot.learning_rate == session.learning_rate
    saved = driver.host.newest_checkpoint
    assert saved is not None
    for name, values in network_state(decode_checkpoint(saved.encoded)).items():
        np.testing.assert_array_equal(values, session.network.named_state()[name])


def test_a_run_begins_with_given_weights_and_statistics(driver: Driver, make_config: ConfigMaker) -> None:
    config = make_config()
    config = replace(config, network=replace(config.network, layers=parse_layers("bn,12")))
    trained = Session(config)
    trained.run(20)
    state = {name: values.copy() for name, values in trained.network.named_state().items()}
    driver.host.post(
        m.StartRun(
            run_id=1, config=config, parameters=trained.network.parameters.copy(), state=state, training=False
        )
    )
    drawing = trained.dataset.x_test[7]
    snapshot = driver.frame(m.FrameRequest(probe=drawing))
    assert snapshot.probe is not None
    np.testing.assert_array_equal(snapshot.probe.probabilities, trained.network.predict(drawing[None])[0])


def test_a_run_goes_on_from_a_checkpoint(driver: Driver, make_config: ConfigMaker) -> None:
    config = make_config(augmentation="normal")
    straight, first = Session(config), Session(config)
    straight.run(200)
    first.run(100)
    driver.host.post(m.ResumeRun(run_id=2, checkpoint=first.checkpoint().encode(), training=False))
    assert driver.event(EventKind.STARTED).details["resumed"]
    driver.host.post(m.Advance(updates=100))
    np.testing.assert_array_equal(driver.parameters(200), straight.network.parameters)


def test_patience_stops_all_hosts_at_the_same_step(driver: Driver, make_config: ConfigMaker) -> None:
    config = make_config((24,), learning_rate=0.03, patience_epochs=1, batch_size=64)
    session = Session(config)
    session.run(100_000)
    assert session.stopped_because is not None
    driver.host.post(m.StartRun(run_id=1, config=config))
    finished = driver.event(EventKind.FINISHED)
    assert finished.step == session.step
    assert finished.details == session.stopped_because.details()
    np.testing.assert_array_equal(driver.parameters(session.step), session.network.parameters)


def test_pause_advance_and_train(driver: Driver, make_config: ConfigMaker) -> None:
    driver.host.post(m.StartRun(run_id=1, config=make_config(), training=False))
    driver.event(EventKind.PAUSED)
    assert driver.frame().step == 0
    driver.host.post(m.Advance(updates=3))
    assert driver.until(lambda s: s.state is RunState.PAUSED and s.step > 0).step == 3
    driver.host.post(m.Advance(epochs=1))
    assert driver.until(lambda s: s.state is RunState.PAUSED and s.step > 3).epoch == 1.0
    driver.host.post(m.Train())
    driver.until(lambda s: s.state is RunState.TRAINING and s.epoch > 1)
    driver.host.post(m.Pause())
    paused = driver.until(lambda s: s.state is RunState.PAUSED)
    assert driver.frame().step == paused.step
    assert paused.steps_per_second == 0


def test_settings_change_while_it_runs(driver: Driver, make_config: ConfigMaker) -> None:
    config = make_config()
    driver.host.post(m.StartRun(run_id=1, config=config))
    driver.event(EventKind.TRAINING)
    driver.host.post(m.ChangeConfig(config=make_config(activation="sigmoid")))
    assert driver.event(EventKind.CHANGED).run_id == 1
    snapshot = driver.frame()
    assert snapshot.diagram is not None
    assert [layer.activation for layer in snapshot.diagram.layers] == ["sigmoid", "identity"]
    driver.host.post(m.ChangeConfig(config=make_config((5, 5))))
    assert "new network" in driver.event(EventKind.ERROR).details["message"]
    before = driver.frame().step
    driver.until(lambda s: s.step > before)


def test_commands_without_a_run_are_answered_in_words(driver: Driver) -> None:
    driver.host.post(m.Train())
    assert "no network" in driver.event(EventKind.ERROR).details["message"]


def test_a_config_that_makes_no_sense_is_told(driver: Driver, make_config: ConfigMaker) -> None:
    config = make_config()
    driver.host.post(
        m.StartRun(run_id=1, config=replace(config, data=replace(config.data, dataset="nothing")))
    )
    assert "nothing" in driver.event(EventKind.ERROR).details["message"]


def test_divergence_is_told_and_undone(driver: Driver, make_config: ConfigMaker) -> None:
    config = make_config((12, 12), optimizer="sgd", learning_rate=10.0)
    config = replace(config, loss=replace(config.loss, kind="squared_error"))
    driver.host.post(m.StartRun(run_id=1, config=config))
    told = driver.event(EventKind.DIVERGED)
    assert {"layer", "layer_index", "quantity", "value", "last_good_step"} <= told.details.keys()
    snapshot = driver.frame()
    assert snapshot.state is RunState.DIVERGED
    assert snapshot.losses is not None
    assert snapshot.gradients is not None
    assert snapshot.histograms is not None
    assert snapshot.diagram is not None
    shown = [snapshot.losses.batch.high, snapshot.gradients.rms, snapshot.gradients.update_rms]
    shown += [layer.edges for layer in snapshot.histograms.layers]
    shown += [layer.activations for layer in snapshot.diagram.layers]
    assert all(np.isfinite(values).all() for values in shown)
    gentle = replace(config, optimizer=replace(config.optimizer, learning_rate=0.01))
    driver.host.post(m.RestoreLastGood(config=gentle))
    assert driver.event(EventKind.RESTORED).details["step"] == told.details["last_good_step"]
    driver.until(lambda s: s.state is RunState.TRAINING and s.step > 100)


@pytest.mark.parametrize("rate", [20.0, 1000.0])
@pytest.mark.parametrize("kind", ["process", "thread"])
def test_slow_motion_keeps_its_speed(kind: str, rate: float, make_config: ConfigMaker) -> None:
    host = make_host(kind)  # type: ignore[arg-type]
    host.start()
    driver = Driver(host)
    try:
        host.post(m.SetSpeed(steps_per_second=rate))
        host.post(m.StartRun(run_id=1, config=make_config()))
        driver.event(EventKind.TRAINING)
        first, started = driver.frame(m.FrameRequest()).step, monotonic()
        sleep(1.0)
        made, seconds = driver.frame(m.FrameRequest()).step - first, monotonic() - started
        assert made == pytest.approx(rate * seconds, rel=0.1, abs=1)
    finally:
        host.stop(2.0)


# ---- the process alone


def receive_until_lost(host: EngineHost) -> HostLost:
    end = monotonic() + TIMEOUT_S
    while monotonic() < end:
        try:
            host.receive(1.0)
        except HostLost as lost:
            return lost
    raise AssertionError("the loss was not noticed")


def test_a_killed_engine_is_noticed_at_once_and_its_checkpoint_outlives_it(
    child: ProcessHost, make_config: ConfigMaker
) -> None:
    driver = Driver(child)
    child.post(m.StartRun(run_id=1, config=make_config()))
    driver.until(lambda s: s.step > 0)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    started = monotonic()
    lost = receive_until_lost(child)
    assert monotonic() - started < 0.5
    assert lost.exit_code == -signal.SIGKILL
    saved = child.newest_checkpoint
    assert saved is not None
    assert Session.from_checkpoint(decode_checkpoint(saved.encoded)).step == saved.step
    child.start()
    driver.event(EventKind.READY)


def test_a_paused_engine_does_nothing(child: ProcessHost, make_config: ConfigMaker) -> None:
    driver = Driver(child)
    child.post(m.StartRun(run_id=1, config=make_config(), training=False))
    driver.until(lambda s: s.surface is not None and s.surface.progress == 1.0 and s.test_accuracy > 0)
    sleep(0.3)
    engine = psutil.Process(child.pid)
    before = sum(engine.cpu_times()[:2])
    sleep(0.5)
    assert sum(engine.cpu_times()[:2]) - before <= 0.02


def test_the_engine_does_not_hear_ctrl_c(child: ProcessHost, make_config: ConfigMaker) -> None:
    assert child.pid is not None
    os.kill(child.pid, signal.SIGINT)
    driver = Driver(child)
    driver.event(EventKind.READY)
    os.kill(child.pid, signal.SIGINT)
    child.post(m.StartRun(run_id=1, config=make_config()))
    driver.event(EventKind.TRAINING)


def test_the_engine_ends_with_the_process_that_started_it() -> None:
    code = (
        "import os, time\n"
        "from playground.training.hosts.process import ProcessHost\n"
        "if __name__ == '__main__':\n"
        "    host = ProcessHost(); host.start(); host.receive(20.0)\n"
        "    print(host.pid, flush=True)\n"
        "    os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=TIMEOUT_S)
    pid = int(done.stdout)
    end = monotonic() + 5.0
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert monotonic() < end, "the engine has outlived its parent"
        sleep(0.02)


def test_commands_never_wait_for_an_engine_that_does_not_listen(
    child: ProcessHost, make_config: ConfigMaker
) -> None:
    Driver(child).event(EventKind.READY)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGSTOP)
    parameters = np.zeros(500_000, np.float32)
    started = monotonic()
    child.post(m.StartRun(run_id=1, config=make_config(), parameters=parameters))
    for _ in range(200):
        child.post(m.FrameRequest(probe=parameters[:784]))
    assert monotonic() - started < 0.5
    child.stop(1.0)
    assert monotonic() - started < 4.0


def test_nothing_remains_after_the_end(make_config: ConfigMaker) -> None:
    this = psutil.Process()
    for _ in range(2):  # the first time, Python keeps some files open for good
        gc.collect()  # what earlier tests dropped may hold files open, and would close them meanwhile
        before = this.num_fds()
        host = ProcessHost()
        host.start()
        host.post(m.StartRun(run_id=1, config=make_config()))
        Driver(host).event(EventKind.TRAINING)
        host.stop(2.0)
        after = this.num_fds()
    assert after <= before
    assert not [child for child in this.children() if "resource_tracker" not in " ".join(child.cmdline())]


def test_the_engine_imports_no_qt() -> None:
    code = (
        "import sys, playground.training.hosts.child, playground.training.loop\n"
        "print('PySide6' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=TIMEOUT_S)
    assert done.stdout.strip() == "False"


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs signal masks")
def test_the_first_engine_is_deaf_to_ctrl_c_from_its_start() -> None:
    """Multiprocessing starts a helper before its first child, and hears signals again after that."""
    code = (
        "import signal\n"
        "from multiprocessing import resource_tracker\n"
        "from playground.training.hosts.process import _environment_of_child\n"
        "with _environment_of_child():\n"
        "    resource_tracker.getfd()\n"
        "    print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))\n"
        "print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "False"]
