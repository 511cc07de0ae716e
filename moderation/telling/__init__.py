"""Telling people by mail what was decided about what is theirs, and about what they reported."""
