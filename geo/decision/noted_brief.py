"""A brief that notes whether anything of it was read, so that what does not look at it need not be made anew."""

from __future__ import annotations

from dataclasses import fields

from geo.decision.brief import Brief

NAMES = frozenset(field.name for field in fields(Brief))


class NotedBrief(Brief):
    """A brief like any other; `was_read` tells whether a setting of it has been looked at since it was made.

    What is computed without a look cannot depend on the brief, whatever the numbers are: the way through the code is
    the same for every brief.
    """

    @classmethod
    def of(cls, brief: Brief) -> NotedBrief:
        """The same brief, not looked at yet."""
        made = cls(**{name: getattr(brief, name) for name in NAMES})
        made.__dict__["was_read"] = False
        return made

    @property
    def was_read(self) -> bool:
        """Whether a setting has been read."""
        return bool(self.__dict__["was_read"])

    def __getattribute__(self, name: str) -> object:
        if name in NAMES:
            self.__dict__["was_read"] = True
        return super().__getattribute__(name)
