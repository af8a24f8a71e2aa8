"""The sections of a blueprint (R5, R6), as sections.toml has them.

`asked` gives what a handoff asks at its depth, `steps` how that is walked in one modal: a section
a view, a long section in several views, or small ones together where the file says so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from playbook import sections_file
from playbook.questions import Catalogue, Question, Section, Walk
from storage.choices import Depth, Kind


@dataclass(frozen=True, slots=True)
class Step:
    """What one view of the dump asks: parts of sections, each with the questions that it shows.

    `key` is the first section's key; the second view of a long section is "why-2".
    """

    key: str
    parts: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All its questions, in order."""
        return tuple(question for part in self.parts for question in part.questions)


@lru_cache
def catalogue() -> Catalogue:
    """Return the sections that the product ships. Read once; raises SectionsError."""
    return sections_file.load(sections_file.SHIPPED)


@lru_cache
def asked(kind: Kind, depth: Depth) -> tuple[Section, ...]:
    """Return the shipped sections of a kind of handoff with the questions of its depth."""
    return catalogue().asked(kind, depth)


@lru_cache
def questions(kind: Kind) -> Mapping[str, Question]:
    """Return every shipped question of a kind of handoff by its key, whatever the depth."""
    return catalogue().questions(kind)


@lru_cache
def steps(kind: Kind, depth: Depth) -> tuple[Step, ...]:
    """Return the views in which a dump of this kind and depth is walked."""
    sections, walk = asked(kind, depth), catalogue().walks[depth]
    return tuple(_steps(sections, walk))


def step_of(walked: Sequence[Step], key: str) -> int:
    """Return the place of the step with this key, or of the first that shows this section.

    What is not there any more (another depth was chosen meanwhile) leads to the first step.
    """
    for at, step in enumerate(walked):
        if step.key == key:
            return at
    shows = (at for at, step in enumerate(walked) if any(part.key == key for part in step.parts))
    return next(shows, 0)


def _steps(sections: Sequence[Section], walk: Walk) -> Iterator[Step]:
    grouped = {key: group for group in walk.together for key in group}
    by_key = {section.key: section for section in sections}
    for section in sections:
        group = grouped.get(section.key, (section.key,))
        if section.key != group[0]:
            continue
        parts = [by_key[key] for key in group if key in by_key]
        yield from _views(parts, walk.questions_a_view)


def _views(parts: Sequence[Section], most: int) -> Iterator[Step]:
    if len(parts) > 1:
        yield Step(parts[0].key, tuple(parts))
        return
    section = parts[0]
    for number, questions in enumerate(_evenly(section.questions, most), start=1):
        key = section.key if number == 1 else f"{section.key}-{number}"
        yield Step(key, (replace(section, questions=questions),))


def _evenly(questions: Sequence[Question], most: int) -> Iterable[tuple[Question, ...]]:
    """Share the questions out so that no view has more than `most`, or far fewer than another."""
    views = -(-len(questions) // most)
    size = -(-len(questions) // views)
    return (tuple(questions[at : at + size]) for at in range(0, len(questions), size))
