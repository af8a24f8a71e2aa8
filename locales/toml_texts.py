"""The texts that stand in data files: what `make messages` collects beside those in code.

https://babel.pocoo.org/en/latest/messages.html#writing-extraction-methods
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

SHOWN = re.compile(r'^(?:title|label|help) = "(.+)"$')
CHOICE = re.compile(r'^\["[^"]+", "([^"]+)"\],$')

Found = tuple[int, None, str, list[str]]


def texts(
    fileobj: BinaryIO, keywords: object, comment_tags: object, options: object
) -> Iterator[Found]:
    """Yield the line and the text of everything in a data file that people are shown."""
    del keywords, comment_tags, options  # Babel passes them by name; a data file needs none
    for number, raw in enumerate(fileobj, start=1):
        line = raw.decode().strip()
        shown = SHOWN.match(line) or CHOICE.match(line)
        if shown:
            yield number, None, shown[1], []
