"""What a use case raises when it does not do what was asked.

PlaybookError
├── FieldErrors    the input is wrong: one message a field
└── Refused        nothing was changed, and the message says what is the case now
    ├── NotAllowed     this person may not
    ├── NotThere       there is no such thing, or not for this person (R31, R32: no hint which)
    └── NotNow         it was possible once, or will be; now it is not

Every message is written for the person who reads it, in plain words: names in it are as typed, and
whoever shows it escapes it.
"""

from collections.abc import Mapping


class PlaybookError(Exception):
    """Something was asked that is not done. `str()` is the message for the person."""


class FieldErrors(PlaybookError):
    """The input is wrong. `fields` maps a field's name to what is wrong with it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class Refused(PlaybookError):
    """Nothing was changed."""


class NotAllowed(Refused):
    """This person may not do that."""


class NotThere(Refused):
    """There is no such thing, or this person may not know of it."""


class NotNow(Refused):
    """It cannot be done in the present state."""
