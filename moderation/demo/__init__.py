"""The demo: lifelike projects, their people, and a wave of spam, so that a new index can be looked at alive."""
