"""Words that stand in data files: themes of debriefs, soft questions of touchpoints (R22, R23)."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from storage.choices import Tier

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme that a debrief can have; `title` is what people read, in English."""

    key: str
    title: str


@lru_cache
def themes() -> tuple[Theme, ...]:
    """Return the fixed themes, in the order of their file."""
    found = tomllib.loads((_HERE / "debrief_themes.toml").read_text("utf-8"))
    return tuple(Theme(one["key"], one["title"]) for one in found["theme"])


@lru_cache
def soft_questions(tier: Tier) -> tuple[str, ...]:
    """Return what a lead may ask the customer of an account of this tier, in English."""
    found = tomllib.loads((_HERE / "touchpoint_questions.toml").read_text("utf-8"))
    return tuple(one["title"] for one in found["question"] if tier in one["tiers"])
