"""Whom a measure hits asks that a person look again."""
