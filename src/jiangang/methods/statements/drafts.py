"""A text under repair, whose every character knows the stretch of the raw text that it came from."""

from collections.abc import Sequence

from jiangang.methods.statements.claims import Place, Repair, Repaired, Unrepaired


class Draft:
    """A text that is changed piece by piece; each change is kept with its rule."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = raw
        self.origins = [Place(index, index + 1) for index in range(len(raw))]
        self.repairs: list[Repair] = []
        self.unrepaired: list[Unrepaired] = []

    def replace(self, start: int, end: int, new: str, rule: str) -> None:
        """Put `new` in place of characters `start` up to `end`."""
        place = self.place(start, end)
        self.repairs.append(Repair(place, self.text[start:end], new, rule))
        kept = self.origins[start:end]
        self.origins[start:end] = kept if len(new) == end - start else [place] * len(new)
        self.text = self.text[:start] + new + self.text[end:]

    def replace_all(self, changes: Sequence[tuple[int, int, str]], rule: str) -> None:
        """Make many changes (start, end, new), given in the order of the text, at once."""
        text: list[str] = []
        origins: list[Place] = []
        last = 0
        for start, end, new in changes:
            place = self.place(start, end)
            self.repairs.append(Repair(place, self.text[start:end], new, rule))
            text += [self.text[last:start], new]
            kept = self.origins[start:end]
            origins += self.origins[last:start]
            origins += kept if len(new) == end - start else [place] * len(new)
            last = end
        self.text = "".join([*text, self.text[last:]])
        self.origins = [*origins, *self.origins[last:]]

    def leave(self, start: int, end: int, reason: str) -> None:
        """Note damage that stays."""
        self.unrepaired.append(Unrepaired(self.place(start, end), self.text[start:end], reason))

    def place(self, start: int, end: int) -> Place:
        """Where characters stood in the raw text; for an insertion, the point before `start`."""
        if start < end:
            return Place(self.origins[start].start, self.origins[end - 1].end)
        at = self.origins[start].start if start < len(self.origins) else len(self.raw)
        return Place(at, at)

    def finish(self) -> Repaired:
        """The repaired text, its repairs in the order of the raw text."""
        repairs = tuple(sorted(self.repairs, key=lambda each: (each.place.start, each.place.end)))
        left = tuple(sorted(self.unrepaired, key=lambda each: each.place.start))
        return Repaired(self.raw, self.text, repairs, left, tuple(self.origins))
