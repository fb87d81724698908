"""What is happening now, in one sentence, and what would help; and every number of an update, explained.

`narration` turns a snapshot into a sentence, without widgets, so that every sentence is tested in a table;
`narration_bar` shows it. A sentence is held until its cause has clearly gone (two thresholds for each
symptom), because text that flickers is not read.

One update is explained by three packages that only look downwards: `formula` (formulas as values, and
their setting on the screen), `walk` (the pages, made from the engine's trace) and `microscope` (the panel
that turns them).
"""
