"""The ground of a map as a script of its own, which a browser fetches once: client, style, and all that stays."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import blake2b

from geo.maps.client_files import client, client_script
from geo.maps.text import script
from geo.maps.view import Bounds, GroundView, Place


@dataclass(frozen=True)
class GroundScript:
    """A ground and the script that holds it.

    Attributes
    ----------
    key : names the script by its content; the map on the page asks for its ground by it
    bounds : of the region, west, south, east, north [degrees]
    places : the sites whose names and coordinates it holds
    """

    key: str
    region: str
    bounds: Bounds
    places: tuple[Place, ...]
    text: str

    @classmethod
    def of(cls, view: GroundView) -> GroundScript:
        """The script of a ground."""
        code, ground, style = client_script(), script(view.to_dict()), script(client("style.css"))
        key = blake2b("\n".join((code, ground, style)).encode(), digest_size=8).hexdigest()
        text = f"{code}\nSitewatt.keep({script(key)}, {ground}, {style});\n"
        return cls(key, view.region, view.bounds, view.places, text)

    def to_json(self) -> bytes:
        """All of it, for the disk."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, kept: bytes) -> GroundScript:
        """What `to_json` gave."""
        told = json.loads(kept)
        places = tuple(Place(**place) for place in told.pop("places"))
        return cls(**{**told, "bounds": tuple(told["bounds"]), "places": places})

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the sites, in the order in which changes count them."""
        return tuple(place.key for place in self.places)
