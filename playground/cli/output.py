"""What the commands print: JSON lines for programs, sentences for people, errors on the error stream."""

from __future__ import annotations

import io
import json
import math
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playground.errors import ConfigError, PlaygroundError

PROGRAM = "backprop-playground"


def prepare_streams() -> None:
    """Make printing safe: a closed stream swallows, a character that a stream doesn't know is escaped."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - to the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def print_json(values: dict[str, Any]) -> None:
    """Print one object on one line at once; what isn't a finite number is null, since JSON has no NaN."""
    finite = _finite(values)
    line = json.dumps(finite, ensure_ascii=False, allow_nan=False)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        # A file name of other bytes, or a stream that isn't UTF-8: JSON's own escapes say the same.
        line = json.dumps(finite, allow_nan=False)
    print(line, flush=True)


def fail(sentence: str, code: int = 1) -> int:
    """Print one sentence on the error stream and return the exit code."""
    with suppress(OSError):
        print(f"{PROGRAM}: {sentence}", file=sys.stderr)
    return code


def telling_errors(command: Callable[[], int]) -> int:
    """Run a command; a person's error becomes its sentence, with exit code 2 if it was typed."""
    try:
        return command()
    except ConfigError as error:
        return fail(str(error), 2)
    except PlaygroundError as error:
        return fail(str(error))
    except BrokenPipeError:
        # The reader has enough; `__main__` ends quietly.
        raise
    except OSError as error:
        return fail(f"the output can't be written: {error.strerror or error}.")


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
