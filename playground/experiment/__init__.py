"""The experiment as a value: what is learned, by which network, and how. No Qt.

`config` holds the value, `fields` the one table that says what each setting is called, may be and does, and
`layer_kinds` the same for layers. From these follow `shapes` (what each layer makes), `validation` (what is
wrong, in sentences), `values` (one setting by its path), `layer_text` (layers as a line of text), `diff`
(what a change asks of a running training), `codec` (JSON), `build` (network, optimiser, trainer, generators),
`examples` and `model_file`.
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
    ScheduleConfig,
    TrainingConfig,
)
from playground.experiment.data_source import DataShape, data_shape, holds_out, load_data
from playground.experiment.diff import changed_paths, diff
from playground.experiment.example import Example
from playground.experiment.examples import EXAMPLES
from playground.experiment.field import Change, Choice, Field, FieldKind
from playground.experiment.fields import FIELDS, LAYER_FIELDS
from playground.experiment.fitting import fitted
from playground.experiment.layer_kinds import LAYER_KINDS, LayerKind, default_layer, kind_of
from playground.experiment.layer_text import format_layers, parse_layers
from playground.experiment.model_file import Model, load_model, save_model
from playground.experiment.opening import Opened, open_example, open_file
from playground.experiment.shapes import (
    LayerShape,
    NetworkShapes,
    ShapeProblem,
    network_input_shape,
    network_shapes,
    shape_text,
)
from playground.experiment.suggestions import suggestion
from playground.experiment.table_data import table_data
from playground.experiment.usage import is_used
from playground.experiment.validation import problems, shapes_of, validate
from playground.experiment.values import (
    get_value,
    hidden_activation,
    hidden_activations,
    set_value,
    with_hidden_activation,
)

__all__ = [
    "EXAMPLES",
    "FIELDS",
    "LAYER_FIELDS",
    "LAYER_KINDS",
    "Change",
    "Choice",
    "DataConfig",
    "DataShape",
    "Example",
    "ExperimentConfig",
    "Field",
    "FieldKind",
    "Generators",
    "LayerKind",
    "LayerShape",
    "LossConfig",
    "Model",
    "NetworkConfig",
    "NetworkShapes",
    "Opened",
    "OptimizerConfig",
    "ScheduleConfig",
    "ShapeProblem",
    "TrainingConfig",
    "build_network",
    "build_network_for",
    "build_optimizer",
    "changed_paths",
    "complete_layers",
    "data_shape",
    "default_layer",
    "diff",
    "fitted",
    "format_layers",
    "from_dict",
    "from_json",
    "get_value",
    "hidden_activation",
    "hidden_activations",
    "holds_out",
    "is_used",
    "kind_of",
    "load_data",
    "load_model",
    "network_input_shape",
    "network_shapes",
    "open_example",
    "open_file",
    "parse_layers",
    "problems",
    "save_model",
    "set_value",
    "shape_text",
    "shapes_of",
    "spawn_generators",
    "suggestion",
    "table_data",
    "to_dict",
    "to_json",
    "validate",
    "with_hidden_activation",
]
