"""Every page of a model has a picture drawn by our own code, its limits, and the code it is about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

MODELS = Path(__file__).parents[2] / "docs" / "models"
PAGES = sorted(MODELS.glob("*.md"))
PICTURE = re.compile(r"!\[([^\]]+)\]\((pictures/[a-z0-9_]+\.png)\)")


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_model_page_has_a_picture_with_words_and_its_limits(page: Path) -> None:
    pictures = PICTURE.findall(text(page))
    assert pictures
    for words, name in pictures:
        assert len(words.split()) >= 5, words
        with Image.open(MODELS / name) as image:
            assert image.width >= 200
            colours = image.convert("RGB").getcolors(maxcolors=100_000)
            assert colours is not None
            assert len(colours) >= 4, "a picture that shows one value shows nothing"
    assert re.search(r"^(\*\*Limits\.\*\*|## Limits)", text(page), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_model_page_names_the_code_it_is_about(page: Path) -> None:
    assert re.search(r"`(geo|layers)/[a-z_/]+\.py`", text(page))


def test_no_picture_is_left_over() -> None:
    used = {name for page in MODELS.parent.rglob("*.md") for _, name in PICTURE.findall(text(page))}
    assert {f"pictures/{file.name}" for file in (MODELS / "pictures").glob("*")} == used
