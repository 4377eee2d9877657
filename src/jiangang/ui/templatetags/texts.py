"""`{% load texts %}`: words in templates."""

from django import template

from jiangang.ui import wording

register = template.Library()


@register.simple_tag
def text(key: str, /, **params: object) -> str:
    """`{% text "declarations.notice.title" number=notice.number %}`; escaped like any other value."""
    return wording.text(key, **params)
