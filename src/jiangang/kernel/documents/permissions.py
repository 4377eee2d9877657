"""Permissions of the documents.

Handing a file in needs none of its own: it is part of the act it belongs to.
"""

from jiangang.kernel.permissions import Permission

VIEW_DOCUMENTS = Permission("documents.document.view")
