"""Permissions of notices and consignments.

The acts of later departments on a consignment are permissions here too, so that the transition table
names who may act; each of those departments checks its own permission on its own record as well.
"""

from jiangang.kernel.permissions import Permission

VIEW_NOTICES = Permission("declarations.notice.view")
FILE_NOTICE = Permission("declarations.notice.file")
ENTER_NOTICE = Permission("declarations.notice.enter")
CORRECT_NOTICE = Permission("declarations.notice.correct")
WITHDRAW_NOTICE = Permission("declarations.notice.withdraw")
ACCEPT_NOTICE = Permission("declarations.notice.accept")
RETURN_NOTICE = Permission("declarations.notice.return")
ATTACH_DOCUMENT = Permission("declarations.document.attach")
IMPORT_NOTICES = Permission("declarations.notice.import")

TARGET = Permission("declarations.consignment.target")
CONCLUDE = Permission("declarations.consignment.conclude")
DISPOSE = Permission("declarations.consignment.dispose")
CLOSE = Permission("declarations.consignment.close")
