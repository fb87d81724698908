"""`gradcheck`: every gradient of the engine against finite differences in float64. No Qt."""

from __future__ import annotations

import argparse
from time import perf_counter
from typing import Any

from playground.cli.output import print_json, telling_errors
from playground.cli.progress import ProgressLine
from playground.engine.gradcheck import GradientCheck, check_everything

LIMIT = 1e-6
"""Largest relative error that passes."""


def run(options: argparse.Namespace) -> int:
    """Check everything and return the exit code: 1 if one gradient is further off than `LIMIT`."""
    return telling_errors(lambda: _check(options.json))


def _check(as_json: bool) -> int:
    line = ProgressLine(silent=as_json)
    began = perf_counter()
    checks: list[GradientCheck] = []
    for check in check_everything():
        checks.append(check)
        line.show(f"{len(checks)} checked: {check.name}")
    line.clear()
    figures = summary(checks)
    seconds = round(perf_counter() - began, 2)
    if as_json:
        print_json(figures | {"seconds": seconds})
    else:
        verdict = "all within" if figures["passed"] else "NOT within"
        print(f"{figures['n_checks']} networks, {figures['n_gradients']:,} gradients, {verdict} {LIMIT:g}.")
        print(
            f"Worst relative error {figures['worst_relative_error']:.2e}: "
            f"{figures['worst_parameter']} in {figures['worst_case']}."
        )
    return 0 if figures["passed"] else 1


def summary(checks: list[GradientCheck]) -> dict[str, Any]:
    """Return the worst of all checks, and whether it passes; NaN doesn't."""
    worst = max(checks, key=lambda check: (not check.relative_error <= LIMIT, check.relative_error))
    return {
        "n_checks": len(checks),
        "n_gradients": sum(check.n_checked for check in checks),
        "worst_relative_error": worst.relative_error,
        "worst_case": worst.name,
        "worst_parameter": worst.parameter,
        "limit": LIMIT,
        "passed": all(check.relative_error <= LIMIT for check in checks),
    }
