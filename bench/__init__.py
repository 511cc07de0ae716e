"""Measuring: `bin/bench`, or one of its parts, such as `python -m bench.search`. Each states its bar."""
