"""Text is inert wherever it goes: scripts, templates, HTML, Markdown."""

from __future__ import annotations

import json

import pytest
from folium.template import Template
from hypothesis import given
from hypothesis import strategies as st

from geo.maps.text import html, link, markdown, plain, script

HOSTILE = (
    "{{7*7}}",
    "{% for x in y %}",
    "{# hidden #}",
    "${alert(1)}",
    "<img src=x onerror=alert(1)>",
    "`;alert(1);`",
    "'\"</script><script>alert(1)</script>",
    "\\u003c\\x3c",
    "line\u2028separator\u2029",
    "\u202egnp.exe",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_script_literal_says_the_same_text_without_any_mark_that_html_templates_or_jinja_read(text):
    literal = script({"name": [text]})
    assert json.loads(literal) == {"name": [text]}
    inner = literal[literal.index("[") : literal.rindex("]")]
    assert not set(inner) & set("<>&'`${}")
    assert Template(literal).render() == literal


@pytest.mark.parametrize("text", HOSTILE)
def test_html_holds_no_tag_no_quote_and_no_template_mark(text):
    safe = html(text)
    assert not set(safe) & set("<>\"'`$\\{}")
    assert Template(safe).render() == safe


def test_html_is_what_a_reader_sees():
    assert html("Fish & chips <b>") == "Fish &#38; chips &#60;b&#62;"
    assert html("Ōita 大分") == "Ōita 大分"


def test_numbers_that_json_has_not_become_null():
    assert script([1.5, float("nan"), float("inf"), None, True]) == "[1.5,null,null,null,true]"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_every_plain_value_survives_the_way_into_a_script(value):
    assert json.loads(script(value)) == value


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("![x](http://a/b.png)", "!\\[x\\](http\\://a/b.png)"),
        (":red[hot] $x^2$ :material/home:", "\\:red\\[hot\\] \\$x^2\\$ \\:material/home\\:"),
        ("**bold** _it_ `code`", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\`"),
        ("# head\n\n- item", "\\# head - item"),
        ("- item", "\\- item"),
        ("1. first", "1\\. first"),
        ("www.example.com", "www\\.example.com"),
        ("Distance to a city, km", "Distance to a city, km"),
    ],
)
def test_markdown_starts_no_image_link_formula_list_or_colour(text, safe):
    assert markdown(text) == safe


def test_control_characters_and_direction_overrides_go():
    assert plain("a\x00b\u202ec") == "abc"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://a/'onclick=", "//a"]
)
def test_only_plain_web_addresses_become_links(url):
    assert link(url) is None
    assert link("https://www.aemo.com.au/a_b?c=1") == "https://www.aemo.com.au/a_b?c=1"
