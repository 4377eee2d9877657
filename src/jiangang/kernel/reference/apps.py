"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `reference`."""

    name = "jiangang.kernel.reference"
    label = "reference"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lead from the office's settings to what is loaded."""
        from jiangang.kernel.calendar import api as calendar
        from jiangang.kernel.codes import api as codes
        from jiangang.kernel.money import api as money
        from jiangang.kernel.office import api as office

        office.lead_to("codes:editions", codes.LOAD_CODES, "codes.page.title")
        office.lead_to("reference:rate_list", money.ENTER_RATES, "reference.rates.title")
        office.lead_to("reference:calendar_list", calendar.LOAD_CALENDAR, "reference.calendar.title")
