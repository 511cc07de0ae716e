"""Incidents: what the index tells the public while something is wrong, and what the next admin must know."""
