"""The errors that a person can cause, each with a sentence: what was wrong, where, and what would do."""


class PlaygroundError(Exception):
    """Base of every error whose message is meant to be read by the person at the screen."""


class ConfigError(PlaygroundError):
    """A setting is outside its range, unknown, or doesn't fit the others."""


class DataError(PlaygroundError):
    """A data set or picture can't be read or used."""


class FileFormatError(PlaygroundError):
    """A file isn't what it claims to be."""


class ShapeError(PlaygroundError, ValueError):
    """An array doesn't fit the network it is given to."""


class EngineLostError(PlaygroundError):
    """The process that trains has ended without being asked to."""
