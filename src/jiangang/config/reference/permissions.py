"""Reference page of the permissions: what each allows, which posts hold it in a first office."""

from jiangang.config.reference import markdown
from jiangang.config.reference.gathering import grants, operations, posts, room_modules
from jiangang.kernel.permissions import Permission
from jiangang.ui.wording import text_in


def render() -> str:
    """All permissions by code, then the kinds of post."""
    room_modules()
    held = grants()
    acts: dict[str, list[str]] = {}
    for name, operation in operations():
        if operation.permission is not None:
            acts.setdefault(operation.permission, []).append(name.rpartition(".")[2])
    listed = markdown.table(
        ("Permission", "English", "中文", "Posts of a first office", "Operations", ""),
        [
            (
                markdown.code(permission),
                text_in("en", permission.text_key),
                text_in("zh-hans", permission.text_key),
                ", ".join(held.get(permission, ())),
                markdown.codes(sorted(acts.get(permission, ()))),
                "signing" if permission.signing else "",
            )
            for permission in Permission.all()
        ],
    )
    kinds = markdown.table(
        ("Post", "English", "中文", "Side", ""),
        [
            (
                markdown.code(post["code"]),
                post["name_en"],
                post["name_zh"],
                "trade" if post.get("is_trade") else "staff",
                "signing" if post.get("is_signing") else "",
            )
            for post in posts()
        ],
    )
    return markdown.page(
        "Permissions",
        "Nobody may do anything that no post grants. Which post holds which permission is dated data "
        "of the office; this is what a newly founded one begins with.",
        listed,
        "## Kinds of post",
        kinds,
    )
