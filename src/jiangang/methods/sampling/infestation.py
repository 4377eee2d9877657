"""What is to be detected: how much of a lot is infested, how it is spread, how well it is recognised."""

import math
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

from jiangang.methods.answers import Said, Unreachable
from jiangang.methods.findings import Finding
from jiangang.methods.sampling.inputs import BELOW_ONE, POSITIVE, Facts, Given, Rounding, in_digits
from jiangang.methods.sampling.urns import Urn
from jiangang.methods.sampling.wording import percent

LARGEST_SAMPLE = 1_000_000_000
LARGEST_DISPERSED = 100_000
"""With clustered infestation a sum has as many terms as units are drawn."""


@dataclass(frozen=True, slots=True)
class Infestation:
    """One state of a lot that an inspection is to detect.

    lot_size: units, None for a lot much larger than any sample; infested: how many are, None when only the
    level is fixed; level: the fraction infested; asked: the level that a person named, before rounding;
    efficacy: of recognising an infested unit; accept: how many recognised units are still accepted;
    dispersion: intra-cluster correlation F; rounding: how the asked level became the number.
    """

    lot_size: int | None
    infested: int | None
    level: Fraction
    asked: Fraction | None
    efficacy: Fraction
    accept: int
    dispersion: Fraction
    rounding: Rounding

    @property
    def model(self) -> str:
        """Name of the distribution."""
        if self.dispersion:
            return "beta_binomial"
        return "binomial" if self.lot_size is None else "hypergeometric"

    @property
    def urn(self) -> Urn:
        """The urn that the lot is."""
        if self.dispersion:
            return Urn.of_clusters(self.level, self.dispersion, self.efficacy)
        if self.lot_size is None or self.infested is None:
            return Urn.of_large_lot(self.level, self.efficacy)
        return Urn.of_lot(self.lot_size, self.infested, self.efficacy)

    @property
    def most(self) -> int:
        """The largest sample that is looked at."""
        most = LARGEST_DISPERSED if self.dispersion else LARGEST_SAMPLE
        return most if self.lot_size is None else min(most, self.lot_size)

    def guess(self, confidence: Fraction) -> int:
        """About the sample size wanted; nothing depends on it but time."""
        needed = mean_needed(float(confidence), self.accept)
        if self.lot_size and self.infested and not self.dispersion:
            size = (self.lot_size - (self.infested - 1) / 2) * -math.expm1(-needed / self.infested)
        else:
            size = needed / float(self.level)
        if self.dispersion:
            return min(self.most, int(self._dispersed_guess(needed)))
        return min(self.most, int(size / float(self.efficacy)) + 1)

    def _dispersed_guess(self, needed: float) -> float:
        theta = float(self.dispersion / (1 - self.dispersion))
        found = float(self.level * self.efficacy)
        power = needed * theta / found
        return float(self.most) if power > 30 else math.expm1(power) / theta

    def assumptions(self) -> tuple[Said, ...]:
        """What must hold for a confidence to be true."""
        said = [Said("methods.sampling.assumption.homogeneous")]
        if not self.dispersion:
            said.append(Said("methods.sampling.assumption.random"))
        if self.lot_size is None and not self.dispersion:
            said.append(Said("methods.sampling.assumption.large_lot"))
        if self.asked is not None and self.infested is not None:
            said.append(Said("methods.sampling.assumption.rounding", self._rounded()))
        if self.dispersion:
            params = {"dispersion": in_digits(self.dispersion)}
            said.append(Said("methods.sampling.assumption.dispersion", params))
        said.append(Said("methods.sampling.assumption.efficacy", {"efficacy": percent(self.efficacy)}))
        return tuple(said)

    def _rounded(self) -> dict[str, object]:
        exact = (self.asked or Fraction(0)) * (self.lot_size or 0)
        return {
            "level": percent(self.asked or Fraction(0)),
            "lot_size": self.lot_size,
            "exact": f"{float(exact):.10g}",
            "infested": self.infested,
            "rounding": self.rounding.value,
        }

    def as_values(self) -> dict[str, object]:
        """The values by their JSON names; the level is the one asked for; what is unknown is left out."""
        values = {
            "lot_size": self.lot_size,
            "infested": self.infested,
            "level": self.level if self.asked is None else self.asked,
            "efficacy": self.efficacy,
            "accept": self.accept,
            "dispersion": self.dispersion,
            "rounding": self.rounding.value,
        }
        return {name: value for name, value in values.items() if value is not None}


def read_infestation(
    facts: Facts,
    *,
    lot_size: Given,
    level: Given,
    infested: Given,
    efficacy: Given,
    accept: Given,
    dispersion: Given,
    rounding: Rounding | str,
) -> Infestation:
    """Read one from what was given; what is wrong stays in `facts`, which the caller checks."""
    size = None if lot_size is None else facts.count("lot-size", lot_size, least=1)
    rule = facts.rounding(rounding)
    spread = facts.share("dispersion", dispersion, BELOW_ONE)
    asked, number = None, None
    if (level is None) == (infested is None):
        facts.fault("level_or_infested", "level")
        share = Fraction(1, 2)
    elif level is not None:
        asked = share = facts.share("level", level, POSITIVE)
        if size is not None and not spread:
            number = rule.of(share * size)
    else:
        share, number = _of_number(facts, infested, size)
    if number is not None and size and not facts.findings:
        share = Fraction(number, size)
    return Infestation(
        lot_size=size,
        infested=number,
        level=share,
        asked=asked,
        efficacy=facts.share("efficacy", efficacy, POSITIVE),
        accept=facts.count("accept", accept, most=LARGEST_DISPERSED),
        dispersion=spread,
        rounding=rule,
    )


def _of_number(facts: Facts, infested: Given, size: int | None) -> tuple[Fraction, int | None]:
    if size is None:
        facts.fault("infested_without_lot", "infested")
        return Fraction(1, 2), None
    number = facts.count("infested", infested, least=1, most=max(size, 1))
    return Fraction(number, size), number


def check_something_to_find(what: Infestation) -> None:
    """Raise Unreachable when the level means no unit at all, or no more than are accepted."""
    if what.infested == 0:
        params = {key: value for key, value in what._rounded().items() if key != "infested"}
        raise Unreachable(Finding("methods.sampling.finding.nothing_infested", field="level", params=params))
    if what.infested is not None and not what.dispersion and what.infested <= what.accept:
        params = {"infested": what.infested, "accept": what.accept}
        raise Unreachable(
            Finding("methods.sampling.finding.accept_covers_all", field="accept", params=params)
        )


def mean_needed(confidence: float, accept: int) -> float:
    """Mean of a Poisson number that is above `accept` with this probability, roughly (Wilson–Hilferty)."""
    if accept == 0:
        return -math.log1p(-confidence)
    more = accept + 1
    z = NormalDist().inv_cdf(confidence)
    return float(more * max(0.01, 1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3)
