"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `workflow`."""

    name = "jiangang.kernel.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of this room."""
        from jiangang.kernel.workflow import checks  # noqa: F401  # registers itself on import
