"""What other rooms may use of the messages."""

from jiangang.kernel.messages.operations import Words, mark_all_read, mark_read, send
from jiangang.kernel.messages.queries import MessageRow, list_messages, unread_count

__all__ = ["MessageRow", "Words", "list_messages", "mark_all_read", "mark_read", "send", "unread_count"]
