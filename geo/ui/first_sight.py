"""What a page says until its map stands, kept for the next start and said again while the application is imported.

A browser takes half a second to lay out a page, to open the map's frame and to draw the map. Python takes as long to
import what stands behind the page. With what an earlier start said, both go on side by side. Then the page itself is
drawn: what it says again stays where it is, and what it does not say goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg, ForwardMsgList
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.ui.map_component import component
from geo.web.asked import ASKED
from geo.web.shelf import Shelf, machine_shelf

REPEATED, SAID = "_first_sight", "_first_sight_said"
"""Where a session holds that its first sight was a repeated one, and that the page itself has been drawn."""
DRAWN_S = 0.7
"""Longest pause [s] between the loaded application and the page itself."""
ENQUEUE = "enqueue"
"""Streamlit's name for saying something to the page."""


class FirstSight:
    """What the first page of a process says up to its map, by the address it was opened with.

    Parameters
    ----------
    shelf : keeps it from one start to the next
    """

    def __init__(self, shelf: Callable[[], Shelf | None]) -> None:
        self._shelf, self._kept = shelf, False

    def repeat(self) -> bool:
        """Say what an earlier start said; whether there was anything."""
        context, shelf = get_script_run_ctx(), self._shelf()
        if context is None or shelf is None:
            return False
        said = shelf.find(_key(context.query_string))
        if said is None:
            return False
        component()  # its files can be had from here on
        st.session_state[REPEATED] = True
        for message in ForwardMsgList.FromString(said).messages:
            context.enqueue(message)
        return True

    @staticmethod
    def drawn() -> None:
        """Return once the repeated map's tiles have been answered, or after some time: the page would hold them up."""
        ASKED.first(DRAWN_S)

    @contextmanager
    def kept(self, passing: Callable[[], object]) -> Iterator[None]:
        """Keep what is said in this block up to the map, once in a process, and only what a new session says: somebody
        may have brought sites of their own to a later run.

        Parameters
        ----------
        passing : whether some of it will not be true for long, so that it had better not be kept
        """
        context, new = get_script_run_ctx(), SAID not in st.session_state
        st.session_state[SAID] = True
        if self._kept or context is None or not new:
            yield
            return
        key, said, enqueue = _key(context.query_string), ForwardMsgList(), context.enqueue

        def listen(message: ForwardMsg) -> None:
            if not self._kept and message.HasField("delta"):
                said.messages.append(message)
                if message.delta.new_element.HasField("component_instance") and not passing():
                    self._keep(key, said.SerializeToString(deterministic=True))
            enqueue(message)

        setattr(context, ENQUEUE, listen)
        try:
            yield
        finally:
            delattr(context, ENQUEUE)

    def _keep(self, key: str, body: bytes) -> None:
        self._kept, shelf = True, self._shelf()
        if shelf is not None and shelf.find(key) != body:
            shelf.keep(key, body)


def _key(query: str) -> str:
    return f"first sight ?{query}"


FIRST_SIGHT = FirstSight(machine_shelf)
"""The one of this process."""
