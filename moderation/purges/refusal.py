"""Why a purge does not go on."""


class PurgeRefused(Exception):  # noqa: N818 - named after what happened
    """Nothing has changed; the message is one sentence."""
