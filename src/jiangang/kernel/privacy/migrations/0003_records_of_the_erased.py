"""Whoever was erased before is erased in the ledger's personal records too, as every erasure does since.

Cannot be undone: what is erased is gone. Undoing the migration leaves it so.
"""

from django.db import migrations

ERASE_RECORDS = """
UPDATE ledger_personalrecord AS kept
   SET salt = NULL, data_json = NULL, erased_at = now(), erased_by = 'system:upgrade'
  FROM ledger_entry AS entry JOIN people_person AS person ON entry.subject = 'person:' || person.id
 WHERE kept.entry_id = entry.sequence AND kept.erased_at IS NULL AND entry.act = 'people.person.add'
   AND person.name_zh = '' AND person.name_en = '' AND person.phone = '' AND person.email = ''
   AND EXISTS (SELECT FROM privacy_erasure WHERE model = 'people.Person');
UPDATE people_person SET pinyin = ''
 WHERE name_zh = '' AND name_en = '' AND pinyin <> ''
   AND EXISTS (SELECT FROM privacy_erasure WHERE model = 'people.Person');
"""


class Migration(migrations.Migration):
    """Personal records of people who were erased already."""

    dependencies = [("privacy", "0002_guards"), ("people", "0002_guards"), ("ledger", "0002_guards")]

    operations = [migrations.RunSQL(ERASE_RECORDS, migrations.RunSQL.noop)]
