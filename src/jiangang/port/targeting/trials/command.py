"""`jiangang target backtest` from inside: reads the office's decisions, prints what a policy would have
done.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, NotFound, Refused
from jiangang.port.targeting import permissions
from jiangang.port.targeting.models import Policy
from jiangang.port.targeting.operations.policies import examine_policy
from jiangang.port.targeting.operations.testing import check_days, hours_on, keep_backtest
from jiangang.port.targeting.replaying import Replay, replay

Words = Callable[..., str]


def run(name: str, first: date, last: date, *, as_json: bool, words: Words) -> None:
    """Replay the decisions of a period under a version or a text, and print what came of it.

    name: `code/number` of a proposed version, whose back-test is kept, or a file whose text nobody has
    proposed: of that nothing is kept. Raises Refused with every fault.
    """
    at = office.clock()
    today = office.local_day(at)
    policy = _find(name, today)
    found = check_days(first, last, today)
    if found:
        raise Refused(found)
    hours = hours_on(today)
    with click.progressbar(length=1, label=words("targeting.backtest.replaying"), file=sys.stderr) as bar:

        def told(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        made = replay(policy, first, last, as_on=today, hours=hours, told=told)
    if policy.pk is not None:
        actor = Actor.system("command-line", on=today, permissions=frozenset({permissions.TEST_POLICY}))
        keep_backtest(replay=made, actor=actor, at=at)
    _tell(made, str(policy), is_kept=policy.pk is not None, as_json=as_json, words=words)


def _find(name: str, today: date) -> Policy:
    path = Path(name)
    if path.suffix == ".toml" or path.is_file():
        return _from_file(path, today)
    code, _, version = name.rpartition("/")
    found = Policy.objects.filter(code=code, version=int(version)).first() if version.isdigit() else None
    if found is None:
        raise NotFound(Finding("targeting.finding.policy_not_found"))
    return found


def _from_file(path: Path, today: date) -> Policy:
    """A version that nobody has proposed; its text is looked over as when it is."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        params = {"file": path.name, "reason": str(getattr(error, "strerror", None) or error)}
        raise Refused(Finding("targeting.finding.file_unreadable", params=params)) from error
    read, findings = examine_policy(text, today)
    if read is None:
        raise Refused(findings)
    return Policy(code=read.code, version=0, text=text, digest=hashlib.sha256(text.encode()).hexdigest())


def _tell(made: Replay, name: str, *, is_kept: bool, as_json: bool, words: Words) -> None:
    if as_json:
        said = {
            "policy": name,
            "kept": is_kept,
            "inputs": made.inputs,
            "input_digest": made.input_digest,
            "result": made.result,
            "result_digest": made.result_digest,
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    result = made.result
    click.echo(words("targeting.backtest.of", name=name, n=made.decisions))
    for lane in ("green", "yellow", "red", "held"):
        sides = " -> ".join(f"{result[side]['lanes'][lane]:,}" for side in ("now", "candidate"))
        click.echo(f"  {words(f'targeting.lane.{lane}')}: {sides}")
    for key in ("caught", "missed", "unknown", "inspector_hours", "trader_hours"):
        sides = " -> ".join(str(result[side][key]) for side in ("now", "candidate"))
        click.echo(f"  {words(f'targeting.outcome.{key}')}: {sides}")
    for key in ("recall", "found_among_checked"):
        click.echo(f"  {words(f'targeting.outcome.{key}')}: {_rate(result['candidate'][key])}")
    for gate in result["gates"]:
        told = {"inspector": gate["inspector_hours"], "trader": gate["trader_hours"]}
        note = words("targeting.note.gate_in_backtest", caught=gate["caught"], missed=gate["missed"], **told)
        click.echo(f"  {words('targeting.field.gate')} {gate['gate']}: {_rate(gate['closed'])}; {note}")
    weak = "" if result["leak"]["says_something"] else f"  {words('targeting.note.too_few')}"
    click.echo(f"  {words('targeting.outcome.leak')}: {_rate(result['leak'])}{weak}")
    click.echo(words("targeting.backtest.digests", input=made.input_digest, result=made.result_digest))


def _rate(rate: dict[str, object]) -> str:
    counts = f"{rate['events']} / {rate['total']}"
    return counts if rate["rate"] is None else f"{counts} = {rate['rate']} ({rate['low']} – {rate['high']})"
