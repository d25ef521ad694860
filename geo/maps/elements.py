"""Folium elements of ours. Their templates are constants that print prepared literals: no text is a template."""

from __future__ import annotations

from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.maps import text
from geo.maps.client_files import client, client_script
from geo.maps.view import GroundView


class Style(MacroElement):
    """The style sheet of the map, in the head."""

    _template = Template("""{% macro header(this, kwargs) %}<style>{{ this.sheet }}</style>{% endmacro %}""")

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "SitewattStyle"
        self.sheet = client("style.css")


class Ground(MacroElement):
    """The client script, started on its map with what stays constant."""

    _template = Template(
        """{% macro script(this, kwargs) %}
{{ this.code }}
Sitewatt.start({{ this._parent.get_name() }}, {{ this.view }}, {{ this.standalone }});
{% endmacro %}"""
    )

    def __init__(self, view: GroundView, *, standalone: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "SitewattGround"
        self.code = client_script()
        self.view = text.script(view.to_dict())
        self.standalone = text.script(standalone)


class KeptGround(JSCSSMixin, MacroElement):
    """A ground that comes as a script of its own, under an address that the browser keeps."""

    _template = Template(
        """{% macro script(this, kwargs) %}
Sitewatt.start({{ this._parent.get_name() }}, {{ this.key }}, false);
{% endmacro %}"""
    )

    def __init__(self, key: str, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "SitewattGround"
        self.key = text.script(key)
        self.default_js, self.default_css = [("sitewatt_ground", url)], []


class Change(MacroElement):
    """What the map shows now, as a literal; a later one replaces it without a new map."""

    _template = Template(
        """{% macro script(this, kwargs) %}
Sitewatt.show({{ this.map_name }}, {{ this.view }});
{% endmacro %}"""
    )

    def __init__(self, view: str, map_name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "SitewattChange"
        self.map_name = map_name
        self.view = view
