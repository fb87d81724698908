"""Every command of the window in words: what it is called, what it does, its icon and its keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: its words, its icon, its keys."""

    name: str
    text: str
    tip: str
    icon: str = ""
    keys: tuple[str, ...] = ()


def _mark(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("Actions", text))


COMMANDS = (
    Command(
        name="new",
        text=_mark("&New experiment"),
        icon="new",
        keys=("Ctrl+N",),
        tip=_mark("Begin with the start-up network; Undo brings this one's settings back."),
    ),
    Command(
        name="open",
        text=_mark("&Open…"),
        icon="open",
        keys=("Ctrl+O",),
        tip=_mark("Open an experiment or a trained network from a file. You can also drop the file here."),
    ),
    Command(
        name="save",
        text=_mark("&Save as…"),
        icon="save",
        keys=("Ctrl+S",),
        tip=_mark("Write settings and weights to a file, so that anyone can go on from here."),
    ),
    Command(
        name="open_table",
        text=_mark("Open a &table…"),
        icon="table",
        tip=_mark(
            "Learn from your own numbers: rows and columns from a CSV file. You can also drop it here."
        ),
    ),
    Command(
        name="export_data",
        text=_mark("E&xport the data as a table…"),
        icon="export",
        tip=_mark("Write the examples that the network learns from into a CSV file."),
    ),
    Command(name="quit", text=_mark("&Quit"), icon="quit", keys=("Ctrl+Q",), tip=_mark("End the program.")),
    Command(
        name="undo",
        text=_mark("&Undo"),
        icon="undo",
        keys=("Ctrl+Z",),
        tip=_mark("Take back the last change of a setting, or of a weight set by hand."),
    ),
    Command(
        name="redo",
        text=_mark("&Redo"),
        icon="redo",
        keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        tip=_mark("Make the change again."),
    ),
    Command(
        name="train",
        text=_mark("Train"),
        icon="play",
        keys=("Space",),
        tip=_mark("Train until you pause. Everything can be changed meanwhile."),
    ),
    Command(
        name="step",
        text=_mark("Step"),
        icon="step",
        keys=(".",),
        tip=_mark("Make one update: one batch forward, the error back, every weight moved once."),
    ),
    Command(
        name="step_back",
        text=_mark("Step back"),
        icon="step_back",
        keys=(",",),
        tip=_mark("Take back the newest update, exactly: the network as it was one step before."),
    ),
    Command(
        name="microscope",
        text=_mark("&Microscope"),
        icon="microscope",
        keys=("Ctrl+M",),
        tip=_mark(
            "Go through the next update number by number: forward, the loss, backward by the chain rule, "
            "every weight's change."
        ),
    ),
    Command(
        name="epoch",
        text=_mark("Epoch"),
        icon="epoch",
        keys=("Shift+.", ">"),
        tip=_mark("Train until every training example has been seen once more, then pause."),
    ),
    Command(
        name="restart",
        text=_mark("Restart"),
        icon="restart",
        keys=("Ctrl+R",),
        tip=_mark("Forget what was learned and begin again with the same seed: the same run, draw for draw."),
    ),
    Command(
        name="draw_seed",
        text=_mark("New seed"),
        icon="dice",
        keys=("Ctrl+Shift+R",),
        tip=_mark("Throw the dice for another seed and restart: other first weights, another order."),
    ),
    Command(
        name="fit",
        text=_mark("&Fit the panels"),
        icon="fit",
        keys=("Ctrl+0",),
        tip=_mark("Share the room of the window among the panels anew."),
    ),
    Command(
        name="full_screen",
        text=_mark("F&ull screen"),
        icon="full_screen",
        keys=("F11",),
        tip=_mark("Use the whole screen, and back."),
    ),
    Command(
        name="larger_text",
        text=_mark("&Larger text"),
        keys=("Ctrl++", "Ctrl+="),
        tip=_mark("Write everything larger, for a projector or for tired eyes."),
    ),
    Command(
        name="smaller_text",
        text=_mark("S&maller text"),
        keys=("Ctrl+-",),
        tip=_mark("Write everything smaller again."),
    ),
    Command(
        name="usual_text",
        text=_mark("&Usual text"),
        keys=("Ctrl+Shift+0", "Ctrl+)"),
        tip=_mark("Write everything in the size of the first start."),
    ),
    Command(
        name="motion",
        text=_mark("&Motion"),
        tip=_mark(
            "Let data flow forward and blame flow back through the network in the microscope. Without it "
            "arrows show the same."
        ),
    ),
    Command(
        name="reset_layout",
        text=_mark("&Reset layout"),
        icon="reset_layout",
        tip=_mark("Put every panel back where it was at the first start."),
    ),
    Command(
        name="help",
        text=_mark("&Controls and shortcuts"),
        icon="help",
        keys=("F1",),
        tip=_mark("What each control does, and its keys."),
    ),
    Command(
        name="about",
        text=_mark("&About Backprop Playground"),
        icon="info",
        tip=_mark("Version, licences, and where the digits come from."),
    ),
)
CHECKABLE = ("full_screen", "microscope", "motion")
THEME_TITLES = {
    "system": _mark("As the &desktop"),
    "light": _mark("&Light"),
    "dark": _mark("Dar&k"),
}
COLOUR_TITLES = {
    "standard": (
        _mark("&Blue and orange"),
        _mark("Blue above zero, orange below: told apart by most eyes, colour-blind ones too."),
    ),
    "purple_green": (
        _mark("&Green and purple"),
        _mark("Green above zero, purple below, for eyes to which blue and orange look alike."),
    ),
    "high_contrast": (
        _mark("&High contrast"),
        _mark("Blue and orange, stronger, on plain black or white: for dim projectors and weak sight."),
    ),
}
THEME_ICONS = {"system": "contrast", "light": "sun", "dark": "moon"}
