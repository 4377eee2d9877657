"""What other rooms may use of privacy: masks, revealing, retention, the list of personal data."""

from jiangang.kernel.privacy.declarations import (
    PersonalField,
    as_markdown,
    list_personal_fields,
    undeclared_models,
)
from jiangang.kernel.privacy.operations import (
    NewRule,
    erase_due,
    load_seeds,
    reveal,
    rules_in_force,
    set_retention,
)
from jiangang.methods.masking import mask_email, mask_id, mask_name, mask_phone, mask_text

__all__ = [
    "NewRule",
    "PersonalField",
    "as_markdown",
    "erase_due",
    "list_personal_fields",
    "load_seeds",
    "mask_email",
    "mask_id",
    "mask_name",
    "mask_phone",
    "mask_text",
    "reveal",
    "rules_in_force",
    "set_retention",
    "undeclared_models",
]
