"""What the window remembers between two starts: place, docks, theme. Never part of an experiment."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QByteArray, QSettings

LAYOUT_VERSION = 2
"""Raised when docks are added or renamed, so that an old layout isn't forced on new docks."""


class _Store(Protocol):
    def value(self, key: str, default: Any = None) -> Any: ...

    def setValue(self, key: str, value: Any) -> None: ...


class _Memory:
    """A store that forgets: for screenshots and benchmarks, which must not touch the person's settings."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def value(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def setValue(self, key: str, value: Any) -> None:
        self._values[key] = value


class WindowSettings:
    """Named values on top of a store."""

    def __init__(self, store: _Store) -> None:
        self._store = store

    @classmethod
    def of_person(cls) -> WindowSettings:
        """The settings in the platform's own place."""
        scope = QSettings.Scope.UserScope
        return cls(QSettings(QSettings.Format.IniFormat, scope, "backprop-playground", "window"))

    @classmethod
    def in_file(cls, path: Path) -> WindowSettings:
        """Settings in a file of their own."""
        return cls(QSettings(str(path), QSettings.Format.IniFormat))

    @classmethod
    def forgotten(cls) -> WindowSettings:
        """Settings that start empty and are never written."""
        return cls(_Memory())

    def save(self) -> None:
        """Write now; a failed write costs a layout, not a sentence on the screen."""
        if isinstance(self._store, QSettings):
            self._store.sync()

    @property
    def theme(self) -> str:
        return str(self._store.value("theme", "system"))

    @theme.setter
    def theme(self, choice: str) -> None:
        self._store.setValue("theme", choice)

    @property
    def colours(self) -> str:
        """Which colours stand for above and below zero."""
        return str(self._store.value("colours", "standard"))

    @colours.setter
    def colours(self, choice: str) -> None:
        self._store.setValue("colours", choice)

    @property
    def text_percent(self) -> int:
        """Size of text in hundredths; the usual one if the file says something odd."""
        text = str(self._store.value("text_percent", 100))
        return int(text) if text.isdecimal() else 100

    @text_percent.setter
    def text_percent(self, percent: int) -> None:
        self._store.setValue("text_percent", percent)

    @property
    def motion(self) -> bool:
        """Whether pictures may move, beyond what training moves."""
        return str(self._store.value("motion", "true")) != "false"

    @motion.setter
    def motion(self, on: bool) -> None:
        self._store.setValue("motion", "true" if on else "false")

    @property
    def last_folder(self) -> str:
        return str(self._store.value("last_folder", ""))

    @last_folder.setter
    def last_folder(self, folder: str) -> None:
        self._store.setValue("last_folder", folder)

    def bytes_of(self, key: str) -> QByteArray | None:
        """A layout saved under `key`, None if there is none of this version."""
        if str(self._store.value("layout_version", "")) != str(LAYOUT_VERSION):
            return None
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def set_bytes(self, key: str, value: QByteArray) -> None:
        """Keep a layout under `key`."""
        self._store.setValue("layout_version", str(LAYOUT_VERSION))
        self._store.setValue(key, value)
