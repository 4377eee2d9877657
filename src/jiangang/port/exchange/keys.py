"""Where the Hub is and with which key the office calls it: settings, and two files in the folder of keys."""

from datetime import date
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from jiangang.kernel.office import api as office
from jiangang.methods.findings import Finding, Refused
from jiangang.port.exchange.client import Place

KEY, AUTHORITY = "hub-client.pem", "hub-authority.pem"


def find_place(on: date) -> Place | None:
    """The Hub as set on a day; None while no address is set.

    Raises Refused for an address without https (http only to this machine, for the mock), a country that is
    none, a missing key, and a key that others than its owner may read.
    """
    address = str(office.get_setting("hub_address", on)).strip()
    if not address:
        return None
    country = office_country(on)
    parts = urlsplit(address)
    if parts.scheme == "http" and _is_here(parts.hostname or ""):
        return Place(address, country)
    if parts.scheme != "https":
        raise Refused(Finding("exchange.finding.address_insecure", params={"address": address}))
    return Place(address, country, key=_key(), authority=_authority())


def office_country(on: date) -> str:
    """The country that the office sends for; raises Refused when none is set."""
    country = str(office.get_setting("hub_country", on)).strip().upper()
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise Refused(Finding("exchange.finding.country_unset"))
    return country


def _key() -> Path:
    path = Path(settings.KEYS_DIR) / KEY
    if not path.is_file():
        raise Refused(Finding("exchange.finding.key_missing", params={"name": KEY}))
    if path.stat().st_mode & 0o077:
        raise Refused(Finding("exchange.finding.key_readable", params={"name": KEY}))
    return path


def _authority() -> Path | None:
    path = Path(settings.KEYS_DIR) / AUTHORITY
    return path if path.is_file() else None


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
