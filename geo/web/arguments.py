"""What an address may say: every part is checked here, cheaply, before anything is looked up or computed."""

from __future__ import annotations

import math
import re

from starlette.requests import Request

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.errors import InputError
from geo.workspace import Workspace

_WHOLE = re.compile(r"(0|[1-9][0-9]{0,8})", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]{1,4}(\.[0-9]{0,12})?", re.ASCII)
LONGEST_QUERY = 6000


class AbsentError(InputError):
    """The address names something that is not there; answered with 404."""


def whole(text: str, name: str) -> int:
    """A whole number from 0 of at most nine digits, without sign, space or leading zero."""
    if not _WHOLE.fullmatch(text):
        raise InputError("not a whole number", where=name, found=repr(text[:40]), allowed="0 to 999999999")
    return int(text)


def degrees(text: str, name: str) -> float:
    """A plain decimal number of degrees."""
    if not _DECIMAL.fullmatch(text) or not math.isfinite(float(text)):
        raise InputError("not a number of degrees", where=name, found=repr(text[:40]), allowed="such as 151.2093")
    return float(text)


def query(request: Request, name: str, default: str = "") -> str:
    """One query argument; InputError where the query is too long or names it twice."""
    if len(request.scope["query_string"]) > LONGEST_QUERY:
        raise InputError("the query is too long", allowed=f"{LONGEST_QUERY} characters")
    found = request.query_params.getlist(name)
    if len(found) > 1:
        raise InputError("given twice", where=name)
    return found[0] if found else default


def region(workspace: Workspace, key: str) -> RegionData:
    """A region by key; AbsentError for one that is not known."""
    if key not in workspace.catalogue.regions:
        raise AbsentError("unknown region", found=repr(key[:40]), allowed=", ".join(workspace.catalogue.regions))
    return workspace.region(key)


def scenario(catalogue: Catalogue, token: str, region: str) -> Scenario:
    """The scenario of a token, which must be of the region; without one the balanced preset."""
    if not token:
        return catalogue.scenario(region)
    found = catalogue.check(Scenario.from_token(token))
    if found.region != region:
        raise InputError("the scenario is of another region", where="s", found=found.region, allowed=region)
    return found
