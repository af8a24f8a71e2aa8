"""The tour of a soft handoff, mid touch: from naming a lead to business as usual."""

from tour import check_ins, dumping, opening, working

STEPS = (*opening.STEPS, *dumping.STEPS, *working.STEPS, *check_ins.STEPS)
