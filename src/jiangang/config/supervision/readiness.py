"""Whether the office's web server answers."""

import enum
import ssl
import urllib.error
import urllib.request


class Answer(enum.Enum):
    """What came back."""

    NONE = "nobody listens yet"
    GOOD = "the office is there"
    BROKEN = "the server answers with an error of its own"


def ask(address: str) -> Answer:
    """What `/healthz` answers; asked on this machine, so any certificate does."""
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    local = address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
    # Proxies of the environment are not for this machine's own address.
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
    )
    try:
        with opener.open(f"{local}/healthz", timeout=5) as answer:
            return Answer.GOOD if answer.status < 500 else Answer.BROKEN
    except urllib.error.HTTPError as error:
        return Answer.BROKEN if error.code >= 500 else Answer.GOOD
    except OSError:
        return Answer.NONE
