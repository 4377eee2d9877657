"""How many units to open so that an infestation is detected with a stated confidence.

Whatever is said here of one lot: what is to be detected stands in `infestation`, the probability in `urns`.
What a plan that was carried out has achieved is in `achieved`.
"""

from fractions import Fraction

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding
from jiangang.methods.register import method
from jiangang.methods.sampling.clusters import LARGEST_CLUSTER, detect_in_clusters
from jiangang.methods.sampling.infestation import Infestation, check_something_to_find, read_infestation
from jiangang.methods.sampling.inputs import INSIDE, Facts, Given, Rounding, in_digits
from jiangang.methods.sampling.urns import least
from jiangang.methods.sampling.wording import percent, percent_down

ISPM_31 = "ISPM 31 (FAO/IPPC), Methodologies for sampling of consignments, its appendices on sample sizes"


@method(
    "sampling.detection",
    source=(ISPM_31, "Hughes and Madden, Phytopathology 83 (1993) 759–763, for clustered infestation"),
    verified=(
        "tests/data/sampling: 400 hypergeometric cells, 276 cells of lots at 95 and 99 %, 100 binomial cells "
        "with efficacy",
        "enumeration of all samples of small lots, in integers",
    ),
)
def detect(
    *,
    confidence: Given,
    lot_size: Given = None,
    level: Given = None,
    infested: Given = None,
    efficacy: Given = 1,
    accept: Given = 0,
    dispersion: Given = 0,
    cluster_size: Given = None,
    rounding: Rounding | str = Rounding.FLOOR,
) -> Answer:
    """The least number of units to open so that more than `accept` infested ones are recognised.

    confidence: the probability wanted, a fraction; lot_size: units, None for a lot much larger than the
    sample; level: the fraction infested, or infested: how many units are; efficacy: probability that an
    infested unit which is examined is recognised; dispersion: intra-cluster correlation, 0 ≤ F < 1;
    cluster_size: units that lie together and are all examined, only with a dispersion; rounding: how level
    times lot size becomes a number, `floor`, `nearest` or `ceil`. Values: `sample_size`,
    `achieved_confidence` and what was asked; with a cluster size also `clusters`. Raises Refused for bad
    values and Unreachable when no sample is large enough. Source: ISPM 31.
    """
    facts = Facts()
    what = read_infestation(
        facts,
        lot_size=lot_size,
        level=level,
        infested=infested,
        efficacy=efficacy,
        accept=accept,
        dispersion=dispersion,
        rounding=rounding,
    )
    wanted = facts.share("confidence", confidence, INSIDE)
    if cluster_size is not None:
        size = facts.count("cluster-size", cluster_size, least=1, most=LARGEST_CLUSTER)
        if not facts.findings and not what.dispersion:
            facts.fault("clusters_without_dispersion", "cluster-size")
        if what.accept:
            facts.fault("clusters_with_accept", "accept")
    facts.check()
    check_something_to_find(what)
    if cluster_size is not None:
        return detect_in_clusters(what, wanted, size)
    return _answer(what, wanted, find_size(what, wanted))


def find_size(what: Infestation, confidence: Fraction) -> int:
    """The least sample that reaches the confidence; raises Unreachable when none does."""
    urn = what.urn
    low = min(what.accept + 1, what.most)
    found = least(
        lambda size: urn.detects(size, what.accept, confidence), low, what.most, what.guess(confidence)
    )
    if found is None:
        raise Unreachable(unreachable(what, confidence))
    return found


def unreachable(what: Infestation, confidence: Fraction) -> Finding:
    """The finding that says how far the largest sample would lead."""
    params = {
        "confidence": percent(confidence),
        "best": percent_down(what.urn.confidence(what.most, what.accept)),
        "most": what.most,
        "efficacy": in_digits(what.efficacy),
        "accept": what.accept,
    }
    return Finding("methods.sampling.finding.confidence_unreachable", field="confidence", params=params)


ONE_CLUSTER = (Said("methods.sampling.assumption.one_cluster"),)


def _answer(what: Infestation, confidence: Fraction, size: int) -> Answer:
    achieved = 1 - what.urn.miss(size, what.accept)[0]
    return Answer(
        method="sampling.detection",
        version="1",
        values={
            "sample_size": size,
            "achieved_confidence": float(achieved),
            "model": what.model,
            "confidence": confidence,
            **what.as_values(),
        },
        assumptions=(*what.assumptions(), *ONE_CLUSTER[: bool(what.dispersion)]),
        sentence=sentence(what, size, percent_down(achieved)),
    )


def sentence(what: Infestation, size: int, achieved: str) -> Said:
    """What may stand on a certificate about a sample of this size."""
    form = {"hypergeometric": "lot", "binomial": "large_lot", "beta_binomial": "dispersed"}[what.model]
    return Said(
        f"methods.sampling.sentence.{form}_{'more' if what.accept else 'one'}",
        {
            "sample_size": size,
            "lot_size": what.lot_size,
            "infested": what.infested,
            "level": percent(what.level),
            "efficacy": percent(what.efficacy),
            "more": what.accept + 1,
            "dispersion": in_digits(what.dispersion),
            "achieved": achieved,
        },
    )
