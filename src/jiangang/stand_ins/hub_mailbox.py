"""What the mock Hub keeps: countries, envelopes and their states, one file each, in a folder."""

import json
import os
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path

PENDING, FAILED, UNKNOWN = "PendingDelivery", "FailedDelivery", "EnvelopeNotExists"
DELIVERED, WARNED, UNREADABLE = "Delivered", "DeliveredWithWarnings", "DeliveredNotReadable"
STATES = (PENDING, FAILED, UNKNOWN, DELIVERED, WARNED, UNREADABLE)


class Refusal(Exception):
    """The Hub says no; its words go into HubWebException."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope as it lies at the Hub."""

    sender: str
    receiver: str
    certificate_type: int
    certificate_status: int
    certificate_number: str
    content: str = ""
    number: str = ""
    state: str = PENDING
    message: str = ""


class Mailbox:
    """Envelopes between countries. Safe for threads of one process; one process per folder."""

    def __init__(self, folder: Path, countries: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._write("countries.json", sorted({*self._countries(), *countries}))
        self._envelopes: dict[str, Envelope] = {}
        for path in sorted(folder.glob("envelope-*.json")):
            read = Envelope(**json.loads(path.read_text(encoding="utf-8")))
            self._envelopes[read.number] = read

    @property
    def countries(self) -> tuple[str, ...]:
        """Countries that send and receive here."""
        return tuple(self._countries())

    def deliver(self, envelope: Envelope) -> Envelope:
        """Take an envelope; one to a country that does not receive has failed at once."""
        with self.lock:
            number = f"MOCK-{len(self._envelopes) + 1:08d}"
            reached = envelope.receiver in self.countries
            taken = replace(
                envelope,
                number=number,
                state=PENDING if reached else FAILED,
                message="" if reached else f"{envelope.receiver} does not receive at this Hub",
            )
            return self._keep(taken)

    def waiting_for(self, country: str, sender: str = "") -> list[Envelope]:
        """Envelopes for a country that it has not acknowledged, the oldest first."""
        return [
            each
            for each in self.all()
            if each.receiver == country and each.state == PENDING and sender in ("", each.sender)
        ]

    def under_delivery(self, country: str) -> list[Envelope]:
        """Envelopes from a country that have not arrived."""
        return [each for each in self.all() if each.sender == country and each.state == PENDING]

    def all(self) -> list[Envelope]:
        """Every envelope, the oldest first."""
        with self.lock:
            return [self._envelopes[number] for number in sorted(self._envelopes)]

    def find(self, number: str, country: str) -> Envelope | None:
        """The envelope of that number, when the country sent it or is to receive it."""
        with self.lock:
            found = self._envelopes.get(number)
        return found if found and country in (found.sender, found.receiver) else None

    def settle(self, number: str, country: str, state: str, message: str = "") -> Envelope:
        """Note how an envelope arrived; only its receiver may, and only once to another state."""
        with self.lock:
            found = self.find(number, country)
            if found is None or found.receiver != country:
                raise Refusal(f"{UNKNOWN}: {number}")
            if state not in STATES or state == UNKNOWN:
                raise Refusal(f"{state} is no state of delivery")
            if found.state not in (PENDING, state):
                raise Refusal(f"{number} is {found.state} already")
            return self._keep(replace(found, state=state, message=message or found.message))

    def _keep(self, envelope: Envelope) -> Envelope:
        self._write(f"envelope-{envelope.number}.json", asdict(envelope))
        self._envelopes[envelope.number] = envelope
        return envelope

    def _countries(self) -> list[str]:
        path = self.folder / "countries.json"
        return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []

    def _write(self, name: str, value: object) -> None:
        path = self.folder / f".{name}.new"
        with path.open("w", encoding="utf-8") as stream:
            json.dump(value, stream, ensure_ascii=False)
            stream.flush()
            os.fsync(stream.fileno())
        path.replace(self.folder / name)
