"""What acts from the console have in common."""


class NotDone(Exception):  # noqa: N818 - named after what happened
    """Nothing was changed; the message is one sentence."""
