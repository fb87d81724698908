"""The experiment as a value: what is learned, by which network, and how. No Qt.

`config` holds the value, `fields` the one table that says what each setting is called, may be and does. From
these follow `validation` (what is wrong, in sentences), `values` (one setting by its path), `diff` (what a
change asks of a running training), `codec` (JSON), `build` (network, optimiser, generators), `examples` and
`model_file`.
"""

from playground.experiment.build import (
    Generators,
    build_network,
    build_network_for,
    build_optimizer,
    complete_layers,
    spawn_generators,
)
from playground.experiment.codec import from_dict, from_json, to_dict, to_json
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    LossConfig,
    NetworkConfig,
    OptimizerConfig,
    TrainingConfig,
)
from playground.experiment.diff import changed_paths, diff
from playground.experiment.examples import EXAMPLES, Example
from playground.experiment.field import Change, Choice, Field, FieldKind
from playground.experiment.fields import FIELDS, LAYER_FIELDS
from playground.experiment.model_file import Model, load_model, save_model
from playground.experiment.opening import Opened, open_example, open_file
from playground.experiment.validation import problems, validate
from playground.experiment.values import get_value, set_value, with_hidden_activation

__all__ = [
    "EXAMPLES",
    "FIELDS",
    "LAYER_FIELDS",
    "Change",
    "Choice",
    "DataConfig",
    "Example",
    "ExperimentConfig",
    "Field",
    "FieldKind",
    "Generators",
    "LossConfig",
    "Model",
    "NetworkConfig",
    "Opened",
    "OptimizerConfig",
    "TrainingConfig",
    "build_network",
    "build_network_for",
    "build_optimizer",
    "changed_paths",
    "complete_layers",
    "diff",
    "from_dict",
    "from_json",
    "get_value",
    "load_model",
    "open_example",
    "open_file",
    "problems",
    "save_model",
    "set_value",
    "spawn_generators",
    "to_dict",
    "to_json",
    "validate",
    "with_hidden_activation",
]
