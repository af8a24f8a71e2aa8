"""Encryption of confidential columns: one ring of Fernet keys for the process.

The program (bot) hands the keys over once, before the first query. The newest key encrypts;
all keys decrypt, so that a key can be rotated without a pause.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyRingError(Exception):
    """The encryption keys are missing or wrong."""


class KeyRing:
    """Turns text into tokens and back. Takes keys as `Fernet.generate_key` makes them."""

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None

    def use(self, keys: list[str]) -> None:
        """Use these keys, newest first. Raises KeyRingError for none or a malformed one."""
        if not keys:
            raise KeyRingError("No encryption key is set. Make one with: handoff key")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise KeyRingError(
                "An encryption key is malformed. Make one with: handoff key"
            ) from error

    def encrypt(self, text: str) -> str:
        """Return the token that stands for the text."""
        return self._ready().encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Return the text behind a token. Raises KeyRingError if no key fits."""
        try:
            return self._ready().decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise KeyRingError("A column was encrypted with a key that is not set.") from error

    def _ready(self) -> MultiFernet:
        if self._fernet is None:
            raise KeyRingError("No encryption key is set. Make one with: handoff key")
        return self._fernet


key_ring = KeyRing()


def new_key() -> str:
    """Return a fresh key for HANDOFF_ENCRYPTION_KEYS."""
    return Fernet.generate_key().decode()
