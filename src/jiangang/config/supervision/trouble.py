"""The one error of the supervisor: a sentence for the person at the terminal, and an exit code."""


class Trouble(Exception):
    """Something that stops a command. Its text is printed as it stands, without a traceback."""

    def __init__(self, sentence: str, *, exit_code: int = 2) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
