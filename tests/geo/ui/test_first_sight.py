"""The first sight of a page: kept up to the map, said again before the application is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.ui import first_sight as rules
from geo.ui.first_sight import REPEATED, FirstSight
from geo.web.shelf import Shelf


@dataclass
class Context:
    """A run of the script, as far as it is asked here."""

    query_string: str = ""
    said: list[ForwardMsg] = field(default_factory=list)

    def enqueue(self, message: ForwardMsg) -> None:
        self.said.append(message)


def text(body: str) -> ForwardMsg:
    said = ForwardMsg()
    said.metadata.delta_path.extend([0, len(body)])
    said.delta.new_element.html.body = body
    return said


def the_map(args: str = "{}") -> ForwardMsg:
    said = ForwardMsg()
    said.delta.new_element.component_instance.json_args = args
    return said


def page_settings() -> ForwardMsg:
    said = ForwardMsg()
    said.page_config_changed.title = "Sitewatt"
    return said


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """What a session holds; the map's component is not declared, as no app runs."""
    held: dict[str, bool] = {}
    monkeypatch.setattr(rules.st, "session_state", held)
    monkeypatch.setattr(rules, "component", lambda: None)
    return held


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, session: dict[str, bool]):
    """Open a page under an address."""

    def at(query: str = "") -> Context:
        session.clear()
        context = Context(query)
        monkeypatch.setattr(rules, "get_script_run_ctx", lambda: context)
        return context

    return at


def drawn(sight: FirstSight, context: Context, *messages: ForwardMsg, passing: object = None) -> None:
    """A page that says some things."""
    with sight.kept(passing=lambda: passing):
        for message in messages:
            context.enqueue(message)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "state")


def repeated(shelf: Shelf, context: Context) -> list[ForwardMsg] | None:
    """What the next process says before it is loaded; None if it says that it has nothing."""
    found = FirstSight(lambda: Shelf(shelf._folder)).repeat()
    assert found == bool(context.said)
    return context.said if found else None


def test_what_was_said_up_to_the_map_is_said_again_and_nothing_else(shelf, opened, session):
    page = opened()
    drawn(FirstSight(lambda: shelf), page, page_settings(), text("title"), the_map('{"a": 1}'), text("ranking"))
    assert len(page.said) == 4, "the page itself says all of it"
    assert repeated(shelf, opened()) == [text("title"), the_map('{"a": 1}')]
    assert session == {REPEATED: True}


def test_another_address_shows_another_page(shelf, opened):
    drawn(FirstSight(lambda: shelf), opened("s=one"), text("one"), the_map())
    assert repeated(shelf, opened()) is None
    assert repeated(shelf, opened("s=one")) == [text("one"), the_map()]


def test_the_first_map_of_a_process_counts_and_a_later_process_replaces_it(shelf, opened):
    first = FirstSight(lambda: shelf)
    drawn(first, opened(), text("no map yet"))
    drawn(first, opened(), text("map"), the_map())
    drawn(first, opened(), text("moved weights"), the_map())
    assert repeated(shelf, opened()) == [text("map"), the_map()]
    drawn(FirstSight(lambda: shelf), opened(), text("new data"), the_map())
    assert repeated(shelf, opened()) == [text("new data"), the_map()]


def test_a_later_run_of_a_session_is_not_kept(shelf, opened):
    sight, page = FirstSight(lambda: shelf), opened()
    drawn(sight, page, text("a sketch, as nothing is fetched"))
    drawn(sight, page, text("sites of my own"), the_map())
    assert repeated(shelf, opened()) is None
    drawn(sight, opened(), text("candidate sites"), the_map())
    assert repeated(shelf, opened()) == [text("candidate sites"), the_map()]


def test_what_passes_is_not_kept_and_the_page_after_it_is(shelf, opened):
    sight = FirstSight(lambda: shelf)
    drawn(sight, opened(), text("Fetching data: 40 %"), the_map(), passing=["fetch"])
    assert repeated(shelf, opened()) is None
    drawn(sight, opened(), text("settled"), the_map())
    assert repeated(shelf, opened()) == [text("settled"), the_map()]


def test_a_page_that_fails_is_heard_no_more(shelf, opened):
    page = opened()

    def halfway() -> ForwardMsg:
        raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"), FirstSight(lambda: shelf).kept(passing=list):
        page.enqueue(halfway())
    page.enqueue(the_map())
    assert repeated(shelf, opened()) is None


def test_without_a_page_or_a_shelf_nothing_is_said_or_kept(shelf, opened, monkeypatch):
    drawn(FirstSight(lambda: None), opened(), text("title"), the_map())
    assert not FirstSight(lambda: None).repeat()
    monkeypatch.setattr(rules, "get_script_run_ctx", lambda: None)
    with FirstSight(lambda: shelf).kept(passing=list):
        pass
    assert not FirstSight(lambda: shelf).repeat()
