"""A ledger in a few lines of Python, to hold the real one against: the same moves, thought of in another way."""

from dataclasses import dataclass, field
from datetime import date

LAST = date.max


@dataclass
class Wallet:
    """Points as single pieces, each with its last day and the number of its lot; what is owed beside."""

    floor: int | None
    pieces: list[tuple[date, int]] = field(default_factory=list)
    owed: int = 0

    @property
    def balance(self) -> int:
        return len(self.pieces) - self.owed

    def left(self) -> list[tuple[date | None, int]]:
        days = sorted(set(self.pieces))
        return [(None if day == LAST else day, self.pieces.count((day, lot))) for day, lot in days]

    def give(self, amount: int, ends: date | None, lot: int) -> None:
        filled = min(self.owed, amount)
        self.owed -= filled
        self.pieces += [(ends or LAST, lot)] * (amount - filled)

    def take(self, amount: int) -> bool:
        """Take what ends first; refuse to fall below the floor."""
        if self.floor is not None and self.balance - amount < self.floor:
            return False
        self.pieces.sort()
        self.owed += max(0, amount - len(self.pieces))
        del self.pieces[:amount]
        return True
