"""Formulas: values that say what is computed (`model`, `line`; no Qt) and their setting on the screen.

The values know themselves as plain text and as LaTeX, so that what is copied, what a screen reader says and
what is painted come from one place. `layout` turns them into boxes with font metrics, `painter` paints these.
"""
