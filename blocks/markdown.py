"""A document as Markdown: what a canvas takes, and what is exported. Pure.

Only what both know is used: headings, paragraphs, bulleted lists, bold, italic and links.
https://docs.slack.dev/surfaces/canvases (the formatting that document_content supports)
"""

import re
from collections.abc import Iterator

from blocks.blueprint_text import Chapter, Document, Entry, Topic
from playbook.words import _

LONGEST = 1_048_576
"""Characters that a canvas takes (https://docs.slack.dev/reference/methods/canvases.edit)."""

_SIGNS = re.compile(r"[\\`*_~\[\]<>|#@&]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What makes a mention, link, heading, emphasis, code, table or entity, wherever it stands."""

_BEGINNING = re.compile(r"^(\d{1,9}(?=[.)]))?([-+=.)])")
"""What makes a list or a heading where a line begins with it."""


def escaped(text: str) -> str:
    """Return what somebody wrote, in one line, so that it is shown as typed and means nothing.

    A backslash before a punctuation mark is Markdown for the mark itself.
    https://spec.commonmark.org/0.31.2/#backslash-escapes
    """
    line = _SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    return _BEGINNING.sub(lambda found: f"{found[1] or ''}\\{found[2]}", line)


def exported(found: Document) -> str:
    """Return the document as a Markdown file."""
    return "\n\n".join([f"# {escaped(found.account)}", *_parts(found)]) + "\n"


def canvas(found: Document, link: str | None) -> str:
    """Return what stands in the canvas. `link` leads to the message with the Edit button.

    What is too long for a canvas ends with the way to the whole.
    """
    text = "\n\n".join([f"# {escaped(found.account)}", _follows(link), *_parts(found)])
    if len(text) <= LONGEST:
        return text
    more = _("There is more than a canvas can hold. The checklist's buttons show all of it.")
    room = LONGEST - len(more) - 2
    return text[: text.rfind("\n", 0, room)].rstrip() + f"\n\n{more}"


def _follows(link: str | None) -> str:
    said = _("This page follows the answers by itself; what is written into it is overwritten.")
    if link is None:
        return said
    return f"{said} [{_('Edit it from the checklist')}]({link})."


def _parts(found: Document) -> Iterator[str]:
    yield from (escaped(line) for line in found.summary)
    for chapter in found.chapters:
        yield from _chapter(chapter)


def _chapter(found: Chapter) -> Iterator[str]:
    yield f"## {escaped(found.title)}"
    for topic in found.topics:
        yield from _topic(topic)
    if found.missing:
        labels = ", ".join(escaped(label) for label in found.missing)
        yield _("Not answered yet: {questions}").format(questions=labels)


def _topic(found: Topic) -> Iterator[str]:
    yield f"### {escaped(found.label)}"
    yield from (escaped(line) for line in found.text.splitlines() if line.strip())
    if found.entries:
        yield "\n".join(line for entry in found.entries for line in _entry(entry))
    if found.written:
        yield f"*{escaped(found.written)}*"


def _entry(found: Entry) -> Iterator[str]:
    facts = " · ".join(escaped(fact) for fact in found.facts)
    yield f"- **{escaped(found.title)}**" + (f" · {facts}" if facts else "")
    for label, text in found.details:
        yield f"  - {escaped(label)}: {escaped(text)}"
