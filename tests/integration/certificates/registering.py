"""An office with a register, for tests of what certificates do with it."""

from pathlib import Path
from typing import Any

from tests.integration.certificates.test_certifying import act, drafted
from tests.support import cases


def open_register(settings: Any, folder: Path) -> None:
    """Open the register of the office at hand, published into a folder of the test's own."""
    from jiangang.kernel.founding import api as founding
    from jiangang.kernel.register import publishing

    settings.REGISTER_DIR = folder / "register"
    settings.KEYS_DIR = folder / "keys"
    settings.REGISTER_PUBLISHES_AT_ONCE = False
    publishing.forget_confirmed()
    founding.open_register(at=cases.AT)


def publish() -> Any:
    """What the worker does within the minute."""
    from jiangang.kernel.register import api as register

    return register.publish(at=cases.later(91))


def signed(consignment: Any) -> Any:
    """A certificate that is signed and not handed out."""
    certificate = drafted(consignment)
    act("review", "reviewer", certificate_id=certificate.pk)
    act("sign", "signatory", certificate_id=certificate.pk)
    certificate.refresh_from_db()
    return certificate


def issue(certificate: Any) -> Any:
    """Hand it out."""
    return act("issue", "signatory", certificate_id=certificate.pk)


def entries(certificate: Any) -> list[tuple[str, dict[str, Any]]]:
    """What the register says of a certificate: kind, and the public words of the entry."""
    from jiangang.kernel.register import api as register
    from jiangang.methods.log import read_leaf

    rows = certificate.entries.order_by("index")
    return [(row.kind, read_leaf(register.leaf_of(row.index))) for row in rows]
