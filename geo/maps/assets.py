"""Where a map's scripts and styles come from: our own route when the artefact is here, the public CDN otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from branca.element import Element
from folium.elements import JSCSSMixin

Locate = Callable[[str], str | None]
"""Our own address of a link by Folium's name for it, or None where we do not have the file."""

NEEDED = ("leaflet", "leaflet_css")
"""Of the links that a Folium map names, those that ours uses; the rest (jQuery, Bootstrap, icon fonts) is left away."""


def keep_needed(element: JSCSSMixin, names: tuple[str, ...] = NEEDED) -> None:
    """Drop the links of one element that are not named. Touches the instance, never the class."""
    element.default_js = [(name, url) for name, url in element.default_js if name in names]
    element.default_css = [(name, url) for name, url in element.default_css if name in names]


def localise(element: Element, locate: Locate) -> None:
    """Point every link of an element and its children at our own address, by link name, where there is one."""
    for mixin in _with_links(element):
        mixin.default_js = [(name, locate(name) or url) for name, url in mixin.default_js]
        mixin.default_css = [(name, locate(name) or url) for name, url in mixin.default_css]


def foreign_links(element: Element) -> list[str]:
    """Addresses of another host that the element would load."""
    links = [url for mixin in _with_links(element) for _, url in (*mixin.default_js, *mixin.default_css)]
    return [url for url in links if url.startswith(("http:", "https:", "//"))]


def _with_links(element: Element) -> Iterator[JSCSSMixin]:
    if isinstance(element, JSCSSMixin):
        yield element
    for child in element._children.values():
        yield from _with_links(child)
