"""The one error of the supervisor: a sentence for the person at the terminal, and an exit code."""

from jiangang.config.supervision.words import sentence


class Trouble(Exception):
    """Something that stops a command; printed as one sentence, without a traceback.

    key: text key below `config.`; exit_code: 1 for "no", 2 for "nothing could be done".
    """

    def __init__(self, key: str, *, exit_code: int = 2, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.exit_code = exit_code
        self.params = params

    def __str__(self) -> str:
        return sentence(self.key, **self.params)
