"""What every command starts from: options, workspace, the scenario they mean, and data that is ready."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.build.fields import Progress
from geo.catalogue.events import Event
from geo.catalogue.fetch import fetch
from geo.catalogue.paths import mirror_root
from geo.catalogue.preset import Scenario, read_scenario
from geo.catalogue.region_data import RegionData
from geo.decision.weighing import from_table
from geo.errors import InputError
from geo.exchange.weights import FROM_SITES, present, stated
from geo.report import ranked_sites
from geo.workspace import Workspace

SINGLE_OPTIONS = ("load_mw", "energise_by", "redundancy", "rule", "attitude")
"""Options that are settings of the scenario by the same name."""
PRIVATE_COMMANDS = frozenset({"check", "ledger", "watch"})
"""Commands whose answer is for the user alone, however it is printed."""


@dataclass(frozen=True)
class Call:
    """One command with its options."""

    options: argparse.Namespace
    workspace: Workspace

    def scenario(self) -> Scenario:
        """The scenario that the options mean: preset, then file, then single options."""
        options, catalogue = self.options, self.workspace.catalogue
        chosen = catalogue.scenario(options.region, options.preset or "balanced")
        if options.scenario:
            defaults = chosen.model_dump()
            chosen = read_scenario(Path(options.scenario), defaults)
            if options.preset is None and chosen.preset != "balanced":
                base = catalogue.scenario(options.region, chosen.preset).model_dump()
                chosen = read_scenario(Path(options.scenario), base)
            if chosen.region != options.region:
                raise InputError(
                    "scenario and option differ",
                    where=f"{options.scenario}, region",
                    found=chosen.region,
                    allowed=options.region,
                )
        given = {name: getattr(options, name) for name in SINGLE_OPTIONS}
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if options.hub:
            changes["hubs"] = options.hub
        if options.weights:
            chosen = chosen.model_copy(update={"weights": self._weights(chosen)})
            changes["weights"] = chosen.weights
        if options.weight:
            changes["weights"] = chosen.weights | dict(_weight(text) for text in options.weight)
        return catalogue.check(Scenario.checked({**chosen.model_dump(), **changes}, where="options"))

    def _weights(self, scenario: Scenario) -> dict[str, float]:
        """Weights that --weights states, in percent; of the candidate sites' values for entropy and critic."""
        now = present(self.workspace.catalogue, scenario.weights)
        if self.options.weights not in FROM_SITES:
            shares = stated(self.options.weights, now)
        else:
            self.fetch_missing()
            values = ranked_sites(self.workspace.region(scenario.region), scenario).assessment.values
            shares = from_table(self.options.weights, values, now)
            tell(f"{self.options.weights}: these weights describe the sites' data, not what anybody wants")
        return {key: 100.0 * share for key, share in shares.items()}

    def for_others(self) -> Call:
        """This call, without the user's own evidence where its result is written down and nobody asked for it."""
        given = vars(self.options)
        written = bool(given.get("output") or given.get("json"))
        if not written or given["command"] in PRIVATE_COMMANDS or given.get("with_ledger"):
            return self
        if "with_ledger" in given and self.workspace.ledger.rows:
            tell("your own evidence is left out of what is written; --with-ledger puts it in")
        return Call(self.options, self.workspace.public)

    def ready(self, scenario: Scenario) -> RegionData:
        """The region with everything that the scenario needs fetched (unless offline) and built."""
        self.fetch_missing()
        data = self.workspace.region(scenario.region)
        self.expect((data,))
        self.workspace.build(data, scenario, show_build)
        return data

    def expect(self, states: Sequence[RegionData]) -> None:
        """InputError where the data of some regions are not those that `--expect-fingerprint` names."""
        wanted = vars(self.options).get("expect_fingerprint")
        found = ",".join(data.fingerprint for data in states)
        if wanted is not None and wanted != found:
            raise InputError(
                "the data are not those of the run to be repeated",
                where="--expect-fingerprint",
                found=found,
                allowed=wanted[:80],
                mend="fetch the same artefacts with the same version of Sitewatt",
            )

    def fetch_missing(self) -> None:
        """Fetch the default artefacts that are not there; a failure is told and the bundled tier stands in."""
        if self.options.offline or not self.workspace.artefacts.missing():
            return
        report = fetch(self.workspace.artefacts, listen=show_fetch, mirror=mirror_root())
        for message in report.failed.values():
            tell(f"not fetched: {message}; bundled data stands in")
        self.workspace.refresh()


def tell(text: str) -> None:
    """A line for the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def show_fetch(event: Event) -> None:
    """One line per artefact as it ends."""
    if event.kind in ("done", "failed"):
        tell(f"fetch {event.ended}/{event.count} {event.title}: {event.kind} {event.message}".rstrip())


def show_build(progress: Progress) -> None:
    """One line per field."""
    tell(f"build {progress.region} {progress.done}/{progress.total} {progress.field} ({progress.seconds:.1f} s)")


def print_json(content: Any) -> None:
    """JSON on standard output, without NaN."""
    print(json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1))


def _weight(text: str) -> tuple[str, float]:
    key, sign, number = text.partition("=")
    try:
        return key.strip(), float(number if sign else "x")
    except ValueError as error:
        raise InputError("a weight is KEY=NUMBER", where="--weight", found=repr(text)[:80]) from error
