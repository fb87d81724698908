"""The longer answers behind “Why?”: a paragraph for each topic of the narration."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_REASONS = {
    "engine_lost": QT_TRANSLATE_NOOP(
        "Narration",
        "The arithmetic of training runs in a process of its own, so that the window never waits for it. "
        "That process has ended without being asked to: the system may have run out of memory, or "
        "something has killed it. The window keeps a copy of the newest weights, at most a second old, "
        "and training goes on from there.",
    ),
    "diverged": QT_TRANSLATE_NOOP(
        "Narration",
        "Each update moves the weights downhill by the learning rate times the gradient. If the step is "
        "too long it lands on the other side of the valley, higher than before, where the gradient is "
        "larger still; so the next step is longer again. Within a few steps the numbers are larger than "
        "the computer can hold. Training stops at the first such number, so that the last good weights "
        "are kept.",
    ),
    "vanishing": QT_TRANSLATE_NOOP(
        "Narration",
        "On its way back, the blame passes through every layer and is multiplied by the weights and by "
        "the slope of the activation. The slope of the sigmoid is at most 1/4, so ten layers multiply the "
        "gradient by less than one millionth. The last layers learn, the first ones stay as they were at "
        "the start. ReLU has slope 1 wherever it is on, and He’s initialisation chooses weights that keep "
        "the size of the signal.",
    ),
    "no_gradient": QT_TRANSLATE_NOOP(
        "Narration",
        "The gradient of a weight is the input of its layer times the blame that comes back. Where either "
        "is exactly zero, the weight can’t learn: all weights zero at the start, or ReLU units that are "
        "off for every example. The update is zero too, so this doesn’t heal by itself.",
    ),
    "exploding": QT_TRANSLATE_NOOP(
        "Narration",
        "On its way back, the blame is multiplied by the weights of every layer. If these are large, it "
        "grows from layer to layer, and the first layers get updates far too large for them. A smaller "
        "learning rate, or a start with weights that keep the size of the signal (He, Glorot), helps.",
    ),
    "large_steps": QT_TRANSLATE_NOOP(
        "Narration",
        "A good update changes the weights of a layer by about a thousandth of their size. If one update "
        "changes them by a third, what the layer had learned is thrown away each time, and the loss jumps "
        "about instead of falling.",
    ),
    "tiny_steps": QT_TRANSLATE_NOOP(
        "Narration",
        "A good update changes the weights of a layer by about a thousandth of their size. If it is far "
        "less, the way to a good network takes very many updates. Larger steps come from a larger "
        "learning rate, or from an optimiser that looks for its own step size, such as Adam.",
    ),
    "not_learning": QT_TRANSLATE_NOOP(
        "Narration",
        "A network that gives each of ten classes the same chance has a cross-entropy of ln 10 = 2.303, "
        "of two classes ln 2 = 0.693. A loss that stays there means that the input doesn’t reach the output, "
        "or that the blame doesn’t reach the weights, or that the steps are too small to be seen.",
    ),
    "overfitting": QT_TRANSLATE_NOOP(
        "Narration",
        "The network has room enough to learn its training examples by heart: each one by itself, not only "
        "what they have in common, which alone helps with new ones. More of them (or augmentation, for "
        "pictures), a penalty on large weights (L2), or a smaller network makes it look for that.",
    ),
    "dead_units": QT_TRANSLATE_NOOP(
        "Narration",
        "ReLU passes on nothing where the sum z is below zero, and its slope there is 0: no blame comes back "
        "through it. A neuron whose sum is below zero for every example gets no gradient at all and stays "
        "silent for good. It comes from steps that are too long, which throw the bias far down, or from an "
        "unlucky start. Leaky ReLU lets a little through on that side, so that such neurons can come back.",
    ),
    "saturated_units": QT_TRANSLATE_NOOP(
        "Narration",
        "Sigmoid and tanh are steep in the middle and flat at both ends. Where the sum z is large in size, "
        "the slope is nearly 0, and the blame that comes back is multiplied by it. Weights that start too "
        "large, or steps that are too long, push the sums out there. Glorot’s initialisation begins in the "
        "middle.",
    ),
    "often_clipped": QT_TRANSLATE_NOOP(
        "Narration",
        "Clipping is meant for the rare gradient that is far too large. If it cuts nearly every one, all "
        "steps get the same length, near the valley too, where they should become shorter. Adam and its kin "
        "divide by the size of the gradients anyway, so that with them a tight bound changes little.",
    ),
    "lonely_batch": QT_TRANSLATE_NOOP(
        "Narration",
        "Batch normalisation takes the mean over the batch from each neuron’s sum. With one example, the "
        "mean is the sum itself, so what is left is 0 for every example, and nothing of the input gets "
        "through. Layer normalisation works within each example instead, and so with any batch size.",
    ),
    "harder_training": QT_TRANSLATE_NOOP(
        "Narration",
        "The two losses aren’t measured on equal terms. While training, dropout leaves out some of the "
        "numbers, and augmentation bends and moves the pictures; for the test, all neurons work and the "
        "pictures are as they were drawn. The training loss is also an average over the latest batches, when "
        "the network was a little worse. So it may lie above the test loss without anything being wrong.",
    ),
    "shipped": QT_TRANSLATE_NOOP(
        "Narration",
        "This network had learned from many thousand digits before it came into the box, and many of the "
        "test pictures here were among them. So the figure says little about digits that it has never seen; "
        "the model card beside its weights says how well it reads those. Your own drawing is a fair test.",
    ),
    "finished": QT_TRANSLATE_NOOP(
        "Narration",
        "Training ends by itself when it has run for the chosen number of epochs, or when the loss on the "
        "test examples has not become smaller for some epochs: what it would learn after that is mostly "
        "the training examples by heart. You may train on all the same.",
    ),
}


def reason(topic: str) -> str | None:
    """The paragraph for `topic`, translated; None if the sentence says it all."""
    text = _REASONS.get(topic)
    return None if text is None else QCoreApplication.translate("Narration", str(text))
