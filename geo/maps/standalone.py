"""A map as one HTML file that needs nothing else: scripts, styles, features, picture, table and licences are inside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from branca.element import Figure

from geo.maps.client_files import client
from geo.maps.elements import Change
from geo.maps.siting_map import ground_map
from geo.maps.text import html, link, script
from geo.maps.view import ChangeView, GroundView


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around the map in the file.

    Attributes
    ----------
    title, said : heading and the line below it
    legend : HTML of ours (`geo.maps.legend`)
    columns, rows : the ranking
    notes : licences and remarks, one line each
    """

    title: str
    said: str
    legend: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]
    notes: Sequence[str]


def standalone(ground: GroundView, change: ChangeView, frame: Frame, library: Mapping[str, str]) -> str:
    """The whole file.

    Parameters
    ----------
    library : texts of "leaflet" (script) and "leaflet_css" (style sheet)
    """
    site_map = ground_map(ground, lambda name: None, standalone=True)
    site_map.default_js, site_map.default_css = [], []
    site_map.add_child(Change(script(change.to_dict()), site_map.get_name()))
    figure = site_map.get_root()
    assert isinstance(figure, Figure)
    return _framed(figure.render(), frame, library)


def _framed(page: str, frame: Frame, library: Mapping[str, str]) -> str:
    """The rendered page with the library in its head and the frame around its map; nothing is parsed as a template."""
    style = _without_pictures(library["leaflet_css"]) + client("standalone.css")
    script = library["leaflet"].replace("</script", "<\\/script")
    head = f"<title>{html(frame.title)}</title><style>{style}</style><script>{script}</script>"
    page = re.sub(r"<link rel=\"icon\"[^>]*>", "", page)
    page = page.replace("<head>", f"<head>{head}", 1)
    intro = f"<header><h1>{html(frame.title)}</h1><p>{html(frame.said)}</p></header>"
    page = page.replace("<body>", f"<body>{intro}", 1)
    return page.replace("</body>", f"{_below(frame)}</body>", 1)


def _below(frame: Frame) -> str:
    heads = "".join(f"<th>{html(column)}</th>" for column in frame.columns)
    rows = "".join("<tr>" + "".join(f"<td>{html(cell)}</td>" for cell in row) + "</tr>" for row in frame.rows)
    notes = "".join(f"<li>{_noted(note)}</li>" for note in frame.notes)
    return (
        f"<main>{frame.legend}<h2>Ranking</h2><div class='sw-scroll'><table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div><h2>Data and licences</h2><ul>{notes}</ul></main>"
    )


def _noted(note: str) -> str:
    address = link(note)
    return f"<a href='{html(address)}' rel='noopener noreferrer'>{html(note)}</a>" if address else html(note)


def _without_pictures(sheet: str) -> str:
    """Leaflet's style sheet without its image files: our map uses none of them."""
    return re.sub(r"url\([^)]*\)", "none", sheet)
