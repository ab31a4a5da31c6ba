"""Templates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ld.build.rml.model import Template, TermType, parse_template, write_template

TEXTS = st.text(st.sampled_from("ab/{}\\植"))


@given(st.lists(st.tuples(TEXTS, TEXTS.filter(bool)), max_size=4), TEXTS)
def test_what_is_written_is_read_back(pairs: list[tuple[str, str]], last: str) -> None:
    template = Template((*(text for text, _ in pairs), last), tuple(name for _, name in pairs))
    assert parse_template(write_template(template)) == template


@given(st.text(st.sampled_from("a{}\\")))
def test_any_string_is_read_or_refused(text: str) -> None:
    try:
        template = parse_template(text)
    except ValueError:
        return
    assert len(template.texts) == len(template.references) + 1
    assert parse_template(write_template(template)) == template


@pytest.mark.parametrize("text", ["{", "}", "{}", "{a", "a}", "{a{b}}", "\\a", "a\\", "{a\\}"])
def test_what_does_not_fit(text: str) -> None:
    with pytest.raises(ValueError, match=r"brace|backslash|empty"):
        parse_template(text)


def test_term_types() -> None:
    assert [kind.name for kind in TermType if not kind.is_iri] == ["BLANK_NODE", "LITERAL"]
