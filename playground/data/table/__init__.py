"""Tables from files: read as text, guessed, cut into columns, looked at, made into a data set, and written.

Clean columns take a fast road (the reader of the standard library, then `float` over a whole column); only a
column with a cell that is no number is gone through cell by cell. 50,000 rows of 20 columns are looked at and
made into a data set in under a second.
"""

from playground.data.table.axes import frame_along
from playground.data.table.export import export_csv
from playground.data.table.preview import ColumnPreview, TablePreview, preview
from playground.data.table.table_dataset import TABLE_TITLE, load_table

__all__ = [
    "TABLE_TITLE",
    "ColumnPreview",
    "TablePreview",
    "export_csv",
    "frame_along",
    "load_table",
    "preview",
]
