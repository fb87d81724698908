"""The walk through one update: pages of words, formulas, numbers, made from the engine's trace.

`walk(trace, facts)` gives the pages in order, `parameter_page` that of any one weight, `facts_of` the names
of classes and inputs. Every number on a page is one of the trace (`playground.engine.trace`) or follows from
these by the formula that it stands in; `tests/explain/test_walk.py` computes each formula again.
"""
