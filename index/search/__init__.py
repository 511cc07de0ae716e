"""Finding listed projects by words and classifiers.

`query` reads what a person asks, `finding` answers it, `entries` keeps the entry of each project; the two
databases that can answer are one interface, `backend.Backend`.
"""
