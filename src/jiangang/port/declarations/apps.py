"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The department `declarations`."""

    name = "jiangang.port.declarations"
    label = "declarations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hand out the documents of notices from here alone: both firms and the counter may read them."""
        from jiangang.kernel.documents import api as documents
        from jiangang.port.declarations.kinds import PREFIX

        documents.keep_apart(PREFIX)
