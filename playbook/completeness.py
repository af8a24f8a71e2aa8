"""Completeness: a number for a blueprint, weighted by section and depth, and what is missing (R7).

Pure: what is answered goes in, the number comes out. It never falls by answering, and is 100
exactly when nothing is missing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from playbook import sections
from playbook.questions import Question, Section
from storage.choices import Depth, Kind


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """How far one section is: its questions of the depth, and those without an answer."""

    section: Section
    missing: tuple[Question, ...]

    @property
    def answered(self) -> int:
        """How many of its questions are answered."""
        return len(self.section.questions) - len(self.missing)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete a blueprint is for its depth, section by section."""

    depth: Depth
    sections: tuple[SectionProgress, ...]

    @property
    def percent(self) -> int:
        """A whole number from 0 to 100, rounded down, so that 100 says that nothing is missing."""
        total = sum(progress.section.weight[self.depth] for progress in self.sections)
        done = sum(
            Fraction(progress.section.weight[self.depth] * progress.answered)
            / len(progress.section.questions)
            for progress in self.sections
        )
        return int(100 * done / total)

    @property
    def missing(self) -> tuple[SectionProgress, ...]:
        """The sections in which something is missing."""
        return tuple(progress for progress in self.sections if progress.missing)

    @property
    def is_complete(self) -> bool:
        """Whether every question of the depth is answered, or said to have nothing to report."""
        return not self.missing


def measure(kind: Kind, depth: Depth, answered: Collection[str]) -> Completeness:
    """Return the completeness of a blueprint in which these questions are answered."""
    return Completeness(
        depth,
        tuple(_progress(section, answered) for section in sections.asked(kind, depth)),
    )


def _progress(section: Section, answered: Collection[str]) -> SectionProgress:
    missing = tuple(question for question in section.questions if question.key not in answered)
    return SectionProgress(section, missing)
