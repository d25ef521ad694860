"""The one place that makes text safe: for scripts and templates, for HTML, for Streamlit's Markdown.

Names come from files, uploads and URLs. Folium parses what it prints as a template once more, component scripts are
evaluated, tooltips are HTML: so text travels as JSON whose strings hold no character that any of these reads.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

_IN_SCRIPT = re.compile(r"[<>&'`${}\x7f]")
_IN_HTML = re.compile(r"[&<>\"'`$\\{}]")
_IN_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~$:&@]|(?<=www)\.|^\s*[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def script(value: Any) -> str:
    """A plain value as a JavaScript literal that is also inert in HTML, in a template literal and as a Jinja template.

    Parameters
    ----------
    value : str, number, bool, None, and lists, tuples or mappings of these
        NaN and infinite numbers become null; keys become text.
    """
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_quoted(str(key))}:{script(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(script(item) for item in value) + "]"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "null"
    return json.dumps(value, allow_nan=False)


def html(value: object) -> str:
    """Text for an HTML element or a quoted attribute; template and template-literal marks become entities too."""
    return _IN_HTML.sub(lambda match: f"&#{ord(match.group())};", plain(value))


def markdown(value: object) -> str:
    """Text for a Streamlit label, caption or message: no link, image, formula, icon or colour can start in it."""
    return _IN_MARKDOWN.sub(r"\\\1", " ".join(plain(value).split()))


def plain(value: object) -> str:
    """Text without control characters and direction overrides."""
    return _CONTROL.sub("", str(value))


def link(url: str) -> str | None:
    """The address if it is a plain http(s) one, else None."""
    return url if re.fullmatch(r"https?://[^\s\"'<>`\\{}$]+", url) else None


def _quoted(text: str) -> str:
    return _IN_SCRIPT.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text, ensure_ascii=True))
