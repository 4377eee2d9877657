"""Fetching a small public file of another authority: bounded in size and time, by http or https."""

LARGEST = 8 * 1024 * 1024
PATIENCE = 20
"""Seconds to wait for an answer."""


def fetch(address: str) -> bytes:
    """The content of an address. Raises OSError when there is no answer, or one that is too large."""
    import requests

    with requests.get(address, timeout=PATIENCE, stream=True) as answer:
        answer.raise_for_status()
        content = answer.raw.read(LARGEST + 1, decode_content=True)
    if len(content) > LARGEST:
        raise OSError(f"{address} answers with more than {LARGEST // 1024 // 1024} MiB")
    return bytes(content)
