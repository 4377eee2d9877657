"""The actor: who acts, in which posts, for which firm, on which day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or a named part of the system) as seen by one operation.

    `posts` are the codes of the posts held on the day `on`, the acting one first, `post_names` their names in
    the actor's language; `permissions` are the codes that these posts grant on that day. `firm_id` is set for
    people of the trade and limits what they see.
    """

    name: str
    on: date
    person_id: int | None = None
    posts: tuple[str, ...] = ()
    unit_id: int | None = None
    firm_id: int | None = None
    permissions: frozenset[str] = frozenset()
    language: str = "zh-hans"
    post_names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Stable name for the ledger: `person:12`, or `system:rehearsal` for a part of the system."""
        return f"person:{self.person_id}" if self.person_id is not None else f"system:{self.name}"

    @property
    def post(self) -> str:
        """The acting post's code; empty for a person without a post."""
        return self.posts[0] if self.posts else ""

    @property
    def is_trade(self) -> bool:
        """True for people of a firm, who see only their own firm's records."""
        return self.firm_id is not None

    @classmethod
    def system(cls, name: str, *, on: date, permissions: frozenset[str] = frozenset()) -> "Actor":
        """A part of the system acting by itself (a job, an import); it holds only what it is given."""
        return cls(name=name, on=on, posts=("system",), permissions=permissions)

    @classmethod
    def anonymous(cls, *, on: date, language: str = "zh-hans") -> "Actor":
        """Somebody who has not signed in: no posts, no permissions."""
        return cls(name="anonymous", on=on, language=language)
