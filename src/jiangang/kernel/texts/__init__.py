"""Words of the house: `text` and `lazy_text` look a key up in the catalogues of the rooms.

The registry itself lives in `jiangang.ui.wording`, because layouts need it too; departments
import it from here.
"""

from jiangang.ui.wording import lazy_text, text

__all__ = ["lazy_text", "text"]
