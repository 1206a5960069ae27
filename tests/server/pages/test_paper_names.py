"""Papers are called by words, never by their ids."""

import pytest

from server.pages.paper_names import paper_name
from server.pages.words import number_word
from sync.domain.kinds import KINDS, PAPERS
from sync.forms.catalogue import Catalogue

CATALOGUE = Catalogue.load()


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("minutes:2026-11:regular:1", "Biên bản 11/2026"),
        ("minutes:2026-11:regular:2", "Biên bản 11/2026 (2)"),
        ("thematic_plan:2026", "Kế hoạch sinh hoạt chuyên đề năm 2026"),
        ("review:thematic_plan:2026:abababab", "Kế hoạch sinh hoạt chuyên đề năm 2026"),
        ("resolution:2026-11:regular:1:1", "Nghị quyết chi bộ 11/2026"),
        ("nothing:of:ours", ""),
    ],
)
def test_a_paper_is_called_by_its_title_and_period(id: str, name: str) -> None:
    assert paper_name(id, CATALOGUE) == name


@pytest.mark.parametrize("kind", [one.name for one in PAPERS if (one.name, 1) in CATALOGUE.definitions])
def test_every_kind_with_a_form_has_a_name_in_both_languages(kind: str) -> None:
    assert kind in KINDS
    names = {paper_name(f"{kind}:2026", CATALOGUE, lang) for lang in ("vi", "en")}
    assert all(names) and kind not in names


def test_a_figure_reads_whole_as_it_was_typed() -> None:
    assert [number_word(one, "vi") for one in (92.5, 1_500_000, 1_234_567.25, 0.1 + 0.2, 0)] == ["92,5", "1500000", "1234567,25", "0,3", "0"]
    assert number_word(92.5, "en") == "92.5"
