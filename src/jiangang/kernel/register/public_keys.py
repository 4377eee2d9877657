"""The keys that anybody may check the register with, as a plain text: one a line, with what it is for."""

from jiangang.kernel.register import queries


def text() -> str:
    """Lines `log KEY`, `rotated KEY`, `compromised SIZE KEY` (good up to that size), `witness KEY`,
    `former-witness KEY`, and `cosigned COUNT SIZE ORIGIN`: from that size on so many witnesses had cosigned.

    Read by `methods.papers.read_register_keys`.
    """
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
    witnesses = [each.key for each in queries.list_witnesses()]
    lines += [f"witness {key.encode()}" for key in witnesses]
    former = [key for key in queries.all_witness_keys() if key not in witnesses]
    lines += [f"former-witness {key.encode()}" for key in former]
    lines += [f"cosigned {count} {size} {origin}" for origin, size, count in queries.release_steps()]
    return "".join(f"{line}\n" for line in lines)
