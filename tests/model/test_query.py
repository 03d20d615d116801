# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.model.query import MAX_QUERY, MAX_WORDS, Flag, Query, Term, Where, parse


def words(*texts: str) -> tuple[Term, ...]:
    return tuple(Term(text) for text in texts)


def test_words_are_folded_and_kept_once_in_their_order():
    assert parse(" GitHub  Café github ") == Query(words=words("github", "cafe"))


@pytest.mark.parametrize(
    "text",
    ["", "  ", '""', "-", "- ", "title:", "is:", "type:", "has:", "\t\n", "www.", "https://"],
)
def test_nothing_yet_finds_everything(text):
    query = parse(text)
    assert query == Query()
    assert not query
    assert not query.notices


@pytest.mark.parametrize("text", ['"big bank"', "“big bank”", "„big bank“", '"big bank'])
def test_quotes_keep_words_together(text):
    assert parse(text) == Query(words=(Term("big bank", quoted=True),))


def test_parts_are_named():
    query = parse('title:a user:b username:c url:d website:e tag:f folder:"g h"')
    assert query.parts == (
        Term("a", Where.TITLE),
        Term("b", Where.USER),
        Term("c", Where.USER),
        Term("d", Where.URL),
        Term("e", Where.URL),
    )
    assert query.tags == (Term("f", Where.TAG),)
    assert query.folders == (Term("g h", Where.FOLDER, quoted=True),)
    assert not query.words


def test_names_are_folded_and_stand_before_words():
    assert parse("TITLE:a b") == Query(words=words("b"), parts=(Term("a", Where.TITLE),))
    assert parse("title: a") == Query(words=words("a"))


def test_repeated_tags_folders_and_types_widen():
    query = parse("tag:a tag:b folder:c folder:d type:login type:card")
    assert len(query.tags) == len(query.folders) == 2
    assert query.kinds == {"login", "card"}


def test_a_minus_excludes():
    query = parse('-a -"b c" -tag:d -title:e -type:note -is:favourite -has:otp -notes:f')
    assert query.excluded == (
        Term("a"),
        Term("b c", quoted=True),
        Term("e", Where.TITLE),
        Term("d", Where.TAG),
    )
    assert query.excluded_kinds == {"note"}
    assert query.excluded_flags == {Flag.FAVOURITE, Flag.OTP}
    assert query.excluded_details == (Term("f", Where.NOTES),)
    assert not query.words
    assert parse("t-mobile") == Query(words=words("t-mobile"))


def test_flags():
    query = parse("is:favourite is:favorite IS:Expired is:trashed has:otp has:attachments")
    assert query.flags == set(Flag)
    assert query.trashed
    assert not parse("is:expired").trashed


def test_notes_and_fields_need_details():
    query = parse("notes:a note:b field:c")
    assert query.details == (
        Term("a", Where.NOTES),
        Term("b", Where.NOTES),
        Term("c", Where.FIELD),
    )
    assert query.needs_details
    assert parse("-field:c").needs_details
    assert not parse("a").needs_details


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("login", {"login"}),
        ("Logins", {"login"}),
        ("log", {"login"}),
        ("password", {"password"}),
        ("wifi", {"wifi"}),
        ("wi-fi", {"wifi"}),
        ('"api key"', {"api_key"}),
        ("api_key", {"api_key"}),
        ("key", {"ssh_key", "api_key"}),
        ("identities", {"identity"}),
    ],
)
def test_types_answer_to_their_names(name, kinds):
    query = parse(f"type:{name}")
    assert query.kinds == kinds
    assert not query.notices


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("is:weak", ("is", "weak")),
        ("is:reused", ("is", "reused")),
        ("has:nothing", ("has", "nothing")),
        ("type:spaceship", ("type", "spaceship")),
        ("colour:red", ("colour", "red")),
        ("re:invent", ("re", "invent")),
    ],
)
def test_what_is_not_known_is_searched_as_words_with_a_notice(text, searched):
    query = parse(text)
    assert query.words == words(*searched)
    assert query.notices == (
        f"“{text}” is not known to this version: its words are searched instead.",
    )


def test_what_is_not_known_may_be_quoted_or_excluded():
    assert parse('is:"very weak"').words == (Term("is"), Term("very weak", quoted=True))
    query = parse("-is:weak")
    assert query.excluded == (Term("is:weak"),)
    assert len(query.notices) == 1


@pytest.mark.parametrize("typed", ["is:f", "is:fav", "has:o", "is:tras", "-is:fav"])
def test_a_flag_that_is_still_being_typed_has_no_effect(typed):
    assert parse(f"a {typed}") == Query(words=words("a"))
    assert parse(f"{typed} b").notices


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("https://www.GitHub.com/", "github.com"),
        ("http://github.com/login", "github.com/login"),
        ("www.github.com", "github.com"),
        ("localhost:3000", "localhost:3000"),
        ("10:30", "10:30"),
        ("user@example.com", "user@example.com"),
    ],
)
def test_addresses_are_words(typed, word):
    query = parse(typed)
    assert query == Query(words=words(word))
    assert not query.notices
    assert parse(f"url:{typed}").parts == (Term(word, Where.URL),)


@pytest.mark.parametrize(
    ("text", "forgiving"),
    [
        ("mail", True),
        ("mai", False),
        ("2024", False),
        ("a1b2c3d4", True),
        ('"mail"', False),
        ("почта", True),
    ],
)
def test_typos_are_forgiven_in_bare_words_of_four_letters(text, forgiving):
    assert parse(text).words[0].forgiving is forgiving


def test_named_parts_are_not_forgiving():
    assert not parse("title:mail").parts[0].forgiving


def test_endless_queries_have_an_end():
    assert len(parse(" ".join(map(str, range(1000)))).words) == MAX_WORDS
    assert len(parse("x" * 10_000).words[0].text) == MAX_QUERY


@given(st.text(st.characters(categories=["L", "N", "P", "Z", "S", "Cc", "Cs"]), max_size=60))
def test_nothing_that_can_be_typed_is_an_error(text):
    query = parse(text)
    for term in (*query.words, *query.parts, *query.tags, *query.excluded, *query.details):
        assert term.text
        assert not any(c < " " for c in term.text)


TOKENS = st.sampled_from(["a", '"b c"', "tag:d", "-e", "is:otp", "is:fav", "type:x"])


@given(st.lists(TOKENS, max_size=4))
@settings(max_examples=30)
def test_any_start_of_a_query_is_a_query(tokens):
    text = " ".join(tokens)
    for length in range(len(text)):
        parse(text[:length])
