"""What the plane says: its read-out, the line under the pointer, and its text twin."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from playground.views.numbers import whole
from playground.views.plane.examples import PlaneExamples
from playground.views.plane.picture import PlanePicture
from playground.views.plane.words import (
    answer_text,
    areas_text,
    place_text,
    points_text,
    right_sentence,
    right_texts,
)
from playground.views.readout import Line, Segment


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlaneView", text)


class PlaneTelling:
    """Puts into words what a picture shows of the examples, and knows what the classes are called."""

    def __init__(self, picture: PlanePicture, examples: PlaneExamples, legend: Callable[[], str]) -> None:
        self._picture = picture
        self._examples = examples
        self._legend = legend
        self.class_names: tuple[str, ...] = ()

    def _shares_right(self) -> tuple[float, float]:
        picture = self._picture
        return self._examples.shares_right(picture.points, picture.maps, picture.scale)

    def readout(self) -> list[Line]:
        """How many answers are right, from the longest wording to the shortest."""
        texts = right_texts(*self._shares_right(), is_regression=self._picture.points.is_regression)
        return [(Segment(text),) for text in texts]

    def at(self, at: tuple[float, float], *, scores: bool) -> tuple[Line, ...]:
        """The place under the pointer and what the network says there, in all and in short."""
        picture = self._picture
        place = Segment(place_text(picture.axis_names, at))
        if picture.maps is None:
            return ((place,),)
        target = self._examples.target_name
        said = answer_text(picture.maps, at, self.class_names, picture.scale, scores=scores, target=target)
        answer = Segment(said)
        return (place, answer), (answer,)

    def twin(self) -> str:
        """What the network gives to whom, and how many examples it gets right."""
        maps, points = self._picture.maps, self._picture.points
        about = points_text(points, self._legend()) if len(points) else ""
        if maps is None:
            return " ".join(filter(None, (_tr("Decision map: no training yet."), about)))
        head = _tr("Decision map at step {0}.").format(whole(maps.step))
        areas = areas_text(maps, self.class_names, self._picture.scale)
        right = right_sentence(*self._shares_right(), is_regression=points.is_regression)
        return " ".join(filter(None, (head, areas, about, right)))
