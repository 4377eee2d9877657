"""What other rooms may use of the search: indexing, finding, and the pinyin of names."""

from jiangang.kernel.search.operations import Findable, forget, index, index_many
from jiangang.kernel.search.queries import Found, find
from jiangang.kernel.search.words import pinyin_initials, pinyin_key

__all__ = [
    "Findable",
    "Found",
    "find",
    "forget",
    "index",
    "index_many",
    "pinyin_initials",
    "pinyin_key",
]
