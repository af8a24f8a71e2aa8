"""The running workspace: its state, its clock, the app in it, and what watches over them."""

from __future__ import annotations

from dataclasses import dataclass, field

from workspace.app import Credentials, InstalledApp
from workspace.background import Background
from workspace.changes import Changes
from workspace.clock import Clock
from workspace.delivery.sender import Endpoint, Sender
from workspace.errors import ControlError
from workspace.faults import Faults
from workspace.rates import Rates
from workspace.seeding import new_state, start_of
from workspace.state import Channel, Json, Person, State, iso
from workspace.tickets import Tickets
from workspace.traffic import Traffic

NOTICES_KEPT = 20
RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before each retry of an event."""


@dataclass
class Hub:
    """One workspace with one app. `base_url` is its own address, without a slash at the end."""

    app: InstalledApp
    credentials: Credentials
    base_url: str
    state: State
    clock: Clock
    endpoint: Endpoint = field(default_factory=Endpoint)
    rates: Rates = field(default_factory=lambda: Rates(on=False))
    changes: Changes = field(default_factory=Changes)
    tickets: Tickets = field(default_factory=Tickets)
    faults: Faults = field(default_factory=Faults)
    background: Background = field(default_factory=Background)
    retry_delays: tuple[float, ...] = RETRY_DELAYS
    suggested: dict[str, list[Json]] = field(default_factory=dict)
    traffic: Traffic = field(init=False)
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self.traffic = Traffic(self.changes)
        self.sender = Sender(
            self.credentials.signing_secret, self.endpoint, self.traffic, self.moment
        )

    def moment(self) -> str:
        """The workspace's time as text."""
        return iso(self.clock.now())

    def seconds(self) -> int:
        """The workspace's time in whole seconds."""
        return int(self.clock.now().timestamp())

    def stamp(self) -> str:
        """A ``ts`` for now, later than all before, even while the clock stands."""
        return self.state.new_ts(self.clock.now())

    def touch_channel(self, channel: Channel) -> None:
        """Tell all who look at a channel that it changed."""
        self.changes.touch(f"channel/{channel.id}")

    def touch_person(self, person: str, part: str) -> None:
        """Tell who looks at a person's views, home or notices that they changed."""
        self.changes.touch(f"{part}/{person}")

    def notify(self, person: str, text: str) -> None:
        """Show a person that something failed."""
        notices = self.state.notices.setdefault(person, [])
        notices.append({"text": text, "at": self.moment()})
        del notices[:-NOTICES_KEPT]
        self.touch_person(person, "people")

    def person(self, user: str) -> Person:
        """A person for the control interface. Raises `ControlError` when there is none."""
        person = self.state.people.get(user)
        if person is None or person.is_bot:
            raise ControlError("user_not_found", f"There is nobody with the id {user}.", 404)
        return person

    def workspace_seconds(self) -> float:
        """The workspace's time in seconds, for rates that go by it."""
        return self.clock.now().timestamp()

    def reset(self, seed: str) -> None:
        """Begin anew from a seed. What the app knows of the old workspace it must forget itself."""
        running = self.clock.running
        self.state = new_state(seed, self.app)
        self.clock.move_to(start_of(seed), force=True)
        self.clock.run(running)
        self.clock.report = None
        self.suggested.clear()
        self.traffic.clear()
        self.faults.clear()
        self.rates.clear()
        self.changes.touch("reset")
