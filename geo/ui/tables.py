"""Tables of text as HTML: they wrap, so that nothing is cut off, and every cell is text."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geo.maps.text import html, link


def html_table(table: pd.DataFrame, narrow: Sequence[str] = ()) -> str:
    """A table whose long texts wrap; plain http(s) addresses become links.

    Parameters
    ----------
    narrow : columns that stay on one line
    """
    heads = "".join(f"<th>{html(column)}</th>" for column in table.columns)
    rows = []
    for row in table.itertuples(index=False):
        cells = zip(table.columns, row, strict=True)
        rows.append("<tr>" + "".join(_cell(str(c), value, str(c) in narrow) for c, value in cells) + "</tr>")
    body = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return f"<div class='sw-tablebox'><table class='sw-table'>{body}</table></div>"


def _cell(column: str, value: object, narrow: bool) -> str:
    """A cell that carries its heading, for narrow screens that set cells below one another."""
    shape = f" data-label='{html(column)}'" + (" class='sw-narrow'" if narrow else "")
    if isinstance(value, bool):
        return f"<td{shape}>{'yes' if value else 'no'}</td>"
    text = "" if value is None or value != value else str(value)
    address = link(text)
    if address is not None:
        host = address.split("/")[2].removeprefix("www.")
        shown = f"<a href='{html(address)}' target='_blank' rel='noopener noreferrer'>{html(host)}</a>"
        return f"<td{shape}>{shown}</td>"
    return f"<td{shape}>{html(text)}</td>"
