"""Everything the service knows: layers, regions, presets. Looked up by name, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from geo.catalogue.layer import FieldSpec, Layer
from geo.catalogue.preset import Preset, Scenario, read_preset
from geo.catalogue.region import Region, read_region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion
from geo.errors import DataError, InputError, spelled

T = TypeVar("T")


class Catalogue:
    """Layers, regions and presets. Building one reads the region and preset files and no data.

    Parameters
    ----------
    layers : iterable of Layer
    data_root : Path
        Folder with `regions/`, `presets/`, `facts/`.
    """

    def __init__(self, layers: Iterable[Layer], data_root: Path) -> None:
        self.data_root = data_root
        self.layers: dict[str, Layer] = _unique(((layer.key, layer) for layer in layers), "layer")
        self.regions: dict[str, Region] = {
            p.stem: read_region(p) for p in sorted((data_root / "regions").glob("*.toml"))
        }
        presets = sorted(
            (read_preset(p) for p in (data_root / "presets").glob("*.toml")), key=lambda p: (p.order, p.key)
        )
        self.presets: dict[str, Preset] = {preset.key: preset for preset in presets}
        self._check()

    @cached_property
    def fields(self) -> dict[str, FieldSpec]:
        """Field specs by "layer.field"."""
        return {f"{layer.key}.{spec.key}": spec for layer in self.layers.values() for spec in layer.fields}

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Criteria by key, in the order of the layers."""
        return _unique(((c.key, c) for layer in self.layers.values() for c in layer.criteria), "criterion")

    @cached_property
    def gates(self) -> dict[str, Criterion]:
        """Criteria that are verdicts, by key."""
        return {key: criterion for key, criterion in self.criteria.items() if criterion.is_gate}

    @cached_property
    def constraints(self) -> dict[str, Constraint]:
        """Constraints by key."""
        return _unique(((c.key, c) for layer in self.layers.values() for c in layer.constraints), "constraint")

    @cached_property
    def service_layer(self) -> Layer | None:
        """The layer that says which places the grid serves."""
        return next((layer for layer in self.layers.values() if layer.service is not None), None)

    @cached_property
    def land_layer(self) -> Layer:
        """The layer that says where land is."""
        return next(layer for layer in self.layers.values() if layer.land is not None)

    @cached_property
    def hubs(self) -> dict[str, str]:
        """Hubs that a brief may name, title by key; none where no layer tells any."""
        told = [layer.hubs(self.data_root) for layer in self.layers.values() if layer.hubs is not None]
        return _unique((pair for hubs in told for pair in hubs.items()), "hub")

    def layer_of(self, name: str) -> Layer:
        """The layer that owns a field ("layer.field")."""
        return self.layers[name.partition(".")[0]]

    def owner(self, criterion: str) -> Layer:
        """The layer that declares a criterion."""
        return next(layer for layer in self.layers.values() if any(c.key == criterion for c in layer.criteria))

    def region(self, key: str) -> Region:
        """A region by key; InputError with the known keys."""
        return _known(self.regions, key, "region")

    def preset(self, key: str) -> Preset:
        """A preset by key; InputError with the known keys."""
        return _known(self.presets, key, "preset")

    def scenario(self, region: str, preset: str = "balanced", load_mw: float = 300.0) -> Scenario:
        """The scenario a preset starts with."""
        chosen = self.preset(preset)
        weights = {key: float(chosen.weights.get(key, 0.0)) for key in self.criteria}
        table = {"region": self.region(region).key, "preset": preset, "load_mw": load_mw, "weights": weights}
        return self.check(Scenario.checked({**table, "constraints": chosen.constraints}, where="scenario"))

    def check(self, scenario: Scenario) -> Scenario:
        """The scenario with every criterion named, or an InputError naming what the catalogue does not know."""
        self.region(scenario.region)
        self.preset(scenario.preset)
        for key, weight in scenario.weights.items():
            if _known(self.criteria, key, "criterion").is_gate and weight > 0:
                raise InputError("a gate is not weighed", where=f"weights.{key}", found=f"{weight:g}", allowed="0")
        for key, setting in scenario.constraints.items():
            self._check_setting(_known(self.constraints, key, "constraint"), setting)
        for hub in scenario.hubs:
            if hub not in self.hubs:
                raise InputError("unknown hub", where="hubs", found=repr(hub)[:80], allowed=spelled(hub, self.hubs))
        if sum(scenario.weights.values()) <= 0:
            raise InputError(
                "all weights are zero", where="weights", mend="give at least one criterion a weight above 0"
            )
        weights = {key: float(scenario.weights.get(key, 0.0)) for key in self.criteria}
        return scenario.model_copy(update={"weights": weights, "hubs": scenario.brief.hubs})

    @staticmethod
    def _check_setting(constraint: Constraint, setting: bool | float) -> None:
        if isinstance(setting, bool):
            if not setting and constraint.key == "sea":
                raise InputError("the sea cannot be built on", where="constraints.sea", found="false", allowed="true")
            return
        allowed = constraint.limits_allowed
        if allowed is None:
            raise InputError(
                "this constraint has no limit",
                where=f"constraints.{constraint.key}",
                found=f"{setting:g}",
                allowed="true or false",
            )
        if not allowed[0] <= setting <= allowed[1]:
            span = f"{allowed[0]:g} to {allowed[1]:g} {constraint.unit}"
            raise InputError(
                "limit out of range", where=f"constraints.{constraint.key}", found=f"{setting:g}", allowed=span
            )

    def limits(self, scenario: Scenario) -> dict[str, float]:
        """Limit of every constraint that is on in a scenario, by key."""
        chosen: dict[str, float] = {}
        for key, constraint in self.constraints.items():
            setting = scenario.constraints.get(key, constraint.on)
            if isinstance(setting, bool):
                if setting:
                    chosen[key] = constraint.limit
            else:
                chosen[key] = float(setting)
        return chosen

    def _check(self) -> None:
        named = [(c.key, f) for c in self.criteria.values() for f in c.fields]
        named += [(c.key, f) for c in self.constraints.values() for f in c.fields]
        named += [(y.key, f) for y in self.layers.values() if y.service for f in y.service.fields]
        for owner, name in named:
            if name not in self.fields:
                raise DataError("unknown field", where=owner, found=name, allowed=", ".join(sorted(self.fields)))
        for preset in self.presets.values():
            for key in preset.weights:
                if key not in self.criteria or key in self.gates:
                    raise DataError(
                        "unknown criterion",
                        where=f"preset {preset.key}",
                        found=key,
                        allowed=spelled(key, self.criteria),
                    )
            for key in preset.constraints:
                if key not in self.constraints:
                    raise DataError(
                        "unknown constraint",
                        where=f"preset {preset.key}",
                        found=key,
                        allowed=spelled(key, self.constraints),
                    )


def layers_in(modules: Iterable[ModuleType]) -> list[Layer]:
    """The `LAYER` of each module; a DataError names a module without one."""
    found = []
    for module in modules:
        layer = getattr(module, "LAYER", None)
        if not isinstance(layer, Layer):
            raise DataError("the module has no LAYER", where=module.__name__, mend="define LAYER = Layer(...)")
        found.append(layer)
    return found


def _unique(pairs: Iterable[tuple[str, T]], kind: str) -> dict[str, T]:
    found: dict[str, T] = {}
    for key, item in pairs:
        if key in found:
            raise DataError(f"two {kind} entries have one key", where=key)
        found[key] = item
    return found


def _known(table: Mapping[str, T], key: str, kind: str) -> T:
    if key not in table:
        raise InputError(f"unknown {kind}", found=repr(key)[:80], allowed=spelled(key, table))
    return table[key]
