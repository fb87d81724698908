"""What is happening now, in one sentence, and what would help: the narration below the window.

`narration` turns a snapshot into a sentence, without widgets, so that every sentence is tested in a table;
`narration_bar` shows it. A sentence is held until its cause has clearly gone (two thresholds for each
symptom), because text that flickers is not read.
"""
