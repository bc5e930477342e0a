"""Write all tables of the pages again: `python -m rnn_geometry.pages`, from the repository's root."""

from pathlib import Path

from rnn_geometry.pages.asked import FOLDER, pages_of
from rnn_geometry.pages.write import written

for page in pages_of(Path()):
    page.write_text(written(page, Path(FOLDER)), encoding="utf-8")
