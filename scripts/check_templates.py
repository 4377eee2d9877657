"""Compiles every template, so that a misspelt tag is found before a person opens the page."""

import os
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> int:
    """1 when a template does not compile; each such template is named with its error."""
    os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="jiangang-check-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangang.config.settings")
    import django
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    django.setup()
    faulty = 0
    paths = sorted((REPOSITORY / "src" / "jiangang").glob("**/templates/**/*.html"))
    for path in paths:
        name = path.as_posix().rpartition("/templates/")[2]
        try:
            get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            print(f"{path.relative_to(REPOSITORY)}: {error}")
            faulty += 1
    print(f"{len(paths)} templates, {faulty} faulty")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
