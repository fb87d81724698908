"""Letters as Unicode and as LaTeX: sub- and superscripts, Greek, operators. No Qt."""

from __future__ import annotations

_SUPER = dict(
    zip(
        "0123456789+-−=().abcdefghijklmnoprstuvwxyzTL",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾·ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᴸ",
        strict=True,
    )
)
_SUB = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))

_LATEX = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "η": r"\eta",
    "θ": r"\theta", "λ": r"\lambda", "μ": r"\mu", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma",
    "φ": r"\varphi", "ω": r"\omega", "Δ": r"\Delta", "Σ": r"\Sigma", "Φ": r"\Phi", "ℓ": r"\ell",
    "ŷ": r"\hat{y}", "·": r"\cdot", "×": r"\times", "−": "-", "⊙": r"\odot", "∗": "*", "≈": r"\approx",
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "←": r"\leftarrow", "→": r"\to", "↦": r"\mapsto",
    "∈": r"\in", "∂": r"\partial", "∞": r"\infty", "…": r"\dots", "⋯": r"\cdots", "±": r"\pm",
    "√": r"\sqrt", "‖": r"\|", "∇": r"\nabla", "≡": r"\equiv", "%": r"\%", "′": "'", "²": "^2",
    "½": r"\tfrac12",
}  # fmt: skip


def superscript(text: str) -> str:
    """`text` raised: ⁽²⁾, or ^(max) where a letter has no raised form."""
    if all(c in _SUPER for c in text):
        return "".join(_SUPER[c] for c in text)
    return f"^{text}" if len(text) == 1 else f"^({text})"


def subscript(text: str) -> str:
    """`text` lowered: ₂₃, or _(max) where a letter has no lowered form."""
    plain = text.replace(" ", "")
    if all(c in _SUB or c == "," for c in plain):
        return "".join(_SUB.get(c, c) for c in plain)
    return f"_{text}" if text.isalnum() else f"_({text})"


def latex_symbol(text: str) -> str:
    r"""One symbol or a word: \delta, \cdot; longer words upright."""
    if text in _LATEX:
        return _LATEX[text]
    if " " in text:
        return latex_text(text)
    if len(text) > 1 and text.isalpha() and text.isascii():
        return rf"\mathrm{{{text}}}"
    return "".join(_LATEX.get(c, c) for c in text) if len(text) < 2 else latex_letters(text)


def latex_letters(text: str) -> str:
    """Letters and signs one after another, as in a subscript: `i, j` or `(2)`."""
    parts = [_LATEX[c] + " " if c in _LATEX and _LATEX[c][0] == "\\" else _LATEX.get(c, c) for c in text]
    return "".join(parts).strip()


def latex_text(text: str) -> str:
    r"""Words in a formula: \text{…}, with LaTeX's own signs escaped and Unicode's indices and arrows set."""
    return rf"\text{{{''.join(_text_letter(c) for c in text)}}}"


_TEXT = {
    **{low: f"$_{{{plain}}}$" for plain, low in _SUB.items() if plain != "−"},
    **{high: f"$^{{{plain}}}$" for plain, high in _SUPER.items() if plain != "−"},
    "→": r"$\to$", "−": "$-$", "·": r"$\cdot$", "“": "``", "”": "''", "’": "'",
}  # fmt: skip


def _text_letter(letter: str) -> str:
    return rf"\{letter}" if letter in "%&#_$" else _TEXT.get(letter, letter)
