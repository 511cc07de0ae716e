"""The watch on intake: more than usual raises an alarm, which may close doors by itself; and rest."""
