"""Purges: removing many projects and freezing many accounts as one act, which can be undone."""
