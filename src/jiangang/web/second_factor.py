"""Who must have a second factor and has none: asked by the pages and by the machine API alike."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.base_user import AbstractBaseUser

from jiangang.kernel.office.api import all_settings
from jiangang.kernel.people.api import holds_signing_post
from jiangang.kernel.permissions import Actor


def is_asked_of(actor: Actor) -> bool:
    """Whether the office asks a second factor of the posts that the actor holds today."""
    settings = all_settings(actor.on)
    if settings["demo"] or not settings["mfa_for_signing_posts"]:
        return False
    return holds_signing_post(actor)


def is_missing(user: AbstractBaseUser, actor: Actor) -> bool:
    """Whether the user must set up a second factor before anything else."""
    return is_asked_of(actor) and not is_mfa_enabled(user)
