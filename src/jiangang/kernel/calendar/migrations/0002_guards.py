"""Years and days only grow: an old deadline still shows the calendar of its day."""

from django.db import migrations

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """Guards of the calendars."""

    dependencies = [("calendar", "0001_initial")]

    operations = [
        sql.append_only("calendar_calendaryear"),
        sql.append_only("calendar_calendarday"),
        sql.undeletable("calendar_calendar"),
    ]
