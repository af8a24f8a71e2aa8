"""A document as one HTML page that needs nothing else and prints well. Pure."""

from collections.abc import Iterator
from html import escape

from blocks.blueprint_text import Chapter, Document, Entry, Topic
from playbook.words import _

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1d1c1d; background: #fff; margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.8rem; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #767676; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0; }
ul { margin: .25rem 0; padding-left: 1.25rem; }
li { margin-bottom: .5rem; }
dl { margin: 0; }
dt { float: left; clear: left; margin-right: .4rem; color: #454545; }
dt::after { content: ":"; }
dd { margin: 0; white-space: pre-line; }
.small { color: #454545; font-size: .875rem; }
@page { margin: 2cm; }
@media print {
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  li { break-inside: avoid; }
}
"""


def page(found: Document) -> str:
    """Return the document as an HTML page, with all that people wrote escaped."""
    title = escape(found.account)
    head = (
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>"
    )
    body = "\n".join(_body(found))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n'
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(found: Document) -> Iterator[str]:
    yield f"<h1>{escape(found.account)}</h1>"
    yield from (_small(line) for line in found.summary)
    for chapter in found.chapters:
        yield from _chapter(chapter)


def _chapter(found: Chapter) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(found.title)}</h2>"
    for topic in found.topics:
        yield from _topic(topic)
    if found.missing:
        yield _small(_("Not answered yet: {questions}").format(questions=", ".join(found.missing)))
    yield "</section>"


def _topic(found: Topic) -> Iterator[str]:
    yield f"<h3>{escape(found.label)}</h3>"
    yield from (f"<p>{escape(line)}</p>" for line in found.text.splitlines() if line.strip())
    if found.entries:
        yield "<ul>"
        yield from (_entry(entry) for entry in found.entries)
        yield "</ul>"
    if found.written:
        yield _small(found.written)


def _entry(found: Entry) -> str:
    facts = " · ".join(found.facts)
    about = f' <span class="small">{escape(facts)}</span>' if facts else ""
    details = "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in found.details)
    listed = f"<dl>{details}</dl>" if details else ""
    return f"<li><strong>{escape(found.title)}</strong>{about}{listed}</li>"


def _small(text: str) -> str:
    return f'<p class="small">{escape(text)}</p>'
