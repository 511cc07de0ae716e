"""What a distribution file is: its name, version, digests, metadata and archive, read with care. Pure.

Nothing here knows Django or a row; the rest of index builds on it.
"""
