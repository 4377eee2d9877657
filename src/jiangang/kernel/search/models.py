"""The index behind the one search box: one row for each thing that can be found."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """What can be found: a kind and a key, titles, the words it is found by, where it leads, who may see it.

    `haystack` holds all words in lower case, each led by a blank, so that "begins with" is one pattern; it is
    derived and may be rebuilt. `url_name` is its page for staff, `portal_url_name` for people of the firms in
    `firm_ids` (empty: staff only). `permission` is what staff need to see it.
    """

    mutability = "mutable"
    personal_fields = ()

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    title_en = models.CharField(max_length=200, blank=True)
    title_zh = models.CharField(max_length=200, blank=True)
    haystack = models.TextField()
    pinyin = models.CharField(max_length=600, blank=True)
    url_name = models.CharField(max_length=80)
    portal_url_name = models.CharField(max_length=80, blank=True)
    firm_ids = ArrayField(models.BigIntegerField(), default=list)
    permission = models.CharField(max_length=80)
    indexed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_once")]
        indexes = [models.Index(fields=["pinyin"], name="search_entry_pinyin")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
