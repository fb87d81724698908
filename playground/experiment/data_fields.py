"""What is known about the settings of the data, and about what is marked in the network."""

from __future__ import annotations

from playground.data import AUGMENTATIONS, DATASETS, MAX_FEATURES, MAX_POINTS, datasets_using
from playground.experiment.field import Change, Choice, Field, FieldKind, choices_of, table

MAX_MARKS = 20_000
"""Frozen or cut parameters at most; more would make experiment files of many megabytes."""

DATA_FIELDS: dict[str, Field] = table(
    Field(
        path="data.dataset",
        label="Data",
        kind=FieldKind.CHOICE,
        change=Change.REBUILD,
        choices=choices_of(DATASETS),
        help="What the network learns from. Other data need another first and last layer, so training starts "
        "afresh.",
    ),
    Field(
        path="data.augmentation",
        label="Augmentation",
        kind=FieldKind.CHOICE,
        change=Change.HOT,
        choices=choices_of(AUGMENTATIONS),
        needs_kind=datasets_using("augmentation"),
        help="Moves, turns and bends each training picture a little, differently every time. More of it "
        "makes the task harder, but the network then reads handwriting it has never seen.",
    ),
    Field(
        path="data.n_examples",
        label="Examples",
        kind=FieldKind.INTEGER,
        change=Change.REBUILD,
        minimum=10,
        maximum=10_000,
        step=10,
        scale="log",
        suggestions=(20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000),
        needs_kind=datasets_using("n_examples"),
        help="How many points are made, for training and test together. Few are soon learned by heart; many "
        "show the pattern well, and an epoch takes longer.",
    ),
    Field(
        path="data.noise",
        label="Noise",
        kind=FieldKind.NUMBER,
        change=Change.REBUILD,
        minimum=0.0,
        maximum=1.0,
        step=0.05,
        suggestions=(0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0),
        needs_kind=datasets_using("noise"),
        help="How far chance moves the points or the values from the pattern, as a share of its size. With "
        "much of it nobody can be always right, and a network that learns the noise does worse on the test "
        "set.",
    ),
    Field(
        path="data.train_share",
        label="Training share",
        kind=FieldKind.NUMBER,
        change=Change.REBUILD,
        minimum=0.01,
        maximum=0.99,
        step=0.05,
        suggestions=(0.1, 0.3, 0.5, 0.7, 0.8, 0.9),
        needs_kind=datasets_using("train_share"),
        help="Share of the examples that is learned from; the rest is held out to test with. Little to learn "
        "from makes learning by heart likely, little to test with makes the test a matter of luck.",
    ),
    Field(
        path="data.imbalance",
        label="Imbalance",
        kind=FieldKind.NUMBER,
        change=Change.REBUILD,
        minimum=0.0,
        maximum=0.99,
        step=0.1,
        suggestions=(0.0, 0.3, 0.5, 0.8, 0.9, 0.95),
        needs_kind=datasets_using("imbalance"),
        help="At 0 all classes are alike in number; towards 1 the first one outnumbers the rest. A network "
        "may then do well by never naming the rare ones: look at the accuracy of each class.",
    ),
    Field(
        path="data.seed",
        label="Draw",
        kind=FieldKind.INTEGER,
        change=Change.REBUILD,
        minimum=0,
        maximum=2_147_483_647,
        step=1,
        needs_kind=datasets_using("seed"),
        help="Number of the draw: another one makes other points of the same pattern, and divides the "
        "examples otherwise into training and test set.",
    ),
    Field(
        path="data.features",
        label="Input features",
        kind=FieldKind.FORMULAS,
        change=Change.REBUILD,
        minimum=1,
        maximum=MAX_FEATURES,
        needs_kind=datasets_using("features"),
        help="What the network is given of each point: x1, x2, or any formula of them, such as x1^2 or "
        "sin(x2). The right one can do the work of a whole layer.",
    ),
    Field(
        path="data.points",
        label="Painted points",
        kind=FieldKind.POINTS,
        change=Change.REBUILD,
        minimum=0,
        maximum=MAX_POINTS,
        needs_kind=datasets_using("points"),
        help="The examples that were painted: place and class of each. Move one across the border and see "
        "how far the network bends to reach it.",
    ),
    Field(
        path="data.file",
        label="File",
        kind=FieldKind.TEXT,
        change=Change.REBUILD,
        maximum=4096,
        needs_kind=datasets_using("file"),
        help="The table, or the collection of drawings, that the examples are read from. It stays where it "
        "is, and is read again whenever the experiment is opened.",
    ),
    Field(
        path="data.digest",
        label="Fingerprint of the file",
        kind=FieldKind.TEXT,
        change=Change.REBUILD,
        maximum=64,
        needs_kind=datasets_using("digest"),
        help="SHA-256 of the file when it was chosen. If the file changes afterwards, this tells, so that an "
        "old result isn't compared with other data unnoticed.",
    ),
    Field(
        path="data.delimiter",
        label="Columns divided by",
        kind=FieldKind.CHOICE,
        change=Change.REBUILD,
        choices=(
            Choice(value=",", label="Comma"),
            Choice(value=";", label="Semicolon"),
            Choice(value="\t", label="Tab"),
            Choice(value="|", label="Bar"),
            Choice(value=" ", label="Space"),
        ),
        needs_kind=datasets_using("delimiter"),
        help="The sign between two columns of the table. With the wrong one the whole line is one column, or "
        "numbers are torn apart.",
    ),
    Field(
        path="data.decimal",
        label="Decimal sign",
        kind=FieldKind.CHOICE,
        change=Change.REBUILD,
        choices=(Choice(value=".", label="Point"), Choice(value=",", label="Decimal comma")),
        needs_kind=datasets_using("decimal"),
        help="Whether one and a half stands in the table as 1.5 or as 1,5. With the wrong sign numbers are "
        "taken for text.",
    ),
    Field(
        path="data.has_header",
        label="First line has names",
        kind=FieldKind.FLAG,
        change=Change.REBUILD,
        needs_kind=datasets_using("has_header"),
        help="Whether the first line of the table names the columns. If not, it is the first example, and "
        "the columns are called by their numbers.",
    ),
    Field(
        path="data.input_columns",
        label="Input columns",
        kind=FieldKind.COLUMNS,
        change=Change.REBUILD,
        minimum=0,
        maximum=1000,
        needs_kind=datasets_using("input_columns"),
        help="The columns that the network is given, counted from 0; none means all but the target. A column "
        "that gives the answer away makes everything else seem useless.",
    ),
    Field(
        path="data.target_column",
        label="Target column",
        kind=FieldKind.INTEGER,
        change=Change.REBUILD,
        minimum=-1,
        maximum=999,
        step=1,
        needs_kind=datasets_using("target_column"),
        help="The column that the network shall predict, counted from 0; −1 is the last one. Text and few "
        "whole numbers make classes.",
    ),
    Field(
        path="data.is_regression",
        label="Predict a number",
        kind=FieldKind.FLAG,
        change=Change.REBUILD,
        needs_kind=datasets_using("is_regression"),
        help="Whether the target is a quantity to come close to, or a class to name. It decides how many "
        "outputs the network has, and which losses can be used.",
    ),
)

MARK_FIELDS: dict[str, Field] = table(
    Field(
        path="network.frozen",
        label="Frozen",
        kind=FieldKind.NAMES,
        change=Change.HOT,
        maximum=MAX_MARKS,
        help="Weights and biases that keep their value while the others learn, such as layer2.weights[3,1]. "
        "The rest of the network learns around them.",
    ),
    Field(
        path="network.cut",
        label="Cut links",
        kind=FieldKind.NAMES,
        change=Change.HOT,
        maximum=MAX_MARKS,
        help="Weights that are held at 0, such as layer1.weights[0,2]: nothing passes along these links, "
        "forwards or back, until they are joined again.",
    ),
    Field(
        path="network.silenced",
        label="Switched-off neurons",
        kind=FieldKind.NAMES,
        change=Change.HOT,
        maximum=MAX_MARKS,
        help="Neurons whose activation is held at 0, such as layer1[3]. What gets worse without a neuron is "
        "what it was there for.",
    ),
)
