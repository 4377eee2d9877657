"""Workflows as data: states and one transition table, with the checks that prove the table whole.

Here live the pure table and its diagram. Moving a record, separating hands and the database trigger that
enforces the same table are the kernel's.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from jiangang.methods.findings import Finding, Refused


@dataclass(frozen=True)
class Transition:
    """One row of the table: the act leads from each of `sources` to `target`.

    permission: code of the permission that the act needs; hands: code of the hand that the act counts as in
    the legal profile (who accepted may not inspect), empty when it counts as none.
    """

    act: str
    sources: tuple[str, ...]
    target: str
    permission: str
    hands: str = ""

    def __post_init__(self) -> None:
        given: object = self.sources
        if isinstance(given, str):
            raise TypeError(f"act {self.act}: sources is a tuple of states, not one text")
        object.__setattr__(self, "sources", tuple(self.sources))


Labels = Mapping[str, str] | Callable[[str], str]


@dataclass(frozen=True)
class Workflow:
    """States, where a record starts, and the transitions.

    name: `<room>.<noun>`; final: states that a record rests in for good; left out, they are the states
    that no act leads out of.
    """

    name: str
    initial: str
    states: tuple[str, ...]
    transitions: tuple[Transition, ...]
    final: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for part in ("states", "transitions"):
            object.__setattr__(self, part, tuple(getattr(self, part)))

    @cached_property
    def _table(self) -> dict[tuple[str, str], Transition]:
        return {(source, each.act): each for each in reversed(self.transitions) for source in each.sources}

    @property
    def acts(self) -> tuple[str, ...]:
        """Each act once, in the order of the table."""
        return tuple(dict.fromkeys(each.act for each in self.transitions))

    @property
    def final_states(self) -> tuple[str, ...]:
        """States in which a record rests for good."""
        if self.final is not None:
            return tuple(self.final)
        left = {source for each in self.transitions for source in each.sources}
        return tuple(state for state in self.states if state not in left)

    def state_key(self, state: str) -> str:
        """Text key of a state: `<room>.state.<state>`."""
        return f"{self.name.split('.')[0]}.state.{state}"

    def act_key(self, act: str) -> str:
        """Text key of an act: `<room>.act.<act>`."""
        return f"{self.name.split('.')[0]}.act.{act}"

    def acts_from(self, state: str) -> tuple[Transition, ...]:
        """The transitions that lead out of a state, in the order of the table."""
        return tuple(each for each in self.transitions if state in each.sources)

    def transition(self, state: str, act: str) -> Transition:
        """The transition for an act in a state; raises Refused with a finding naming the possible acts."""
        found = self._table.get((state, act))
        if found is not None:
            return found
        possible = tuple(each.act for each in self.acts_from(state))
        code = "act_not_possible" if possible else "no_act_possible"
        if state not in self.states:
            code = "state_unknown"
        raise Refused(
            Finding(
                f"methods.finding.{code}",
                field="act",
                params={
                    "workflow": self.name,
                    "state": state,
                    "act": act,
                    "possible": ", ".join(possible),
                },
            )
        )

    def next_state(self, state: str, act: str) -> str:
        """The state that an act leads to; raises Refused as `transition` does."""
        return self.transition(state, act).target

    def faults(self) -> list[Finding]:
        """Everything that is wrong with the table; empty when it is whole."""
        return [*self._wrong_names(), *self._wrong_paths()]

    def check_total(self) -> None:
        """Raise Refused when the table is not whole.

        Whole means: no unknown state, nothing twice, every state reachable from the initial one, and a way
        out of every state that is not final, leading to a final state where there are any.
        """
        found = self.faults()
        if found:
            raise Refused(found)

    def _fault(self, code: str, **params: str) -> Finding:
        return Finding(f"methods.finding.{code}", params={"workflow": self.name, **params})

    def _wrong_names(self) -> list[Finding]:
        known = set(self.states)
        used = [self.initial, *(self.final or ())]
        for each in self.transitions:
            used += [*each.sources, each.target]
        found = [
            self._fault("state_not_in_table", state=state)
            for state in dict.fromkeys(used)
            if state not in known
        ]
        twice = [state for state, count in Counter(self.states).items() if count > 1]
        found += [self._fault("state_twice", state=state) for state in twice]
        pairs = Counter((source, each.act) for each in self.transitions for source in each.sources)
        found += [
            self._fault("act_twice", state=state, act=act)
            for (state, act), count in pairs.items()
            if count > 1
        ]
        found += [
            self._fault("act_without_source", state="", act=each.act)
            for each in self.transitions
            if not each.sources
        ]
        found += [
            self._fault("act_without_permission", act=each.act)
            for each in self.transitions
            if not each.permission
        ]
        return found

    def _wrong_paths(self) -> list[Finding]:
        forward: dict[str, set[str]] = {state: set() for state in self.states}
        backward: dict[str, set[str]] = {state: set() for state in self.states}
        for each in self.transitions:
            for source in each.sources:
                forward.setdefault(source, set()).add(each.target)
                backward.setdefault(each.target, set()).add(source)
        reached = _reach({self.initial}, forward)
        final = set(self.final_states)
        ending = _reach(final, backward) if final else set(self.states)
        found = [
            self._fault("state_not_reached", state=state) for state in self.states if state not in reached
        ]
        for state in self.states:
            if state in final:
                if forward[state]:
                    found.append(self._fault("final_state_left", state=state))
            elif not forward[state]:
                found.append(self._fault("state_without_way_out", state=state))
            elif state not in ending:
                found.append(self._fault("state_never_ends", state=state))
        return found

    def as_mermaid(self, labels: Labels | None = None) -> str:
        """The table as a Mermaid `stateDiagram-v2`, the same text for the same table.

        labels: gives the words for a text key (`state_key`, `act_key`), as a mapping or a function; without
        it the codes themselves are shown. Source: mermaid.js.org, state diagrams.
        """
        lines = ["stateDiagram-v2"]
        lines += [
            f'    state "{_label(labels, self.state_key(state), state)}" as {_identifier(state)}'
            for state in self.states
        ]
        lines.append(f"    [*] --> {_identifier(self.initial)}")
        for each in self.transitions:
            words = _label(labels, self.act_key(each.act), each.act).replace(":", "：")
            lines += [
                f"    {_identifier(source)} --> {_identifier(each.target)}: {words}"
                for source in each.sources
            ]
        lines += [f"    {_identifier(state)} --> [*]" for state in self.final_states]
        return "\n".join(lines) + "\n"


def _reach(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = set(start), list(start)
    while waiting:
        fresh = edges.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting += fresh
    return reached


def _label(labels: Labels | None, key: str, code: str) -> str:
    if labels is None:
        words = code
    elif isinstance(labels, Mapping):
        words = labels.get(key, code)
    else:
        words = labels(key)
    return words.replace('"', "'").replace("\n", " ")


def _identifier(state: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in f"s_{state}")
