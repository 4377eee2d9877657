"""Certificates move along their workflow; texts, signed records, papers and withdrawals are only added."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only
from jiangang.kernel.workflow.sql import guard


class Migration(migrations.Migration):
    """Triggers of the department."""

    dependencies = [("certificates", "0001_initial"), ("ledger", "0002_guards"), ("workflow", "0002_guards")]
    operations = [
        guard("certificates_certificate", "certificates.certificate"),
        append_only("certificates_certificatetext"),
        append_only("certificates_signedrecord"),
        append_only("certificates_issuedpaper"),
        append_only("certificates_withdrawal"),
    ]
