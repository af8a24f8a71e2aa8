"""The control interface: act as a person, see what they see, move time, cause faults."""
