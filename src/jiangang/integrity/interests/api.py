"""What other rooms may use of the register of interests."""

from jiangang.integrity.interests.operations import declare_interest, end_interest, erase_note
from jiangang.integrity.interests.queries import firms_of_interest, interested_people
from jiangang.integrity.interests.refusal import RECUSAL, Recusal, one_look
from jiangang.integrity.interests.rules import RECUSAL_LAW, recused

__all__ = [
    "RECUSAL",
    "RECUSAL_LAW",
    "Recusal",
    "declare_interest",
    "end_interest",
    "erase_note",
    "firms_of_interest",
    "interested_people",
    "one_look",
    "recused",
]
