"""Reference page of the figures: definitions in both languages."""

from jiangang.config.reference import markdown
from jiangang.kernel.figures import Figure, all_figures
from jiangang.ui.wording import text_in

PARTS = (("title", "Title"), ("definition", "Definition"), ("period", "Period"))


def render() -> str:
    """All figures by code."""
    return markdown.page(
        "Figures",
        "What each figure counts. A changed definition is a new version; a number is printed with its"
        " period, its records and the moment as of which it was counted.",
        *(_section(figure) for figure in all_figures()),
    )


def _section(figure: Figure) -> str:
    rows = [
        (name, text_in("en", f"{figure.text_key}.{part}"), text_in("zh-hans", f"{figure.text_key}.{part}"))
        for part, name in PARTS
    ]
    facts = f"Version {figure.version}, a {figure.kind}."
    return f"## {figure.code}\n\n{facts}\n\n{markdown.table(('', 'English', '中文'), rows)}"
