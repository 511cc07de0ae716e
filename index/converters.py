"""What project names and versions look like in an address."""


class NameConverter:
    regex = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


class VersionConverter(NameConverter):
    regex = (
        "[0-9][A-Za-z0-9.!+_-]*"  # PEP 440: a version starts with a digit, so no word under a project is one
    )


class TextConverter(NameConverter):
    """What a column may hold: PostgreSQL takes a NUL for an error."""

    regex = r"[^/\x00]+"


class DigestPathConverter(NameConverter):
    """Where a file is kept: its SHA-256 as `ab/cd/…`."""

    regex = "[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{60}"
