from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from playground.experiment.config import ExperimentConfig
from playground.training import messages as m
from playground.training.messages import EventKind
from playground.training.recovery import Recovery

ConfigMaker = Callable[..., ExperimentConfig]
EMPTY = np.zeros(0, np.float32)


def saved(run_id: int, step: int) -> m.CheckpointSaved:
    return m.CheckpointSaved(run_id=run_id, step=step, encoded=b"checkpoint")


def test_without_a_run_there_is_nothing_to_tell() -> None:
    assert Recovery().commands(None) == ([], None)


def test_a_run_without_a_checkpoint_begins_anew(make_config: ConfigMaker) -> None:
    recovery = Recovery()
    recovery.note_command(m.StartRun(run_id=2, config=make_config()))
    commands, step = recovery.commands(saved(1, 500))
    assert step == 0
    start = commands[0]
    assert isinstance(start, m.StartRun)
    assert start.run_id == 2
    assert start.training


def test_a_run_without_a_checkpoint_begins_with_what_it_was_given(make_config: ConfigMaker) -> None:
    recovery = Recovery()
    given = m.StartRun(
        run_id=2,
        config=make_config(),
        parameters=np.zeros(3, np.float32),
        state={"layer1.running_mean": EMPTY},
    )
    recovery.note_command(given)
    recovery.note_command(m.Pause())
    start = recovery.commands(None)[0][0]
    assert isinstance(start, m.StartRun)
    assert start.parameters is given.parameters
    assert start.state is given.state
    assert not start.training


def test_a_run_goes_on_with_what_was_changed_since(make_config: ConfigMaker) -> None:
    recovery = Recovery()
    changed = make_config(learning_rate=0.5)
    recovery.note_command(m.StartRun(run_id=1, config=make_config()))
    recovery.note_command(m.SetSpeed(steps_per_second=10.0))
    recovery.note_command(m.ChangeConfig(config=changed))
    commands, step = recovery.commands(saved(1, 500))
    assert step == 500
    assert [type(command) for command in commands] == [m.SetSpeed, m.ResumeRun, m.ChangeConfig]
    assert commands[-1] == m.ChangeConfig(config=changed)


@pytest.mark.parametrize("command", [m.Pause(), m.Advance(updates=1)])
def test_a_paused_run_stays_paused(make_config: ConfigMaker, command: m.Command) -> None:
    recovery = Recovery()
    recovery.note_command(m.StartRun(run_id=1, config=make_config()))
    recovery.note_command(command)
    resume = recovery.commands(saved(1, 5))[0][0]
    assert isinstance(resume, m.ResumeRun)
    assert not resume.training


def test_a_finished_run_is_not_started_again(make_config: ConfigMaker) -> None:
    recovery = Recovery()
    recovery.note_command(m.StartRun(run_id=1, config=make_config()))
    recovery.note_event(m.RunEvent(kind=EventKind.FINISHED, run_id=1))
    resume = recovery.commands(saved(1, 5))[0][0]
    assert isinstance(resume, m.ResumeRun)
    assert not resume.training


def test_three_deaths_within_ten_seconds_are_enough() -> None:
    recovery = Recovery()
    assert [recovery.may_restart(now) for now in (0.0, 4.0, 15.0, 16.0, 17.0)] == [
        True,
        True,
        True,
        True,
        False,
    ]


def test_a_fork_without_a_checkpoint_begins_with_its_config(make_config: ConfigMaker) -> None:
    recovery = Recovery()
    recovery.note_command(m.StartRun(run_id=1, config=make_config()))
    recovery.note_command(m.SetRecordingBudget(n_bytes=1000))
    recovery.note_command(m.Fork(run_id=2, config=make_config(learning_rate=0.5)))
    budget, start, change = recovery.commands(saved(1, 500))[0]
    assert isinstance(budget, m.SetRecordingBudget)
    assert isinstance(start, m.StartRun)
    assert start.run_id == 2
    assert isinstance(change, m.ChangeConfig)
    assert change.config.optimizer.learning_rate == 0.5
    resumed = recovery.commands(saved(2, 700))[0][1]
    assert isinstance(resumed, m.ResumeRun)
    assert resumed.run_id == 2


def test_a_run_returned_to_is_resumed_without_the_changes_of_another(make_config: ConfigMaker) -> None:
    recovery = Recovery()
    recovery.note_command(m.StartRun(run_id=1, config=make_config()))
    recovery.note_command(m.StartRun(run_id=2, config=make_config(seed=2)))
    recovery.note_command(m.ReturnToRun(run_id=1, training=True))
    assert recovery.run_id == 1
    (resumed,) = recovery.commands(saved(1, 300))[0]
    assert isinstance(resumed, m.ResumeRun)
    assert resumed.training
    recovery.note_command(m.Seek(step=5))
    (resumed,) = recovery.commands(saved(1, 300))[0]
    assert isinstance(resumed, m.ResumeRun)
    assert not resumed.training
