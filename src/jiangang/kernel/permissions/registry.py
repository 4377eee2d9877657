"""The list of permissions. A permission is an act on a resource: `<room>.<resource>.<act>`."""

from typing import ClassVar


class Permission(str):
    """One permission, declared once in the `permissions.py` of the room that checks it.

    `signing` marks acts for which the holder's posts need a second factor at sign-in.
    """

    __slots__ = ("signing",)
    _declared: ClassVar[dict[str, "Permission"]] = {}
    signing: bool

    def __new__(cls, code: str, *, signing: bool = False) -> "Permission":
        if code.count(".") != 2:
            raise ValueError(f"a permission is named room.resource.act, not {code!r}")
        if code in cls._declared:
            raise ValueError(f"permission {code!r} is declared twice")
        permission = super().__new__(cls, code)
        permission.signing = signing
        cls._declared[code] = permission
        return permission

    @property
    def text_key(self) -> str:
        """Key of the sentence that describes the permission, in the texts of its room."""
        room, resource, act = self.split(".")
        return f"{room}.permission.{resource}_{act}"

    @classmethod
    def all(cls) -> tuple["Permission", ...]:
        """Every declared permission, in alphabetical order."""
        return tuple(cls._declared[code] for code in sorted(cls._declared))
