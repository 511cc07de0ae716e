"""Coverage-guided fuzzing of what strangers send: `python -m tests.fuzz archives --minutes 10`; see docs/fuzzing.md.

Each target module has `seeds()`, inputs to start from, and `run(data)`, which answers in a word what became of
the input and raises whatever must not happen.
"""
