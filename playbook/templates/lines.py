"""Where in a template's file a field stands: tomllib says what is there, but not in which line.

Reads only what finding a line needs: headers of tables, keys, and strings of several lines, in
which nothing is a header. A field written in an unusual way gets the line of its table.
"""

import re
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*=""")
_MANY_LINES = re.compile(r"\"\"\"|'''")


@dataclass
class Table:
    """A table of the file: the line of its header, and of each of its fields; counted from 1."""

    line: int
    fields: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Lines:
    """The lines of a file: of its head, and of its tasks in their order."""

    head: Table
    tasks: tuple[Table, ...] = ()

    def of(self, number: int, field: str) -> int:
        """Return the line of a field of task `number`, counted from 1; 0 is the head."""
        written = 0 < number <= len(self.tasks)
        table = self.tasks[number - 1] if written else self.head
        return table.fields.get(field if written or not number else "task", table.line)


def find(text: str) -> Lines:
    """Return where everything stands in this text."""
    head, tasks = Table(1), list[Table]()
    table, quotes = head, ""
    for number, line in enumerate(text.splitlines(), 1):
        if not quotes:
            if header := _HEADER.match(line):
                table = Table(number)
                head.fields.setdefault(header[1], number)
                if header[1] == "task":
                    tasks.append(table)
            elif key := _KEY.match(line):
                table.fields.setdefault(key[1], number)
        quotes = _still_open(line, quotes)
    return Lines(head, tuple(tasks))


def _still_open(line: str, quotes: str) -> str:
    """Return the quotes of a string of several lines that is open at the end of this line."""
    for found in _MANY_LINES.findall(line):
        if not quotes:
            quotes = found
        elif found == quotes:
            quotes = ""
    return quotes
