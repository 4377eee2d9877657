"""What the first request of a server process would otherwise wait for: addresses, templates, words."""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation

from jiangang.ui.wording import catalogue

PACKAGE = Path(__file__).resolve().parent.parent


def warm() -> None:
    """Read what never changes while the process lives; the database is not asked."""
    catalogue()
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            get_resolver().reverse_dict  # noqa: B018  # imports the views and lays the addresses out
    for name in list_templates():
        get_template(name)


def list_templates() -> list[str]:
    """Names of the house's own templates."""
    folders = [Path(folder) for folder in get_app_template_dirs("templates")]
    own = [folder for folder in folders if folder.is_relative_to(PACKAGE)]
    return sorted(str(path.relative_to(folder)) for folder in own for path in folder.rglob("*.html"))
