"""A call as a calendar file that every calendar reads (iCalendar).

https://www.rfc-editor.org/rfc/rfc5545; the same UID with a higher SEQUENCE changes what an earlier
file has put into a calendar. No METHOD: the file is to be added, and invites nobody by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from playbook.hours import zone_of

_NO_MAIL = "invalid:nomail"
"""Stands where a calendar wants an address of somebody of whom only the name is known."""

_AROUND = timedelta(days=366)
"""How far around the call its zone's changes of the clock are written down."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Who takes part; `email` is empty where it is not known."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A call: when (aware), how long, in whose zone (IANA name), and who takes part."""

    uid: str
    sequence: int
    title: str
    about: str
    starts_at: datetime
    minutes: int
    zone: str
    guests: tuple[Guest, ...]


def written(meeting: Meeting, now: datetime) -> str:
    """Return the file. Its times are local ones of the zone, which it describes."""
    from icalendar import Calendar, Event  # 0.1 s, which no start of the program should take

    begins = meeting.starts_at.astimezone(zone_of(meeting.zone))
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("summary", meeting.title)
    event.add("description", meeting.about)
    event.add("dtstamp", now)
    event.add("dtstart", begins)
    event.add("duration", timedelta(minutes=meeting.minutes))
    for guest in _addresses(meeting.guests):
        event.add("attendee", guest, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Handoff//Intro call//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    around = ((begins + side).date() for side in (-_AROUND, _AROUND))
    calendar.add_missing_timezones(*around)
    text: str = calendar.to_ical().decode()
    return text


def _addresses(guests: Iterable[Guest]) -> Iterable[object]:
    from icalendar import vCalAddress

    for guest in guests:
        address = vCalAddress(f"mailto:{guest.email}" if guest.email else _NO_MAIL)
        address.params["CN"] = guest.name
        address.params["ROLE"] = "REQ-PARTICIPANT"
        yield address
