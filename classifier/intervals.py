"""How sure a share is that was counted. Pure, without a library: web processes show it."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

_DEVIATIONS: Final = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """`of` a number, with the 95 % interval of the share behind it (Wilson 1927); None of nothing."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def low(self) -> float:
        return max(0.0, self._middle - self._reach)

    @property
    def high(self) -> float:
        return min(1.0, self._middle + self._reach)

    @property
    def _middle(self) -> float:
        squared = _DEVIATIONS**2
        return (self.count + squared / 2) / (self.of + squared)

    @property
    def _reach(self) -> float:
        squared = _DEVIATIONS**2
        spread = self.count * (self.of - self.count) / self.of if self.of else 0.0
        return _DEVIATIONS / (self.of + squared) * sqrt(spread + squared / 4)
