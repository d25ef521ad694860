"""Templates that are compiled when they are first used."""

from __future__ import annotations

import jinja2
import pytest

from geo.maps.late_templates import late_templates


@pytest.fixture
def compiled(monkeypatch):
    """Sources that were compiled, in order."""
    seen, compile_ = [], jinja2.Environment.compile

    def noted(self, source, *args, **kwargs):
        seen.append(source)
        return compile_(self, source, *args, **kwargs)

    monkeypatch.setattr(jinja2.Environment, "compile", noted)
    return seen


def test_a_template_is_compiled_by_its_first_use_and_once(compiled):
    with late_templates():
        made = jinja2.Template("{% macro header(this) %}<b>{{ this }}</b>{% endmacro %}{{ 1 + 1 }}")
    assert compiled == []
    assert made.render() == "2"
    assert str(made.module.header("x")) == "<b>x</b>"
    assert len(compiled) == 1


def test_a_late_template_is_of_its_own_class_and_knows_no_more_than_that(compiled):
    class Ours(jinja2.Template):
        pass

    with late_templates():
        made = Ours("{{ name }}")
    assert isinstance(made, Ours)
    assert made.render(name="n") == "n"
    with pytest.raises(AttributeError):
        _ = made.nothing_of_the_kind


def test_afterwards_templates_are_compiled_at_once_again(compiled):
    with pytest.raises(ValueError, match="import"), late_templates():
        raise ValueError("import failed")
    jinja2.Template("{{ 2 }}")
    assert compiled == ["{{ 2 }}"]


def test_a_broken_template_says_so_when_it_is_used():
    with late_templates():
        made = jinja2.Template("{% if %}")
    with pytest.raises(jinja2.TemplateSyntaxError):
        made.render()
