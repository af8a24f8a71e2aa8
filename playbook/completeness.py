"""Completeness: a number for a blueprint, weighted by section and depth, and what is missing (R7).

Pure: what is answered goes in, the number comes out. It never falls by answering, and is 100
exactly when nothing is missing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import lcm

from playbook import sections
from playbook.questions import Question, Section
from storage.choices import Depth, Kind


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """How far one section is: its questions of the depth, and those without an answer.

    `weight` is how much it counts, beside the others: a whole number above 0.
    """

    section: Section
    missing: tuple[Question, ...]
    weight: int

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
        # In whole parts of a section that all its questions fit into, so that nothing is rounded.
        parts = lcm(*(len(progress.section.questions) for progress in self.sections))
        total = parts * sum(progress.weight for progress in self.sections)
        done = sum(
            progress.weight * progress.answered * (parts // len(progress.section.questions))
            for progress in self.sections
        )
        return 100 * done // total

    @property
    def missing(self) -> tuple[SectionProgress, ...]:
        """The sections in which something is missing."""
        return tuple(progress for progress in self.sections if progress.missing)

    @property
    def is_complete(self) -> bool:
        """Whether every question of the depth is answered, or said to have nothing to report."""
        return not self.missing


def measure(
    kind: Kind, depth: Depth, answered: Collection[str], weights: Mapping[str, int] | None = None
) -> Completeness:
    """Return the completeness of a blueprint in which these questions are answered.

    `weights` are those of sections, by key, that a template gives in place of sections.toml's.
    """
    own = weights or {}
    return Completeness(
        depth,
        tuple(
            SectionProgress(
                section=section,
                missing=tuple(q for q in section.questions if q.key not in answered),
                weight=own.get(section.key, section.weight[depth]),
            )
            for section in sections.asked(kind, depth)
        ),
    )
