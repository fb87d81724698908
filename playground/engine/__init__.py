"""The mathematics of learning, in NumPy only: no Qt, no threads, no files, no clock.

>>> import numpy as np
>>> from playground.engine import Dense, Network, Trainer, make_optimizer
>>> x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32), np.array([0, 1, 1, 0])
>>> layers = [Dense(units=8, activation="tanh"), Dense(units=2, activation="identity")]
>>> network = Network((2,), layers, initialization="glorot", rng=np.random.default_rng(1))
>>> parameters, gradients = network.named_parameters(), network.named_gradients()
>>> parameters["layer2.biases"][:] = [0.5, -0.5]     # views: writing into them changes the network
>>> logits = network.forward(x)                      # (4, 2); predict(x) gives probabilities
>>> loss = network.loss_and_gradients(x, y)          # forward, mean loss, backward
>>> gradients["layer1.weights"].shape                # fan_in × fan_out
(2, 8)
>>> trainer = Trainer(network, make_optimizer("adam", network.n_parameters, learning_rate=0.1))
>>> for _ in range(100):
...     loss = trainer.step(x, y)                    # the same, and the update
>>> network.predict(x).argmax(axis=1).tolist()
[0, 1, 1, 0]

Shapes, for those who know PyTorch: a batch has one example a row, a picture batch is (n, channels, height,
width). Weights of a convolution are (channels, channels_in, kernel, kernel) as there. Those of a dense layer
are (fan_in, fan_out), the transpose of `Linear.weight`, and z = a_prev @ W + b. A gradient has the shape
and the name of its parameter; inside a residual block names go on, as in "layer2.layer1.weights". A loss is
the mean over the batch of a sum over the outputs, and every gradient and delta is that of the mean, as
autograd gives it. A loss with settings of its own is given as an object: `Network(…, loss=Huber(delta=0.5))`.

`forward` computes as in evaluation, `forward(x, train=True)` and `loss_and_gradients` as in training: there
batch normalisation moves its running statistics (`named_state()`) and dropout draws, from `dropout_rng`.
`input_gradient(x, y)` gives ∂L/∂x.

All parameters of a network lie in one flat vector, all gradients in another; layers hold views. A step runs
a flat list of NumPy calls whose arguments were bound once for the batch size (`passes.Pass`), so that it
allocates nothing.
"""

from playground.engine.activations import ACTIVATIONS, Activation
from playground.engine.diagnostics import (
    NonFinite,
    dead_share,
    find_non_finite,
    gradient_noise,
    gradient_rms,
    layer_names,
    rms_by_layer,
    saturated_share,
    slope_rms,
    update_ratio,
    update_rms,
    weight_factor,
    weight_rms,
)
from playground.engine.evaluation import Evaluation
from playground.engine.gradcheck import GradientCheck, check_everything, check_gradients
from playground.engine.initializers import INITIALIZERS, Initializer
from playground.engine.layers import Layer
from playground.engine.losses import LOSSES, Huber, Loss, SoftmaxCrossEntropy
from playground.engine.network import Network
from playground.engine.optimizers import OPTIMIZERS, Optimizer, make_optimizer
from playground.engine.schedules import SCHEDULES, Schedule, make_schedule
from playground.engine.specs import (
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
from playground.engine.surface import LossSurface, filter_normalised_directions
from playground.engine.trainer import Trainer

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "OPTIMIZERS",
    "SCHEDULES",
    "Activation",
    "AvgPool2d",
    "BatchNorm",
    "Conv2d",
    "Dense",
    "Dropout",
    "Evaluation",
    "Flatten",
    "GradientCheck",
    "Huber",
    "Initializer",
    "Layer",
    "LayerNorm",
    "LayerSpec",
    "Loss",
    "LossSurface",
    "MaxPool2d",
    "Network",
    "NonFinite",
    "Optimizer",
    "Residual",
    "Schedule",
    "SoftmaxCrossEntropy",
    "Trainer",
    "check_everything",
    "check_gradients",
    "dead_share",
    "filter_normalised_directions",
    "find_non_finite",
    "gradient_noise",
    "gradient_rms",
    "layer_names",
    "make_optimizer",
    "make_schedule",
    "rms_by_layer",
    "saturated_share",
    "slope_rms",
    "update_ratio",
    "update_rms",
    "weight_factor",
    "weight_rms",
]
