"""The keys that anybody may check the register with, as a plain text: one a line, with what it is for."""

from jiangang.kernel.register import queries


def text() -> str:
    """Lines `log KEY`, `rotated KEY`, `compromised SIZE KEY` (good up to that size) and `witness KEY`."""
    lines = []
    for origin in queries.list_origins():
        for key in queries.keys_of(origin):
            end = getattr(key, "end", None)
            if end is None:
                lines.append(f"log {key.verifier_key}")
            elif end.why == "rotated":
                lines.append(f"rotated {key.verifier_key}")
            else:
                lines.append(f"compromised {end.trusted_size} {key.verifier_key}")
    lines += [f"witness {each.key.encode()}" for each in queries.list_witnesses()]
    return "".join(f"{line}\n" for line in lines)
