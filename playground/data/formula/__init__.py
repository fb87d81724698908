"""Formulas in x1 and x2 as people type them: read by a parser of their own, never executed as code."""

from playground.data.formula.evaluate import evaluate
from playground.data.formula.parse import MAX_LENGTH, parse_formula

__all__ = ["MAX_LENGTH", "evaluate", "parse_formula"]
