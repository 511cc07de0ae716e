"""How much an archive may make its reader do. Counted while reading: sizes in headers are claims."""

from index.distributions.invalid import InvalidDistribution

MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_RATIO = 50  # unpacked to packed bytes; text compresses by 3 to 10, zeros by 1,000
RATIO_FREE_BYTES = 64 * 1024 * 1024  # below this much unpacked content the ratio does not matter
MAX_MEMBERS = 50_000
MAX_PATH_BYTES = 1_024
MAX_PATH_PARTS = 64
CHUNK_BYTES = 64 * 1024


def check_unpacked(unpacked_bytes: int, *, packed_bytes: int) -> None:
    """Refuse content that is too large, or too large for the file it came from.

    :raises InvalidDistribution: above `MAX_UNPACKED_BYTES`; above `MAX_RATIO` past `RATIO_FREE_BYTES`.
    """
    if unpacked_bytes > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 2**20
        raise InvalidDistribution(f"The archive unpacks to more than {limit} MiB; ship its data apart.")
    if unpacked_bytes > RATIO_FREE_BYTES and unpacked_bytes > MAX_RATIO * packed_bytes:
        raise InvalidDistribution(
            f"The archive unpacks to more than {MAX_RATIO} times its size; leave generated filler out of it."
        )


def check_members(count: int) -> None:
    """Refuse an archive of too many members.

    :raises InvalidDistribution: above `MAX_MEMBERS`.
    """
    if count > MAX_MEMBERS:
        raise InvalidDistribution(f"The archive has more than {MAX_MEMBERS} members; leave some out.")
