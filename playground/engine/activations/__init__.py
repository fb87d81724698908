"""Activation functions, each one object with its derivative."""

from playground.engine.activations.base import Activation
from playground.engine.activations.bounded import Gaussian, Sigmoid, Sine, Softsign, Tanh
from playground.engine.activations.gelu import GELU
from playground.engine.activations.piecewise import Identity, LeakyReLU, ReLU, Step
from playground.engine.activations.smooth import ELU, SELU, Mish, SiLU, Softplus

ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Identity(),
        ReLU(),
        LeakyReLU(),
        Tanh(),
        Sigmoid(),
        ELU(),
        SELU(),
        GELU(),
        SiLU(),
        Mish(),
        Softplus(),
        Softsign(),
        Sine(),
        Gaussian(),
        Step(),
    )
}

__all__ = ["ACTIVATIONS", "Activation"]
