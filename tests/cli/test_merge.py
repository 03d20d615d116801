# SPDX-License-Identifier: GPL-3.0-or-later
"""Another copy of the vault, taken in from the terminal."""

import json
import shutil

import pytest
from tests.cli.conftest import PASSWORD
from tests.vault.costly import TWO_GIBIBYTES, asking

from strongroom.crypto.kdf import argon2id
from strongroom.secret import SecretBytes
from strongroom.vault import factors

OTHER = "another long password"


@pytest.fixture
def fork(home):
    """A copy beside the vault; since then an item more was added to each."""
    home.run("add", "Both", "--username", "zoe")
    copy = home.root / "Copy.strongroom"
    shutil.copy(home.vault, copy)
    home.run("add", "Here")
    home.run("add", "There", "--vault", copy, "--go-on")
    return copy


def titles(home):
    return sorted(row["title"] for row in json.loads(home.run("list", "--json", "--go-on").out))


def test_what_would_happen_and_then_all_of_it(home, fork):
    done = home.run("merge", fork, "--dry-run", "--go-on")
    assert done.code == 0, done.err
    assert "There\tnew" in done.out
    assert titles(home) == ["Both", "Here"]
    done = home.run("merge", fork, "--yes", "--go-on")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Merged; 1 item changed.")
    assert titles(home) == ["Both", "Here", "There"]
    again = home.run("merge", fork, "--yes")
    assert again.code == 0
    assert again.out.splitlines()[-1] == "Nothing had to be changed."


def test_it_is_asked_for_and_a_script_must_say_yes(home, fork):
    done = home.run("merge", fork, "--go-on")
    assert done.code == 3
    assert "--yes" in done.err
    assert titles(home) == ["Both", "Here"]


def test_json(home, fork):
    told = json.loads(home.run("merge", fork, "--json", "--yes", "--go-on").out)
    assert told["merged"]
    assert [(row["title"], row["outcome"]) for row in told["items"]] == [("There", "new")]


def test_the_copy_s_own_password_comes_after_the_vault_s(home, fork):
    home.run("passwd", "--go-on", given=f"{PASSWORD}\n{OTHER}\n{OTHER}\n")
    done = home.run("merge", fork, "--yes", given=f"{OTHER}\n{PASSWORD}\n")
    assert done.code == 0, done.err
    assert "changed since" in done.err
    listed = home.run("list", given=f"{OTHER}\n")
    assert "There" in listed.out
    wrong = home.run("merge", fork, "--yes", given=f"{OTHER}\nwrong wrong wrong\n")
    assert wrong.code == 6


def test_a_copy_whose_key_somebody_made_dear_is_opened_only_when_allowed(home, fork, monkeypatch):
    home.run("passwd", "--go-on", given=f"{PASSWORD}\n{OTHER}\n{OTHER}\n")
    asking(fork, TWO_GIBIBYTES)
    derived = []

    def derive(password, salt, cost):
        if cost != TWO_GIBIBYTES:
            return argon2id(password, salt, cost)
        derived.append(cost)
        return SecretBytes(bytes(32))

    monkeypatch.setattr(factors, "argon2id", derive)
    refused = home.run("merge", fork, "--yes", given=f"{OTHER}\n{PASSWORD}\n")
    assert refused.code == 7
    assert "2048 MiB" in refused.err
    assert "--allow-costly" in refused.err
    assert derived == []
    allowed = home.run("merge", fork, "--yes", "--allow-costly", given=f"{OTHER}\n{PASSWORD}\n")
    assert (allowed.code, len(derived)) == (6, 1)


def test_what_is_no_copy_is_refused(home):
    assert home.run("merge", home.root / "none").code == 4
    other = home.root / "Other.strongroom"
    home.run("create", other, given=f"{PASSWORD}\n{PASSWORD}\n")
    done = home.run("merge", other, "--yes", "--vault", home.vault, "--go-on")
    assert done.code == 7
    junk = home.root / "junk.strongroom"
    junk.write_bytes(b"junk" * 100)
    assert home.run("merge", junk, "--yes", "--vault", home.vault, "--go-on").code == 7


def test_a_vault_that_parted_is_gone_on_with_by_the_merge_alone(home, fork):
    home.run("list")
    looked = home.run("merge", fork, "--dry-run")
    assert looked.code == 0, looked.err
    assert "both changed" in looked.err
    assert home.run("list").code == 12
    done = home.run("merge", fork, "--yes")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Merged; 1 item changed.")
    assert home.run("list").code == 0
    assert "Only a save" not in done.err


@pytest.fixture
def rekeyed(home):
    """A conflict copy that got another password elsewhere, while the vault was changed here."""
    home.run("add", "Both")
    copy = home.root / "Personal (conflict).strongroom"
    elsewhere = home.__class__(home.root / "elsewhere")
    elsewhere.runtime.mkdir(mode=0o700, parents=True)
    shutil.copy(home.vault, elsewhere.vault)
    assert elsewhere.run("passwd", given=f"{PASSWORD}\n{OTHER}\n{OTHER}\n").code == 0
    assert elsewhere.run("add", "There", given=f"{OTHER}\n").code == 0
    assert home.run("add", "Here").code == 0
    shutil.copy(elsewhere.vault, copy)
    return copy


def test_a_copy_in_force_takes_the_vault_in_and_its_place(home, rekeyed):
    refused = home.run("merge", rekeyed, "--yes", given=f"{PASSWORD}\n{OTHER}\n")
    assert refused.code == 3, refused.err
    assert f"strongroom-cli merge {home.vault} --vault '{rekeyed}'" in refused.err
    given = f"{OTHER}\n{PASSWORD}\n"
    done = home.run("merge", home.vault, "--vault", rekeyed, "--yes", given=given)
    assert done.code == 0, done.err
    last = done.err.splitlines()[-1]
    assert last.endswith(
        f"strongroom-cli backup restore '{rekeyed}' --replace-vault --vault {home.vault}"
    )
    restore = ("backup", "restore", rekeyed, "--replace-vault", "--vault", home.vault)
    asked = home.run(*restore)
    assert (asked.code, "Put the copy “Personal (conflict).strongroom”" in asked.err) == (3, True)
    placed = home.run(*restore, "--yes")
    assert placed.code == 0, placed.err
    assert placed.out.startswith(
        "“Personal.strongroom” is what the copy “Personal (conflict).strongroom” holds now.\n"
    )
    listed = home.run("list", "--json", given=f"{OTHER}\n")
    assert (listed.code, listed.err) == (0, "")
    assert sorted(row["title"] for row in json.loads(listed.out)) == ["Both", "Here", "There"]


def test_a_merge_into_the_vault_itself_has_nothing_to_put_in_place(home, fork):
    assert "--replace-vault" not in home.run("merge", fork, "--yes").err


def test_what_is_kept_is_not_counted_as_changed(home, fork):
    home.run("remove", "Both", "--forever", "--yes", "--vault", fork, "--go-on")
    home.run("edit", "Both", "--username", "later", "--go-on")
    done = home.run("merge", fork, "--yes")
    assert "Both\tdeleted in the copy, edited here later: kept" in done.out
    assert done.out.splitlines()[-2:] == [
        "1 item changes, 2 stay as they are.",
        "Merged; 1 item changed.",
    ]
