"""Presets and scenarios: everything a person can set, as a file and as a URL token."""

from __future__ import annotations

import base64
import binascii
import json
import math
import tomllib
import zlib
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, field_validator, model_validator

from geo.catalogue.region import first_fault
from geo.decision.aggregation import DEFAULT_ATTITUDE
from geo.decision.brief import Brief
from geo.decision.weight_prior import DEFAULT_CONCENTRATION
from geo.errors import DataError, InputError

Unknowns = Literal["neutral", "pessimistic", "exclude"]
RuleKey = Literal["weighted_sum", "weighted_geometric", "minimum", "owa", "topsis"]
Number = Annotated[float, Field(strict=True)]
"""A number of TOML or JSON: a word that reads like one, or a yes, is a mistake in the file."""
Concentration = Annotated[float, Field(ge=1, le=10_000, allow_inf_nan=False)]
VERSION: Final = 2
"""Of the schema of scenarios. Version 1 knew the weighted sum only and no certainty; it is still read."""
TOKEN_LIMIT = 4096
WEIGHT_LIMIT = 1000.0


class Preset(BaseModel):
    """A starting point, as in `data/presets/<key>.toml`: weights by criterion, constraints beyond the defaults.

    `correlated` gives the reason why a pair of criteria ("one other") that move together are both weighed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: str
    description: str
    weights: dict[str, Annotated[float, Field(ge=0, le=WEIGHT_LIMIT)]]
    constraints: dict[str, bool | float] = {}
    correlated: dict[str, str] = {}
    order: int = 100


class Scenario(BaseModel):
    """One state of the map. Weights are relative (they are scaled to sum 1 where they are used).

    `constraints` holds only what differs from the catalogue's defaults: true, false, or a limit in the
    constraint's unit. `attitude` is that of the rule "owa": 0 careful, 1 daring. The concentrations say how sure the
    weights are (Dirichlet, see `geo.decision.weight_prior`): between groups, and within a group.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[2] = 2
    region: str
    preset: str = "balanced"
    load_mw: Number = 300.0
    energise_by: int = 2029
    redundancy: str = "N-1"
    hubs: tuple[str, ...] = ()
    weights: dict[str, Number]
    constraints: dict[str, StrictBool | Number] = {}
    unknowns: Unknowns = "neutral"
    rule: RuleKey = "weighted_sum"
    attitude: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = DEFAULT_ATTITUDE
    concentration_groups: Concentration = DEFAULT_CONCENTRATION
    concentration_within: Concentration = DEFAULT_CONCENTRATION

    @model_validator(mode="before")
    @classmethod
    def _upgraded(cls, table: Any) -> Any:
        """Older versions as the present one: what they did not know keeps its default, which is what they meant."""
        if isinstance(table, dict) and table.get("version") == 1 and not isinstance(table["version"], bool):
            return {**table, "version": VERSION}
        return table

    @field_validator("weights")
    @classmethod
    def _finite(cls, weights: dict[str, float]) -> dict[str, float]:
        for key, weight in weights.items():
            if not math.isfinite(weight) or not 0 <= weight <= WEIGHT_LIMIT:
                raise ValueError(f"weight of {key} must be 0 to {WEIGHT_LIMIT:g}")
        return weights

    @property
    def brief(self) -> Brief:
        """The brief part of the scenario."""
        return Brief(
            load_mw=self.load_mw,
            energise_by=self.energise_by,
            redundancy=self.redundancy,  # type: ignore[arg-type]
            hubs=self.hubs,
        )

    def token(self) -> str:
        """The scenario as a short URL-safe text; scenarios that mean the same give equal tokens.

        A weight of 0 is left out, as if it had not been named.
        """
        said = {**self.model_dump(), "weights": {key: weight for key, weight in self.weights.items() if weight > 0}}
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        packed = zlib.compress(text.encode("ascii"), 9)
        return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")

    @classmethod
    def from_token(cls, token: str) -> Scenario:
        """The scenario behind a token; InputError for anything malformed, cheaply."""
        if not token or len(token) > TOKEN_LIMIT:
            raise InputError(
                "the scenario token is malformed", found=f"{len(token)} characters", allowed=f"1 to {TOKEN_LIMIT}"
            )
        try:
            packed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            unpacker = zlib.decompressobj()
            text = unpacker.decompress(packed, 4 * TOKEN_LIMIT)
            if unpacker.unconsumed_tail or not unpacker.eof:
                raise InputError("the scenario token is malformed", found="more text than a scenario holds")
            return cls.checked(json.loads(text), where="scenario token")
        except (ValueError, binascii.Error, zlib.error, RecursionError) as error:
            raise InputError("the scenario token is malformed", found=str(error)[:80]) from error

    @classmethod
    def checked(cls, table: Any, *, where: str) -> Scenario:
        """A scenario from plain values; InputError names the field."""
        if not isinstance(table, dict):
            raise InputError("a scenario is a table of settings", where=where, found=type(table).__name__)
        try:
            scenario = cls(**table)
            _ = scenario.brief
        except (ValidationError, TypeError) as error:
            found = first_fault(error) if isinstance(error, ValidationError) else str(error)
            raise InputError("the scenario cannot be used", where=where, found=found) from error
        return scenario

    def to_toml(self) -> str:
        """The scenario as a TOML file."""
        plain = self.model_dump(exclude={"weights", "constraints"})
        lines = [f"{key} = {json.dumps(value)}" for key, value in plain.items()]
        for name, table in (("weights", self.weights), ("constraints", self.constraints)):
            if table:
                lines += ["", f"[{name}]"] + [f"{key} = {json.dumps(value)}" for key, value in sorted(table.items())]
        return "\n".join(lines) + "\n"


def read_scenario(path: Path, defaults: dict[str, Any]) -> Scenario:
    """A scenario file (TOML); what it leaves out comes from `defaults`."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError("no such scenario file", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InputError("not a readable TOML file", where=str(path), found=str(error)[:200]) from error
    return Scenario.checked({**defaults, **table}, where=str(path))


def read_preset(path: Path) -> Preset:
    """One preset file; a DataError names the file and the field."""
    try:
        preset = Preset(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError("not valid TOML", where=str(path), found=str(error)) from error
    except ValidationError as error:
        raise DataError("the preset cannot be read", where=str(path), found=first_fault(error)) from error
    if preset.key != path.stem:
        raise DataError("key and file name differ", where=str(path), found=preset.key, allowed=path.stem)
    return preset
