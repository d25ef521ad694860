"""Point placemarks of a KML file with their attributes."""

from __future__ import annotations

from pathlib import Path

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from geo.errors import DataError

KML = "{http://www.opengis.net/kml/2.2}"


def placemarks(file: Path) -> list[dict[str, str]]:
    """Attributes of each point as they stand, plus ``lon`` and ``lat`` in degrees; DataError where it is no such file.

    A placemark without a point is left out. Entities and other tricks of XML are refused.
    """
    try:
        root = ElementTree.parse(file).getroot()
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise DataError("not a KML file", where=file.name, found=str(error)) from error
    rows = []
    for placemark in root.iter(f"{KML}Placemark"):
        point = placemark.find(f"{KML}Point/{KML}coordinates")
        if point is not None and point.text:
            row = {item.get("name"): (item.text or "").strip() for item in placemark.iter(f"{KML}SimpleData")}
            row["lon"], row["lat"] = point.text.strip().split(",")[:2]
            rows.append(row)
    return rows
