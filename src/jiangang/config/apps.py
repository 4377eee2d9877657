"""The composition root as Django sees it: fills the list of refusers when the process starts."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class Config(AppConfig):
    """Wiring only; it has no models and no pages."""

    name = "jiangang.config"
    label = "config"

    def ready(self) -> None:
        """Fill the refusers from the readable list in `wiring`."""
        from jiangang.config.wiring import REFUSERS as NAMES
        from jiangang.kernel.permissions import REFUSERS

        REFUSERS[:] = [import_string(name) for name in NAMES]
