"""Tool tips that wrap: Qt breaks the lines of rich text only."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import QTextDocumentFragment


def wrapped(*paragraphs: str) -> str:
    """The paragraphs as a tool tip."""
    return "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)


def plain(tip: str) -> str:
    """The words of a tool tip in one line."""
    text = QTextDocumentFragment.fromHtml(tip).toPlainText() if tip.lstrip().startswith("<") else tip
    return " ".join(text.split())
