"""The index that answers "begins with" and "contains" on the words; made by the owner, who may create extensions."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Trigram index of the search, and one over the firms of each entry."""

    dependencies = [("search", "0001_initial")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            "CREATE INDEX search_entry_haystack ON search_entry USING gin (haystack gin_trgm_ops)",
            "DROP INDEX search_entry_haystack",
        ),
        migrations.RunSQL(
            "CREATE INDEX search_entry_firms ON search_entry USING gin (firm_ids)",
            "DROP INDEX search_entry_firms",
        ),
    ]
