"""What happens with a mistake of ours: it goes to standard error, is said once, and the program lives on."""

from __future__ import annotations

import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox


class ExceptionHooks(QObject):
    """Catches what no one caught, in any thread. Shows one dialog at a time, in the GUI thread."""

    _caught = Signal(str)

    def __init__(self, app: QApplication, *, show_dialogs: bool) -> None:
        super().__init__(app)
        self._show_dialogs = show_dialogs
        self._dialog: QMessageBox | None = None
        self.n_caught = 0
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)
        self._previous = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._from_main
        threading.excepthook = self._from_thread

    def uninstall(self) -> None:
        """Give the hooks back to whom they belonged."""
        sys.excepthook, threading.excepthook = self._previous

    def _from_main(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None, /
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self._report("".join(traceback.format_exception(kind, error, trace)))

    def _from_thread(self, args: threading.ExceptHookArgs, /) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._report(
                "".join(traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback))
            )

    def _report(self, text: str) -> None:
        self.n_caught += 1
        sys.stderr.write(text)
        self._caught.emit(text)

    @Slot(str)
    def _on_caught(self, text: str) -> None:
        if not self._show_dialogs or self._dialog is not None:
            return
        dialog = QMessageBox(QMessageBox.Icon.Warning, self.tr("Something went wrong"), "")
        dialog.setObjectName("error_dialog")
        dialog.setText(
            self.tr(
                "A mistake in the program was caught. Your experiment goes on; if the window behaves oddly, "
                "save the experiment and start again."
            )
        )
        dialog.setDetailedText(text)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_dialog_finished)
        self._dialog = dialog
        dialog.open()

    @Slot(int)
    def _on_dialog_finished(self, _result: int) -> None:
        self._dialog = None
