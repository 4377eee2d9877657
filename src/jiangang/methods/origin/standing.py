"""How each material counts: originating here, originating by cumulation, foreign, or not known.

A material of undetermined origin counts as foreign (RCEP article 3.5, paragraph 4; the same in the notes on
the Asia-Pacific agreement). A material whose status is only not known counts with a range: nothing of it or
all of it is foreign, so that a determination never rests on a guess.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from jiangang.methods.origin.agreements import Edition
from jiangang.methods.origin.goods import Case, Material


class Standing(StrEnum):
    """Whether a material counts as originating."""

    OWN = "originating"
    CUMULATED = "cumulated"
    FOREIGN = "non_originating"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Counted:
    """A material with its standing and its value for the count: None when the case does not say it."""

    material: Material
    standing: Standing
    value: Fraction | None

    @property
    def is_originating(self) -> bool:
        """Whether all of it counts as originating."""
        return self.standing in (Standing.OWN, Standing.CUMULATED)

    @property
    def least_foreign(self) -> Fraction:
        """The least of its value that can be foreign."""
        return self.value or Fraction(0) if self.standing is Standing.FOREIGN else Fraction(0)

    @property
    def most_foreign(self) -> Fraction | None:
        """The most of its value that can be foreign; None when its value is not known."""
        return Fraction(0) if self.is_originating else self.value


def count_materials(case: Case, edition: Edition, *, cumulation: bool = True) -> tuple[Counted, ...]:
    """Every material of the case with its standing under the agreement, in the order of the case.

    cumulation: whether materials of other parties count as originating, where the agreement lets them. With
    full cumulation a foreign material made in a party is opened into its inputs, where the case states them.
    """
    found: list[Counted] = []
    for material in case.materials:
        found += _counted(material, case, edition, cumulation)
    return tuple(found)


def _counted(material: Material, case: Case, edition: Edition, cumulation: bool) -> list[Counted]:
    standing = _standing(material, case, edition, cumulation)
    value = material.value
    if value is not None and edition.deductions and standing in (Standing.FOREIGN, Standing.UNKNOWN):
        value -= material.deductions
    opened = cumulation and edition.cumulation == "full" and standing is Standing.FOREIGN
    if opened and material.inputs and _is_party(material.origin, case, edition):
        return [each for part in material.inputs for each in _counted(part, case, edition, cumulation)]
    return [Counted(material, standing, value)]


def _standing(material: Material, case: Case, edition: Edition, cumulation: bool) -> Standing:
    if material.originating is False or not material.origin:
        return Standing.FOREIGN
    if material.origin == case.exporting:
        own = Standing.OWN
    elif cumulation and _reaches(material.origin, case, edition):
        own = Standing.CUMULATED
    else:
        return Standing.FOREIGN
    return own if material.originating else Standing.UNKNOWN


def _reaches(country: str, case: Case, edition: Edition) -> bool:
    if edition.cumulation == "none":
        return False
    if edition.cumulation == "bilateral":
        return country == case.importing
    return _is_party(country, case, edition)


def _is_party(country: str, case: Case, edition: Edition) -> bool:
    return edition.parties.get(country, case.day) <= case.day if country in edition.parties else False
