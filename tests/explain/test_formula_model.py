"""Formulas as text and as LaTeX."""

import pytest

from playground.explain.formula.line import (
    FormulaLine,
    lines_to_latex,
    lines_to_text,
    paired,
    product,
    total,
)
from playground.explain.formula.model import (
    Bar,
    Call,
    Derivative,
    Expr,
    Frac,
    Hat,
    Matrix,
    Num,
    Op,
    Paren,
    Prime,
    Root,
    Row,
    Sub,
    Sum,
    Sup,
    Text,
    Var,
    vector,
)
from playground.explain.formula.number import number_latex, number_text

W, X, Z = Var("w", "23", "(2)"), Var("x", "3"), Var("z")
LOGISTIC = Frac(Num(1), Row((Num(1), Op("+"), Sup(Var("e"), Row((Op("−"), Z))))))


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 4, "0"),
        (2.0, 4, "2"),
        (-12.0, 4, "−12"),
        (0.5, 4, "0.5"),
        (1.7, 4, "1.7"),
        (1.0 / 3.0, 4, "0.3333"),
        (0.12300001, 4, "0.1230"),
        (-0.031234, 4, "−0.03123"),
        (123456.0, 4, "123500"),
        (9999.6, 4, "10000"),
        (1234567.0, 4, "1.235·10⁶"),
        (-1.2344e-7, 4, "−1.234·10⁻⁷"),
        (2e-8, 4, "2·10⁻⁸"),
        (0.00012346, 4, "0.0001235"),
        (float("inf"), 4, "∞"),
        (float("-inf"), 4, "−∞"),
        (float("nan"), 4, "NaN"),
        (0.123456789123, 10, "0.1234567891"),
    ],
)
def test_a_number_has_its_significant_digits(value: float, digits: int, text: str) -> None:
    assert number_text(value, digits) == text


def test_numbers_of_a_trained_network_keep_their_width() -> None:
    assert len({len(number_text(value)) for value in (0.1, 0.123456, 0.99994, 0.5000001)} - {3}) == 1


def test_a_power_of_ten_in_latex() -> None:
    assert number_latex(-1.5e-9) == r"-1.5 \cdot 10^{-9}"
    assert number_latex(float("-inf")) == r"-\infty"


@pytest.mark.parametrize(
    ("expression", "text", "latex"),
    [
        (W, "w₂₃⁽²⁾", "w_{23}^{(2)}"),
        (Var("δ", "j"), "δⱼ", r"\delta_{j}"),
        (Var("p", "y"), "p_y", "p_{y}"),
        (Var("η", "max"), "ηₘₐₓ", r"\eta_{max}"),
        (Row((Z, Op("="), W, X, Op("+"), Var("b"))), "z = w₂₃⁽²⁾x₃ + b", "z = w_{23}^{(2)} x_{3} + b"),
        (Row((Op("−"), Z)), "−z", "- z"),
        (Row((Z, Op("="), Op("−"), X)), "z = −x₃", "z = - x_{3}"),
        (Row((Num(1), Op("−"), Z)), "1 − z", "1 - z"),
        (LOGISTIC, "1/(1 + e⁻ᶻ)", r"\frac{1}{1 + {e}^{- z}}"),
        (Frac(Frac(Z, X), Num(2)), "(z/x₃)/2", r"\frac{\frac{z}{x_{3}}}{2}"),
        (Derivative(Var("L"), W), "∂L/∂w₂₃⁽²⁾", r"\frac{\partial L}{\partial w_{23}^{(2)}}"),
        (Call(Prime(Var("f")), (Z,)), "f′(z)", r"f'\left( z \right)"),
        (Call("σ", (Z,)), "σ(z)", r"\sigma\left( z \right)"),
        (Call("max", (Num(0), Z)), "max(0, z)", r"\max\left( 0, z \right)"),
        (Call("softplus", (Z,)), "softplus(z)", r"\operatorname{softplus}\left( z \right)"),
        (Hat(Var("y")), "ŷ", r"\hat{y}"),
        (Hat(Var("m", "1")), "m̂₁", r"\hat{m_{1}}"),
        (Bar(Var("x")), "x̄", r"\bar{x}"),
        (Root(Row((Var("v"), Op("+"), Var("ε")))), "√(v + ε)", r"\sqrt{v + \varepsilon}"),
        (Root(Num(2)), "√2", r"\sqrt{2}"),
        (Sup(Paren(Row((Z, Op("−"), X))), Num(2)), "(z − x₃)²", r"{\left( z - x_{3} \right)}^{2}"),
        (Sup(Row((Z, Op("−"), X)), Num(2)), "(z − x₃)²", r"{\left( z - x_{3} \right)}^{2}"),
        (Paren(Var("g"), "‖", "‖"), "‖g‖", r"\left\| g \right\|"),
        (Sub(Prime(Var("f")), Var("k")), "f′ₖ", "{f'}_{k}"),
        (
            Sum(Row((Var("w", "jk"), Var("δ", "k"))), Row((Var("k"), Op("="), Num(1))), Var("n")),
            "Σₖ₌₁ⁿ wⱼₖδₖ",
            r"\sum_{k = 1}^{n} w_{jk} \delta_{k}",
        ),
        (Sum(Var("x"), symbol="∏"), "Π x", r"\prod x"),
        (Matrix(((Num(1), Z), (Z, Num(4)))), "[1, z; z, 4]", r"\begin{bmatrix} 1 & z \\ z & 4 \end{bmatrix}"),
        (vector((Num(1), Num(-2))), "[1; −2]", r"\begin{bmatrix} 1 \\ -2 \end{bmatrix}"),
        (Row((Text("780 more"), Op("+"), Num(2))), "780 more + 2", r"\text{780 more} + 2"),
        (Text("5 % of_it"), "5 % of_it", r"\text{5 \% of\_it}"),
        (Row((Z, Op("←"), Z, Op("⊙"), X)), "z ← z ⊙ x₃", r"z \leftarrow z \odot x_{3}"),
        (Row((Num(2), Num(3))), "2 3", "2 3"),
    ],
)  # fmt: skip
def test_every_node_says_itself(expression: Expr, text: str, latex: str) -> None:
    assert expression.to_text() == text
    assert expression.to_latex() == latex


def test_a_negative_number_after_an_operator_gets_brackets() -> None:
    assert product(Num(-1), Num(-2)).to_text() == "−1 · (−2)"
    assert total(Num(1), Num(-2), Num(3)).to_text() == "1 + (−2) + 3"
    assert product(Num(2), Num(3), sign="×").to_latex() == r"2 \times 3"


def test_a_line_says_symbols_numbers_and_result() -> None:
    line = paired((Z, None), Op("="), (W, Num(0.5)), Op("·"), (X, Num(-2)), result=Num(-1), note="so")
    assert line.to_text() == "z = w₂₃⁽²⁾ · x₃ = 0.5 · (−2) = −1  (so)"


def test_numbers_without_a_relation_get_one() -> None:
    line = FormulaLine(Row((Var("L"), Op("="), Z)), Num(0.25), Num(0.25))
    assert line.to_text() == "L = z = 0.25 = 0.25"
    assert (
        lines_to_latex((line,))
        == "\\begin{aligned}\n  L &= z \\\\\n  &= 0.25 \\\\\n  &= 0.25\n\\end{aligned}"
    )


def test_lines_are_one_below_the_other() -> None:
    lines = (FormulaLine(Row((Z, Op("="), X))), FormulaLine(Row((X, Op("="), Num(1)))))
    assert lines_to_text(lines) == "z = x₃\nx₃ = 1"
    assert lines_to_latex(lines).count(r"&=") == 2


def test_words_with_indices_are_plain_latex() -> None:
    assert Text("x₁ → “7”").to_latex() == r"\text{x$_{1}$ $\to$ ``7''}"


def test_a_number_with_a_power_is_raised_in_brackets() -> None:
    square = Sup(Num(2.5e-5), Num(2.0))
    assert square.to_text() == "(2.5·10⁻⁵)²"
    assert square.to_latex() == r"{\left( 2.5 \cdot 10^{-5} \right)}^{2}"


def test_a_plain_power_of_ten_has_no_factor() -> None:
    assert Num(1e-8).to_text() == "10⁻⁸"
    assert Num(-1e-8).to_text() == "−10⁻⁸"
    assert Num(1e-8).to_latex() == "10^{-8}"


def test_words_in_a_formula_are_words_in_latex() -> None:
    assert Var("this example").to_latex() == r"\text{this example}"


def test_minus_signs_do_not_meet_in_one_line_of_text() -> None:
    row = Row((Num(0.5), Op("−"), Num(0.1), Op("·"), Frac(Num(-2.0), Num(3.0))))
    assert row.to_text() == "0.5 − 0.1 · (−2/3)"
    assert Root(Num(2.5e-5)).to_text() == "√(2.5·10⁻⁵)"
