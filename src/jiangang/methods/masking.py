"""Masking of personal data: enough to recognise, not enough to learn. Pure."""

COMPOUND_SURNAMES = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容"),
        *("宇文", "长孙", "司徒", "夏侯", "端木", "轩辕", "独孤", "南宫", "西门", "闻人"),
    }
)
MARK = "*"


def mask_name(name: str) -> str:
    """A name by its first letters: "王小明" gives "王**", "欧阳修" "欧阳*", "Ann Lee" "A** L**"."""
    kept = name.strip()
    if not kept:
        return ""
    if kept[0].isascii():
        return " ".join(word[0] + MARK * (len(word) - 1) for word in kept.split())
    surname = 2 if kept[:2] in COMPOUND_SURNAMES and len(kept) > 2 else 1
    return kept[:surname] + MARK * max(len(kept) - surname, 1)


def mask_phone(phone: str) -> str:
    """A telephone number by its first three and last two digits: "138******21"; short ones by the last
    two.
    """
    digits = [place for place, letter in enumerate(phone) if letter.isdigit()]
    shown = {*digits[:3], *digits[-2:]} if len(digits) >= 8 else set(digits[-2:])
    hidden = set(digits) - shown
    return "".join(MARK if place in hidden else letter for place, letter in enumerate(phone))


def mask_id(number: str) -> str:
    """A number of a person's document by its first and last character: "3****************X"."""
    kept = number.strip()
    return kept if not kept else kept[0] + MARK * max(len(kept) - 2, 1) + (kept[-1] if len(kept) > 2 else "")


def mask_email(address: str) -> str:
    """An e-mail address by its first letter and its domain: "a***@port.example"."""
    name, at, domain = address.strip().partition("@")
    return f"{name[:1]}{MARK * 3}{at}{domain}" if name else ""


def mask_text(words: str) -> str:
    """Any other personal words: only that there are some."""
    return MARK * 6 if words.strip() else ""
