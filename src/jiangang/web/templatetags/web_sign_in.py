"""`{% demo_sign_ins as demo %}`: the sign-ins that the demo office shows; nothing in a real office."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import get_language

from jiangang.kernel.office.api import all_settings
from jiangang.kernel.people import api as people

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_sign_ins(context: Context) -> dict[str, Any]:
    """`people` (username, post) and `password` of the demo office; empty in a real one."""
    on = context["request"].actor.on
    settings = all_settings(on)
    if not settings["demo"] or not settings["demo_password"]:
        return {"people": [], "password": ""}
    return {
        "people": people.list_sign_ins(on, get_language() or "zh-hans"),
        "password": settings["demo_password"],
    }
