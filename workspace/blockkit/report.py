"""What was found wrong in blocks, each with a JSON pointer to the place."""

from __future__ import annotations

MOST_TOLD = 50


class Report:
    """Collects faults."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def add(self, at: str, words: str) -> None:
        """Note a fault at a place."""
        if len(self.faults) < MOST_TOLD:
            self.faults.append(f"{words} [json-pointer:{at}]")

    def messages(self) -> list[str]:
        """The faults as ``response_metadata.messages`` carries them."""
        return [f"[ERROR] {fault}" for fault in self.faults]
