"""Why something is counted member by member: said once, told by ``explain-plan`` and in the manifest of a run."""


class NotCompiled(Exception):  # noqa: N818 - an answer, not a mistake: the engine counts it instead
    """The plan cannot say something; ``what`` names it as a person would."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
