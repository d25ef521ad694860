"""What a fetch tells while it runs: events, and their form as JSON lines between processes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal, TextIO, get_args

Kind = Literal["start", "waiting", "progress", "done", "skipped", "failed", "finished"]


@dataclass(frozen=True)
class Event:
    """One step of a fetch.

    Parameters
    ----------
    kind : "start" | "waiting" | "progress" | "done" | "skipped" | "failed" | "finished"
        "waiting": another process is fetching the same thing; "skipped": already here; "finished": the last event.
    key, title : str
        The artefact; empty for "finished".
    done_bytes, total_bytes : int
        Transferred so far and in all, for this artefact.
    ended, count : int
        How many artefacts have ended (done, skipped or failed), of how many.
    message : str
        Where it came from ("done"), or what went wrong ("failed").
    """

    kind: Kind
    key: str = ""
    title: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    ended: int = 0
    count: int = 0
    message: str = ""


Listener = Callable[[Event], None]


def to_json(event: Event) -> str:
    """One line without a line break."""
    return json.dumps(asdict(event), ensure_ascii=True)


def from_json(line: str) -> Event | None:
    """The event of a line, or None when the line is something else (a warning of a library, say)."""
    try:
        content = json.loads(line)
        event = Event(**content)
    except (ValueError, TypeError):
        return None
    return event if event.kind in get_args(Kind) else None


def json_writer(stream: TextIO) -> Listener:
    """A listener that writes each event as a line and flushes it."""

    def write(event: Event) -> None:
        stream.write(to_json(event) + "\n")
        stream.flush()

    return write
