"""The composition root as Django sees it: fills the lists of refusers and of parts when the process
starts.
"""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class Config(AppConfig):
    """Wiring only; it has no models and no pages."""

    name = "jiangang.config"
    label = "config"

    def ready(self) -> None:
        """Fill the refusers and the added parts from the readable lists in `wiring`."""
        from jiangang.config.wiring import NOTICE_PARTS as PARTS
        from jiangang.config.wiring import REFUSERS as NAMES
        from jiangang.kernel.permissions import REFUSERS
        from jiangang.port.declarations.api import NOTICE_PARTS

        REFUSERS[:] = [import_string(name) for name in NAMES]
        NOTICE_PARTS[:] = [import_string(name) for name in PARTS]
