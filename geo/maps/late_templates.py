"""Folium compiles a template for each of its hundred elements and plugins when it is imported; a map here renders five.

Within `late_templates` a template is compiled when something of it is first asked for: a sixth of the time in which the
application is imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from jinja2 import Environment, Template


@contextmanager
def late_templates() -> Iterator[None]:
    """While it lasts, templates made from text are not compiled yet."""
    at_once = Environment.from_string

    def late(self: Environment, source: Any, globals: Any = None, template_class: Any = None) -> Template:
        given: type[Template] = template_class or self.template_class
        made: Template = object.__new__(late_kind(given))  # type: ignore[arg-type]  # a class is hashable
        made.__dict__["_make"] = lambda: at_once(self, source, globals, template_class)
        return made

    Environment.from_string = late  # type: ignore[method-assign]
    try:
        yield
    finally:
        Environment.from_string = at_once  # type: ignore[method-assign]


@lru_cache(maxsize=16)
def late_kind(kind: type[Template]) -> type[Template]:
    """The same class of templates, filled by the first look at anything that a template holds."""

    def fill(self: Template, name: str) -> Any:
        make = self.__dict__.get("_make")
        if make is None or name == "_make":
            raise AttributeError(name)
        self.__dict__.update(make().__dict__)
        self.__dict__.pop("_make", None)
        return getattr(self, name)

    return type(f"Late{kind.__name__}", (kind,), {"__getattr__": fill})
