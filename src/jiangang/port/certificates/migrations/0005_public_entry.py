"""Entries of the public register about certificates, only added. Undone by reversing: the table goes."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from jiangang.kernel.ledger.sql import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0004_guards_of_archives'),
        ('ledger', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('index', models.BigIntegerField(unique=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('entered_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='certificates.certificate')),
            ],
            options={
                'indexes': [models.Index(fields=['digest'], name='public_entry_by_digest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'file_digest'), _negated=True), fields=('certificate', 'kind'), name='public_entry_of_a_kind_once')],
            },
        ),
        append_only("certificates_publicentry"),
    ]
