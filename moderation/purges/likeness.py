"""Which members of a group have little in common with the rest. Pure."""

from collections import Counter
from collections.abc import Hashable, Mapping
from statistics import median
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

FEWEST = 5  # of fewer, none is typical
UNLIKE = 0.5  # of what the member in the middle shares


def unlike(traits: Mapping[Key, frozenset[str]]) -> set[Key]:
    """The keys whose traits are rare in the group.

    What a member shares is, summed over its traits, the part of the other members that have the trait too.
    """
    if len(traits) < FEWEST:
        return set()
    counts = Counter(trait for own in traits.values() for trait in own)
    shared = {key: sum(counts[trait] - 1 for trait in own) for key, own in traits.items()}
    line = median(shared.values()) * UNLIKE
    return {key for key, value in shared.items() if value < line}
