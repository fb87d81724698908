"""The same training steps in PyTorch and scikit-learn, measured where they are installed."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np

from playground.cli.bench_cases import Case, Step

_SKLEARN_STEPS = 50
_SKLEARN_ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "logistic"}


def rivals(case: Case, data: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]) -> dict[str, Step]:
    """Return the steps of the programs that are installed."""
    found: dict[str, Step] = {}
    if find_spec("torch") is not None:
        found["pytorch"] = torch_step(case, *data)
    if find_spec("sklearn") is not None and not case.channels:
        found["scikit_learn"] = sklearn_step(case, *data)
    return found


def torch_step(case: Case, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Step:
    """An eager step on one thread of the CPU: gather, forward, backward, update."""
    import torch  # type: ignore[import-not-found,unused-ignore]  # never a dependency

    torch.set_num_threads(1)
    torch.manual_seed(1)
    bends = {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid}
    layers: list[Any] = []
    for fan_in, fan_out in pairwise((1, *case.channels)):
        convolution = torch.nn.Conv2d(fan_in, fan_out, 3, padding=1)
        layers += [convolution, bends[case.activation](), torch.nn.MaxPool2d(2)]
    sizes = case.sizes
    if case.channels:
        layers.append(torch.nn.Flatten())
        side = case.input_shape[1] // 2 ** len(case.channels)
        sizes = (case.channels[-1] * side * side, *sizes[1:])
    for fan_in, fan_out in pairwise(sizes):
        layers += [torch.nn.Linear(fan_in, fan_out), bends[case.activation]()]
    model = torch.nn.Sequential(*layers[:-1])
    kind = torch.optim.SGD if case.optimizer == "sgd" else torch.optim.Adam
    optimizer = kind(model.parameters(), lr=0.001)
    loss_of = torch.nn.MSELoss() if case.is_regression else torch.nn.CrossEntropyLoss()
    all_x, all_y = torch.from_numpy(x.reshape(-1, *case.input_shape)), torch.from_numpy(y)
    order, place, size = torch.randperm(len(x)), 0, case.batch_size

    def step() -> None:
        nonlocal order, place
        if place + size > len(x):
            order, place = torch.randperm(len(x)), 0
        indices = order[place : place + size]
        place += size
        optimizer.zero_grad()
        loss = loss_of(model(all_x[indices]), all_y[indices])
        loss.backward()
        optimizer.step()

    return step, 1


def sklearn_step(case: Case, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Step:
    """`partial_fit` on some batches at once, so that what it checks at each call hardly counts."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    kind = MLPRegressor if case.is_regression else MLPClassifier
    model = kind(
        hidden_layer_sizes=case.sizes[1:-1],
        activation=_SKLEARN_ACTIVATIONS[case.activation],
        solver=case.optimizer,
        batch_size=case.batch_size,
        learning_rate_init=0.001,
        momentum=0.0,
        nesterovs_momentum=False,
        alpha=0.0,
        random_state=1,
    )
    n = min(_SKLEARN_STEPS * case.batch_size, len(x) // case.batch_size * case.batch_size)
    part_x, part_y = x[:n], y[:n, 0] if case.is_regression else y[:n]
    extra = {} if case.is_regression else {"classes": np.arange(case.sizes[-1])}

    def step() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.partial_fit(part_x, part_y, **extra)

    return step, n // case.batch_size
