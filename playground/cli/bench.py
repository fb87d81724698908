"""`bench`: how fast this program is here. Ratios within one run, since times differ from day to day."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any

from playground.cli.output import print_json, telling_errors


def run(options: argparse.Namespace) -> int:
    """Measure and print; return the exit code, 2 if there is no display for what needs one."""
    if options.what in ("app", "start", "memory"):
        from playground.cli.window import checked_window_problem

        code = checked_window_problem()
        if code:
            return code
    return telling_errors(lambda: _bench(options))


def _bench(options: argparse.Namespace) -> int:
    measure = import_module(f"playground.cli.bench_{options.what}").measure
    results: list[dict[str, Any]] = measure(options)
    for figures in results:
        if options.json:
            print_json(figures)
        else:
            _print_figures(figures)
    return 0


def _print_figures(figures: dict[str, Any], indent: str = "") -> None:
    for name, value in figures.items():
        if isinstance(value, dict):
            print(f"{indent}{name}")
            _print_figures(value, indent + "  ")
        else:
            shown = f"{value:,.5g}" if isinstance(value, float) else value
            print(f"{indent}{name:<28} {shown}")
    if not indent:
        print()
