from __future__ import annotations

import numpy as np

from playground.training.history import N_RECENT, EvaluationResult, LossHistory


def result(step: int, test_loss: float = 1.0) -> EvaluationResult:
    return EvaluationResult(
        step=step, epoch=step / 10, test_loss=test_loss, test_accuracy=0.5, train_loss=0.9, train_accuracy=0.6
    )


def filled(n: int, block: int = 100) -> LossHistory:
    history = LossHistory()
    for start in range(0, n, block):
        losses = [float(step) for step in range(start + 1, min(start + block, n) + 1)]
        history.extend(losses, losses, start + 1, (start / 10, (start + len(losses)) / 10))
    return history


def test_the_recent_losses_come_one_by_one() -> None:
    view = filled(1234).view(0.25)
    assert len(view.recent_steps) == N_RECENT
    assert view.recent_steps[-1] == 1234
    np.testing.assert_array_equal(view.recent_loss, view.recent_steps)
    assert view.penalty == 0.25


def test_a_second_evaluation_of_a_step_replaces_the_first() -> None:
    history = LossHistory()
    history.add_evaluation(result(10, 2.0))
    history.add_evaluation(result(10, 1.5))
    assert history.view(0.0).test_loss.tolist() == [1.5]


def test_going_back_forgets_what_came_after() -> None:
    history = filled(1000)
    history.add_evaluation(result(500))
    history.add_evaluation(result(900))
    history.truncate(600)
    view = history.view(0.0)
    assert view.test_steps.tolist() == [500]
    assert view.recent_steps[-1] == 600
    np.testing.assert_array_equal(view.recent_loss[-50:], view.recent_steps[-50:])
    history.extend([7.0], [7.0], 601, (60.0, 60.1))
    assert history.view(0.0).recent_loss[-2:].tolist() == [600, 7]


def test_what_a_checkpoint_keeps_comes_back() -> None:
    history = filled(700)
    history.add_evaluation(result(500))
    other = LossHistory()
    other.restore_arrays(history.state_arrays())
    for one in (history, other):
        one.extend([7.0], [7.0], 701, (70.0, 70.1))
    a, b = history.view(0.0), other.view(0.0)
    assert a.recent_loss.tolist() == b.recent_loss.tolist()
    assert a.batch.mean.tolist() == b.batch.mean.tolist()
    assert other.evaluations == history.evaluations
