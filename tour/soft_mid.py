"""The tour of a soft handoff, mid touch: from naming a lead to business as usual."""

from datetime import timedelta

from tour import check_ins, dumping, opening, working
from tour.moves import next_monday
from tour.story import Tour

TOUR = Tour(
    "a soft handoff, mid touch: the whole job, from naming a lead to business as usual",
    "Acme Robotics",
    lambda today: next_monday(today + timedelta(weeks=5)),
    (*opening.STEPS, *dumping.STEPS, *working.STEPS, *check_ins.STEPS),
)
