"""Reference page of the command line, read from the commands themselves."""

from collections.abc import Iterator

import click

from jiangang.config.cli import root
from jiangang.config.reference import markdown


def render() -> str:
    """Every command with its arguments and options."""
    return markdown.page(
        "Commands",
        "Every command of `jiangang`. Exit codes: 0 yes, or all rows done; 1 no, or done with refused"
        " rows; 2 nothing could be done (bad usage or unreadable input).",
        *(_section(path, command) for path, command in _leaves("jiangang", root)),
    )


def _leaves(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command, info_name=path)
    for name in sorted(command.list_commands(context)):
        inner = command.get_command(context, name)
        if inner is not None:
            yield from _leaves(f"{path} {name}", inner)


def _section(path: str, command: click.Command) -> str:
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    usage = " ".join([path, *(_argument(each) for each in arguments)])
    options = [each for each in command.params if isinstance(each, click.Option)]
    words = "\n\n".join(part for part in ((command.help or "").partition("\f")[0].strip(),) if part)
    rows = [(markdown.code(", ".join([*each.opts, *each.secondary_opts])), _option(each)) for each in options]
    listed = "\n\n" + markdown.table(("Option", "Meaning"), rows) if rows else ""
    return f"## {usage}\n\n{words}{listed}"


def _argument(argument: click.Argument) -> str:
    name = (argument.name or "").upper()
    name = f"{name}…" if argument.nargs == -1 else name
    return name if argument.required else f"[{name}]"


def _option(option: click.Option) -> str:
    choices = (
        f" ({', '.join(map(str, option.type.choices))})" if isinstance(option.type, click.Choice) else ""
    )
    return f"{option.help or ''}{choices}{' Required.' if option.required else ''}".strip()
