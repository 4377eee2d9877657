"""Permissions of certificates."""

from jiangang.kernel.permissions import Permission

VIEW = Permission("certificates.certificate.view")
VIEW_OWN = Permission("certificates.certificate.receive")
DRAFT = Permission("certificates.certificate.draft")
REVIEW = Permission("certificates.certificate.review")
SEND_BACK = Permission("certificates.certificate.send_back")
SIGN = Permission("certificates.certificate.sign", signing=True)
ISSUE = Permission("certificates.certificate.issue", signing=True)
WITHDRAW = Permission("certificates.certificate.withdraw", signing=True)
REPLACE = Permission("certificates.certificate.replace")
COPY = Permission("certificates.certificate.copy", signing=True)
EXTEND = Permission("certificates.certificate.extend", signing=True)
MARK_RETROSPECTIVE = Permission("certificates.certificate.mark_retrospective", signing=True)
PRINT = Permission("certificates.certificate.print")
PRINT_OWN = Permission("certificates.certificate.self_print")
