"""Every number on every page of the microscope, against the engine and against finite differences."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from trace_networks import Twins, random_batch, random_trainer

from playground.data import load_dataset
from playground.engine import BatchNorm, Conv2d, Dense, Network, Trainer, make_optimizer
from playground.engine.losses import Loss, SoftmaxCrossEntropy
from playground.engine.trace import StepTrace, trace_step
from playground.explain.formula.line import FormulaLine
from playground.explain.formula.model import (
    Call,
    Expr,
    Frac,
    Matrix,
    Num,
    Op,
    Paren,
    Root,
    Row,
    Sup,
    Var,
)
from playground.explain.walk.page import PHASES, FormulaBlock, Page, SliceBlock, TableBlock, WaterfallBlock
from playground.explain.walk.parameter import parameter_page
from playground.explain.walk.sight import Facts, facts_of
from playground.explain.walk.walk import Walk, walk

TOLERANCE = 1e-5


class NotNumbersError(Exception):
    """A formula has words or symbols in it."""


def numbers_of(expression: Expr) -> Iterator[Num]:
    if isinstance(expression, Num):
        yield expression
    for name in ("items", "arguments"):
        for item in getattr(expression, name, ()):
            yield from numbers_of(item)


def evaluated(expression: Expr) -> float | np.ndarray:
    """What a formula with numbers comes to."""
    match expression:
        case Num():
            return expression.value
        case Var("½"):
            return 0.5
        case Paren(body=body, opening=opening):
            return abs(evaluated(body)) if opening == "|" else evaluated(body)
        case Frac(numerator=above, denominator=below):
            return evaluated(above) / evaluated(below)
        case Sup(base=Var("e"), power=power):
            return math.exp(evaluated(power))
        case Sup(base=base, power=power):
            return evaluated(base) ** evaluated(power)
        case Root(body=body):
            return math.sqrt(evaluated(body))
        case Matrix(rows=rows):
            return np.array([[evaluated(cell) for cell in row] for row in rows])
        case Call(name=name, arguments=arguments):
            return FUNCTIONS[str(name)](*(evaluated(argument) for argument in arguments))
        case Row(items=items):
            return evaluated_row(items)
    raise NotNumbersError


FUNCTIONS = {
    "sign": lambda x: float(np.sign(x)),
    "max": lambda *values: float(np.max(values)),
    "min": lambda *values: float(np.min(values)),
    "mean": lambda values: float(np.mean(values)),
    "ln": lambda x: math.log(x) if x > 0 else -math.inf,
    "tanh": math.tanh,
    "sin": math.sin,
    "cos": math.cos,
    "σ": lambda x: 1 / (1 + math.exp(-x)),
    "Φ": lambda x: 0.5 * (1 + math.erf(x / math.sqrt(2))),
    "φ": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
}


def evaluated_row(items: tuple[Expr, ...]) -> float:
    """Products before sums; a leading relation and empty places are left out."""
    terms: list[float] = []
    sign, factor = 1.0, None
    for item in items:
        if isinstance(item, Op):
            if item.symbol in "+−" and factor is not None:
                terms.append(sign * factor)
                sign, factor = 1.0, None
            if item.symbol == "−":
                sign = -sign
            elif item.symbol not in "+−·⊙=≈":
                raise NotNumbersError
            continue
        if isinstance(item, Row) and not item.items:
            continue
        value = evaluated(item)
        factor = value if factor is None else factor * value
    if factor is None:
        raise NotNumbersError
    return float(np.sum(factor)) * sign + sum(terms)


def check_line(line: FormulaLine) -> bool:
    """Whether the line could be computed again; fails if it comes to something else."""
    numbers = line.numbers
    if numbers is None and isinstance(line.symbols, Row) and isinstance(line.symbols.items[0], Matrix):
        numbers = line.symbols
    if numbers is None or not isinstance(line.result, Num):
        return False
    try:
        value = evaluated(numbers)
    except NotNumbersError:
        return False
    result = line.result.value
    largest = max((abs(number.value) for number in numbers_of(numbers)), default=0.0)
    # What is left when numbers cancel can't be more exact than they are.
    tolerance = max(TOLERANCE * np.max(np.abs(result)), 1e-12 * (1 + largest))
    assert np.shape(value) == np.shape(result), line.to_text()
    assert np.all(np.abs(np.subtract(value, result)) <= tolerance), line.to_text()
    return True


def lines_of(page: Page) -> Iterator[FormulaLine]:
    for block in page.blocks:
        if isinstance(block, FormulaBlock):
            yield from block.lines


def values_on(page: Page) -> set[float]:
    """All numbers of formulas and tables of a page."""
    found: set[float] = set()
    for line in lines_of(page):
        for part in (line.symbols, line.numbers, line.result):
            if part is not None:
                found |= {number.value for number in numbers_of(part)}
    for block in page.blocks:
        if isinstance(block, TableBlock):
            found |= {cell.value for row in block.rows for cell in row if isinstance(cell, Num)}
    return found


def trace_of(seed: int) -> tuple[Trainer, np.ndarray, np.ndarray, StepTrace]:
    trainer, x, y = random_trainer(seed)
    return trainer, x, y, trace_step(trainer, x, y, row=seed % len(x))


@pytest.mark.parametrize("seeds", [range(start, start + 20) for start in range(0, 200, 20)], ids=str)
def test_every_formula_comes_to_the_number_behind_it(seeds: range) -> None:
    n_checked = 0
    for seed in seeds:
        _, _, _, trace = trace_of(seed)
        for page in walk(trace):
            n_checked += sum(check_line(line) for line in lines_of(page))
            assert page.title
            assert page.sentence.endswith((".", "!"))
            assert "{" not in page.sentence
            assert page.blocks
        for name, (_, _, shape) in trace.layout.items():
            page = parameter_page(trace, name, tuple(0 for _ in shape))
            n_checked += sum(check_line(line) for line in lines_of(page))
    assert n_checked > 1000


@pytest.mark.parametrize("seed", range(60))
def test_the_pages_of_a_unit_hold_the_numbers_of_the_engine(seed: int) -> None:
    _, _, _, trace = trace_of(seed)
    pages = walk(trace)
    for layer in trace.all_layers():
        for unit in {0, layer.n_units - 1}:

            def value(quantity: str, layer=layer, unit=unit) -> float:  # type: ignore[no-untyped-def]
                return float(getattr(layer, quantity)[trace.row].reshape(-1)[unit])

            forward = values_on(pages[pages.place_of("forward", layer.name, unit)])
            assert {value("z"), value("a")} <= forward
            backward = values_on(pages[pages.place_of("backward", layer.name, unit)])
            assert {value("grad_a"), value("slope"), value("delta")} <= backward


@pytest.mark.parametrize("seed", range(200))
def test_every_gradient_on_a_page_agrees_with_a_finite_difference(seed: int) -> None:
    trainer, x, y = random_trainer(seed)
    trace = trace_step(trainer, x, y, row=seed % len(x))
    scale = float(np.abs(trace.update.data_gradient).max())
    rng = np.random.default_rng(seed)
    pages, twins = walk(trace), Twins(trainer)
    found: dict[str, float] = {}
    for layer in trace.all_layers():
        page = pages[pages.place_of("backward", layer.name, int(rng.integers(layer.n_units)))]
        for block in page.blocks:
            if isinstance(block, TableBlock):
                for reference, row in zip(block.references, block.rows, strict=False):
                    if reference.startswith("parameter:") and "of all examples" in map(str, block.header):
                        assert isinstance(row[-1], Num)
                        found[reference] = row[-1].value
    assert found
    for reference, analytic in list(found.items())[:12]:
        name, _, index = reference.removeprefix("parameter:").rstrip("]").partition("[")
        numeric = central_difference(twins, x, y, name, tuple(map(int, index.split(","))))
        assert abs(numeric - analytic) <= TOLERANCE * max(abs(numeric), abs(analytic), 1e-4 * scale)


STEPS = (1e-5, 1e-6, 1e-7)
"""The shorter ones for parameters near a kink, which the longer would step over."""


def central_difference(
    twins: Twins, x: np.ndarray, y: np.ndarray, name: str, index: tuple[int, ...]
) -> float:
    """With the longest step that steps over no kink."""
    for h in STEPS:
        (above, pattern), (below, other) = (loss_beside(twins, x, y, name, index, s * h) for s in (1, -1))
        if np.array_equal(pattern, other):
            return (above - below) / (2 * h)
    raise AssertionError(f"{name}{list(index)} is on a kink")


def loss_beside(
    twins: Twins, x: np.ndarray, y: np.ndarray, name: str, index: tuple[int, ...], by: float
) -> tuple[float, np.ndarray]:
    """The loss with one parameter moved, and on which side of each kink every unit then is."""
    twin = twins.next()
    parameter = twin.named_parameters()[name]
    here = parameter[index]
    parameter[index] = here + by
    loss = twin.loss_and_gradients(x, y)
    parameter[index] = here
    targets = twin.loss.targets_of(y, twin.n_outputs, np.float64)
    sides = [layer.kink_pattern().reshape(-1) for layer in twin.all_layers()]
    sides.append(twin.loss.kink_pattern(twin.layers[-1].a[: len(x)], targets).reshape(-1))
    return loss, np.concatenate(sides)


@pytest.mark.parametrize("seed", range(30))
def test_old_and_new_values_are_those_of_the_update(seed: int) -> None:
    _, _, _, trace = trace_of(seed)
    pages = walk(trace)
    for name in trace.layout:
        layer = name.rpartition(".")[0]
        page = pages[pages.place_of("update", layer)]
        table = next(block for block in page.blocks if isinstance(block, TableBlock))
        for reference, row in zip(table.references, table.rows, strict=True):
            parameter, _, index = reference.removeprefix("parameter:").rstrip("]").partition("[")
            place = tuple(map(int, index.split(",")))
            assert row[1].value == float(trace.before(parameter)[place])
            assert row[4].value == float(trace.after(parameter)[place])


def small_walk() -> Walk:
    rng = np.random.default_rng(0)
    layers = [Dense(units=3, activation="tanh"), Dense(units=2, activation="identity")]
    network = Network((2,), layers, rng=rng)
    trainer = Trainer(network, make_optimizer("sgd", network.n_parameters, learning_rate=0.1))
    facts = Facts(class_names=("cat", "dog"), input_names=("x₁", "x₂"))
    return walk(trace_step(trainer, *random_batch(network, rng, 3)), facts)


def test_the_pages_come_in_the_order_of_the_computation() -> None:
    pages = small_walk()
    places = [(page.phase, page.layer, page.unit) for page in pages]
    assert places[:4] == [("forward", "layer1", None), *(("forward", "layer1", unit) for unit in range(3))]
    phases = [phase for phase, _, _ in places]
    assert sorted(set(phases), key=phases.index) == list(PHASES)
    backward = [layer for phase, layer, unit in places if phase == "backward" and unit is None]
    assert backward == ["layer2", "layer1"]
    for place, (phase, layer, unit) in enumerate(places):
        assert (pages.phase_at(place), pages.layer_at(place), pages.unit_at(place)) == (phase, layer, unit)
        if layer is not None:
            assert pages.place_of(phase, layer, unit) == place


def test_one_goes_on_and_back_by_unit_layer_and_phase() -> None:
    pages = small_walk()
    assert pages.next(0) == 1
    assert pages.next(1, "layer") == pages.place_of("forward", "layer2")
    assert pages.next(1, "phase") == pages.place_of("loss")
    last = len(pages) - 1
    assert pages.next(last) == pages.next(last, "phase") == last
    middle = pages.place_of("forward", "layer2", 1)
    assert pages.previous(middle) == middle - 1
    assert pages.previous(middle, "layer") == pages.place_of("forward", "layer2")
    assert pages.previous(pages.place_of("forward", "layer2"), "layer") == 0
    backward = pages.place_of("backward")
    assert pages.previous(backward + 2, "phase") == backward
    assert pages.previous(backward, "phase") == pages.place_of("loss")
    assert pages.previous(0) == pages.previous(0, "phase") == 0


def test_names_of_classes_and_inputs_are_used() -> None:
    pages = small_walk()
    text = pages[pages.place_of("forward", "layer2", 1)].to_text()
    assert "output “dog”" in text
    assert "x₂" in pages[pages.place_of("forward", "layer1", 0)].to_text()


def test_the_diagram_is_told_what_a_page_is_about() -> None:
    pages = small_walk()
    lit = pages[pages.place_of("forward", "layer1", 2)].lit
    assert lit.direction == "forward"
    assert lit.units == (("layer1", 2),)
    assert set(lit.links) == {("layer1", 0, 2), ("layer1", 1, 2)}
    assert pages[pages.place_of("backward", "layer1")].lit.direction == "backward"


def test_a_huge_network_makes_only_the_pages_that_are_looked_at() -> None:
    rng = np.random.default_rng(0)
    layers = [Dense(units=512), Dense(units=512), Dense(units=10, activation="identity")]
    network = Network((784,), layers, rng=rng)
    trainer = Trainer(network, make_optimizer("adam", network.n_parameters, learning_rate=0.001))
    pages = walk(trace_step(trainer, *random_batch(network, rng, 8)))
    assert len(pages) > 3000
    page = pages[pages.place_of("forward", "layer2", 511)]
    table = next(block for block in page.blocks if isinstance(block, TableBlock))
    assert len(table.rows) < 20
    assert len(pages._made) == 1


def test_the_page_of_a_parameter_shows_paths_waterfall_and_slice() -> None:
    rng = np.random.default_rng(1)
    layers = [*[Dense(units=4, activation="sigmoid")] * 4, Dense(units=2, activation="identity")]
    network = Network((3,), layers, rng=rng, dtype=np.float64)
    optimizer = make_optimizer("sgd", network.n_parameters, learning_rate=0.1, dtype=np.float64)
    trace = trace_step(Trainer(network, optimizer), *random_batch(network, rng, 2))
    page = parameter_page(trace, "layer1.weights", (1, 2))
    waterfall = next(block for block in page.blocks if isinstance(block, WaterfallBlock))
    assert math.prod(value for _, value in waterfall.factors) == pytest.approx(waterfall.product)
    slopes = [
        value for label, value in waterfall.factors if not isinstance(label, str) and "f′" in label.to_text()
    ]
    assert len(slopes) == 4
    assert all(value <= 0.25 for value in slopes)
    table = next(block for block in page.blocks if isinstance(block, TableBlock))
    products = [row[1].value for row in table.rows]
    assert sum(products[:-1]) == pytest.approx(products[-1])
    piece = next(block for block in page.blocks if isinstance(block, SliceBlock))
    assert piece.gradient == float(trace.gradient("layer1.weights")[1, 2])
    assert "128 paths" in page.sentence


def test_a_silenced_unit_says_so_and_gets_no_blame() -> None:
    rng = np.random.default_rng(1)
    network = Network(
        (3,), [Dense(units=4, activation="tanh"), Dense(units=2, activation="identity")], rng=rng
    )
    network.set_silenced({"layer1": (2,)})
    trainer = Trainer(network, make_optimizer("sgd", network.n_parameters, learning_rate=0.1))
    trainer.hold(np.array([0]), network.parameters[:1].copy())
    pages = walk(trace_step(trainer, *random_batch(network, rng, 2)))
    assert "switched off" in pages[pages.place_of("forward", "layer1", 2)].sentence
    assert "δ is 0" in pages[pages.place_of("backward", "layer1", 2)].sentence
    held = parameter_page(pages.trace, "layer1.weights", (0, 0))
    assert "held" in held.to_text()


def test_the_whole_way_back_tells_how_the_blame_fades() -> None:
    rng = np.random.default_rng(1)
    layers = [*[Dense(units=8, activation="sigmoid")] * 6, Dense(units=2, activation="identity")]
    network = Network((3,), layers, initialization="glorot", rng=rng, dtype=np.float64)
    optimizer = make_optimizer("sgd", network.n_parameters, learning_rate=0.1, dtype=np.float64)
    pages = walk(trace_step(Trainer(network, optimizer), *random_batch(network, rng, 1)))
    page = pages[pages.place_of("backward")]
    waterfall = next(block for block in page.blocks if isinstance(block, WaterfallBlock))
    assert len(waterfall.factors) == 1 + 6 + 6  # The output layer has no bend.
    assert len(waterfall.slopes) == 6
    assert all(waterfall.factors[place][1] <= 0.25 for place in waterfall.slopes)
    assert "The 6 slopes alone make it" in page.sentence
    assert math.prod(value for _, value in waterfall.factors) == pytest.approx(waterfall.product)
    actual = float(np.sqrt(np.mean(pages.trace.layer("layer1").delta ** 2)))
    assert actual / 5 < waterfall.product < actual * 5
    assert "times smaller" in page.sentence
    assert pages[pages.next(pages.place_of("backward"), "layer")].layer == "layer7"


def test_facts_come_from_the_data_set() -> None:
    facts = facts_of(load_dataset("textbook_neuron"), 0.1)
    assert (facts.input_names, facts.base_learning_rate) == (("x",), 0.1)
    assert len(facts_of(load_dataset("digits")).class_names) == 10


def test_a_path_names_every_neuron_on_it_also_those_of_the_same_number() -> None:
    rng = np.random.default_rng(1)
    layers = [*[Dense(units=1, activation="tanh")] * 4, Dense(units=2, activation="identity")]
    network = Network((2,), layers, initialization="glorot", rng=rng, dtype=np.float64)
    optimizer = make_optimizer("sgd", network.n_parameters, learning_rate=0.1, dtype=np.float64)
    page = parameter_page(
        trace_step(Trainer(network, optimizer), *random_batch(network, rng, 1)), "layer1.weights", (0, 0)
    )
    table = next(block for block in page.blocks if isinstance(block, TableBlock))
    assert str(table.rows[0][0]).count("neuron 1") == 4


def test_the_update_tells_how_far_each_layer_moves() -> None:
    pages = small_walk()
    trace = pages.trace
    page = pages[pages.place_of("update")]
    table = next(block for block in page.blocks if isinstance(block, TableBlock))
    assert table.references[0] == "update:layer1"
    change, before = trace.part(trace.update.change, "layer1.weights"), trace.before("layer1.weights")
    ratio = np.sqrt(np.mean(change**2) / np.mean(before**2))
    assert isinstance(table.rows[0][3], Num)
    assert table.rows[0][3].value == pytest.approx(float(ratio), rel=1e-5)
    assert "predicted" in page.to_text()


def test_the_way_back_multiplies_to_the_blame_of_the_first_layer() -> None:
    n_found = 0
    for seed in range(60):
        _, _, _, trace = trace_of(seed)
        page = next((page for page in walk(trace) if page.title == "Backward: the whole way"), None)
        if page is None:
            continue
        waterfall = page.blocks[0]
        assert isinstance(waterfall, WaterfallBlock)
        owners = {name.partition(".")[0] for name in trace.layout}
        first = next(layer for layer in trace.layers if layer.name in owners)
        size = float(np.sqrt(np.mean(first.delta[trace.row].astype(float) ** 2)))
        assert waterfall.product == pytest.approx(size, rel=1e-9)
        n_found += 1
    assert n_found


def trace_of_outputs(loss: str | Loss, outputs: list[float], targets: list[float]) -> StepTrace:
    """A network that answers with its input, in float32 as the program has it."""
    n = len(outputs)
    network = Network((n,), [Dense(units=n, activation="identity")], loss=loss, rng=np.random.default_rng(0))
    network.named_parameters()["layer1.weights"][...] = np.eye(n)
    trainer = Trainer(network, make_optimizer("sgd", network.n_parameters, learning_rate=0.1))
    return trace_step(trainer, np.array([outputs], np.float32), np.array([targets], np.float32))


@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "binary_cross_entropy"])
@pytest.mark.parametrize("outputs", [[-400.0, 3.0], [30.0, 3.0], [2000.0, -3000.0], [5.0, -1.0]])
@pytest.mark.parametrize("targets", [[1.0, 0.0], [0.0, 1.0]])
def test_no_logarithm_of_a_rounded_share_is_shown(
    loss: str, outputs: list[float], targets: list[float]
) -> None:
    pages = walk(trace_of_outputs(loss, outputs, targets))
    page = next(page for page in pages if "formula" in page.title)
    assert "ln(0)" not in page.to_text()
    assert "ln(1 − 1)" not in page.to_text()
    n_checked = 0
    for line in lines_of(page):
        if line.numbers is not None:
            n_checked += check_line(line)
    assert n_checked or "≈" in page.to_text()


def test_the_targets_of_weighted_and_smoothed_classes_are_explained() -> None:
    trace = trace_of_outputs(SoftmaxCrossEntropy(0.3), [1.0, 2.0, 0.5], [0.8, 0.1, 0.1])
    pages = walk(trace)
    text = "\n".join(page.to_text() for page in pages if page.phase == "loss")
    assert "Label smoothing has spread 0.3 of the target" in text
    assert "0 would be perfect" not in text
    rng = np.random.default_rng(0)
    loss = SoftmaxCrossEntropy(class_weights=(0.5, 1.0, 4.0))
    network = Network((2,), [Dense(units=3, activation="identity")], loss=loss, rng=rng)
    trainer = Trainer(network, make_optimizer("sgd", network.n_parameters, learning_rate=0.1))
    pages = walk(trace_step(trainer, *random_batch(network, rng, 4)))
    page = pages[pages.place_of("backward", "layer1", 0)]
    assert all(check_line(line) for line in lines_of(page) if line.numbers is not None)
    assert "1/n" not in page.to_text()
    assert "1/n" not in "".join(page.to_text() for page in pages if page.phase == "loss")


def test_outputs_that_are_bent_before_the_softmax_are_called_a() -> None:
    rng = np.random.default_rng(0)
    network = Network((2,), [Dense(units=3, activation="tanh")], rng=rng)
    trainer = Trainer(network, make_optimizer("sgd", network.n_parameters, learning_rate=0.1))
    pages = walk(trace_step(trainer, *random_batch(network, rng, 2)))
    text = "\n".join(page.to_text() for page in pages if page.phase == "loss")
    assert "e^(aₖ − m)" in text
    assert "z" not in text.split("softmax in steps")[1].split("\n\n")[2]


def test_pixels_that_share_their_numbers_have_one_page_of_the_update() -> None:
    rng = np.random.default_rng(0)
    layers = [Conv2d(channels=3, kernel_size=3), BatchNorm(), Dense(units=2, activation="identity")]
    network = Network((1, 6, 6), layers, rng=rng)
    trainer = Trainer(network, make_optimizer("sgd", network.n_parameters, learning_rate=0.1))
    pages = walk(trace_step(trainer, *random_batch(network, rng, 4)))
    for layer in ("layer1", "layer2"):
        start = pages.place_of("update", layer)
        assert pages.next(start, "layer") - start == 1 + 3
        assert "channel 3" in pages[pages.place_of("update", layer, 2)].title


def test_numbers_without_a_gradient_are_not_said_to_move() -> None:
    rng = np.random.default_rng(0)
    network = Network((3,), [Dense(units=2, activation="identity")], rng=rng)
    trainer = Trainer(network, make_optimizer("sgd", network.n_parameters, learning_rate=0.1))
    x = np.array([[1.0, 0.0, 2.0]], np.float32)
    pages = walk(trace_step(trainer, x, np.array([1])))
    sentence = pages[pages.place_of("update", "layer1")].sentence
    assert sentence == (
        "6 numbers of the layer move at once, each by its own gradient. 2 have none, and stay."
    )
