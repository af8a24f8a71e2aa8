"""Faces for people without a photograph."""

from __future__ import annotations

from html import escape


def drawing(name: str) -> str:
    """An SVG square with somebody's initials; its colour follows from the name."""
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    hue = sum(map(ord, name)) * 47 % 360
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
        f'<rect width="48" height="48" rx="8" fill="hsl({hue} 45% 35%)"/>'
        '<text x="24" y="31" font-family="sans-serif" font-size="19" fill="#fff" '
        f'text-anchor="middle">{escape(initials)}</text></svg>'
    )
