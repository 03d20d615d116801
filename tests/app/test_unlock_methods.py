# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding, removing and replacing what opens a vault, for whoever can open it."""

from pathlib import Path

import pytest
from tests.app.worlds import PASSWORD, World, login, new_unlock, with_password

from strongroom.app.items import Items
from strongroom.app.recovery_kit import grouped
from strongroom.app.session import Session
from strongroom.app.unlock_methods import (
    UnlockMethods,
    about,
    consequences,
    create_key_file,
    find,
    without_key_file,
)
from strongroom.errors import (
    AlreadyExists,
    InvalidInput,
    MethodMissing,
    MustWait,
    NotFound,
    VaultLocked,
    WrongKey,
)
from strongroom.model.credentials import Credentials, NewMethod
from strongroom.secret import SecretBytes

OTHER = "another long enough password"


@pytest.fixture
def session(world: World) -> Session:
    made = world.session()
    made.create(world.path, "Personal", new_unlock())
    return made


@pytest.fixture
def methods(session: Session) -> UnlockMethods:
    return UnlockMethods(session)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "Personal.key"


def names(methods: UnlockMethods) -> list[str]:
    return [method.name for method in methods.list()]


def ids(methods: UnlockMethods, *wanted: str) -> list[str]:
    return [method.id for method in methods.list() if method.name in wanted]


def password(text: str = OTHER, key_file: Path | None = None) -> NewMethod:
    return NewMethod(SecretBytes.of_text(text), key_file)


def add(methods: UnlockMethods, new: NewMethod, current: Credentials | None = None) -> str:
    """Add it, and return the recovery code if it has one."""
    pending = methods.begin_add(current or with_password(), new)
    code = "" if pending.recovery_code is None else grouped(pending.recovery_code)
    pending.finish(code[-4:])
    return code


def by_code(code: str) -> Credentials:
    return Credentials(recovery_code=SecretBytes.of_text(code))


def opens(world: World, given: Credentials) -> bool:
    other = world.session()
    try:
        other.unlock(world.path, given)
    except (WrongKey, MethodMissing):
        return False
    other.lock()
    return True


def test_a_recovery_code_is_in_force_once_part_of_it_was_typed_back(
    world: World, methods: UnlockMethods
) -> None:
    pending = methods.begin_add(with_password(), NewMethod(recovery=True))
    assert pending.recovery_code is not None
    assert pending.dropped == ()
    code = grouped(pending.recovery_code)
    with pytest.raises(InvalidInput, match="not the last group"):
        pending.finish("0000")
    assert names(methods) == ["master password"]
    pending.finish(code[-4:])
    assert names(methods) == ["master password", "recovery code"]
    assert opens(world, by_code(code))


def test_a_further_password_and_a_key_file(world: World, methods: UnlockMethods, key: Path) -> None:
    add(methods, password())
    add(methods, NewMethod(key_file=key))
    assert names(methods) == ["master password", "master password 2", "key file"]
    assert opens(world, with_password(OTHER))
    assert opens(world, Credentials(key_file=key))


def test_whoever_cannot_open_it_adds_and_removes_nothing(methods: UnlockMethods) -> None:
    for _try in range(2):
        with pytest.raises(WrongKey):
            methods.begin_add(with_password("wrong"), NewMethod(recovery=True))
        with pytest.raises(WrongKey):
            methods.begin_change([with_password("wrong")])
    with pytest.raises(WrongKey):
        methods.begin_change([with_password("wrong")])
    with pytest.raises(MustWait):
        methods.begin_change([with_password()])
    with pytest.raises(MustWait):
        methods.begin_add(with_password(), NewMethod(recovery=True))


def test_a_locked_vault_has_none(methods: UnlockMethods, session: Session) -> None:
    pending = methods.begin_add(with_password(), NewMethod(recovery=True))
    session.lock()
    with pytest.raises(VaultLocked):
        pending.finish("0000")
    with pytest.raises(VaultLocked):
        methods.list()


def test_a_removed_password_opens_it_no_more_and_the_other_does(
    world: World, methods: UnlockMethods, session: Session
) -> None:
    Items(session).add(login())
    add(methods, password())
    gone = ids(methods, "master password 2")
    pending = methods.begin_change([with_password()], removed=gone)
    assert pending.recovery_code is None
    assert pending.dropped == ()
    pending.finish()
    assert names(methods) == ["master password"]
    assert not opens(world, with_password(OTHER))
    assert opens(world, with_password())
    assert len(Items(session).overviews()) == 1


def test_what_is_not_at_hand_is_named_and_what_is_given_too_stays(
    world: World, methods: UnlockMethods
) -> None:
    code = add(methods, NewMethod(recovery=True))
    add(methods, password())
    add(methods, password("the third password"))
    gone = ids(methods, "master password 3")
    pending = methods.begin_change([with_password()], removed=gone)
    assert pending.dropped == ("master password 2",)
    pending.abandon()
    pending = methods.begin_change([with_password(), with_password(OTHER)], removed=gone)
    assert pending.dropped == ()
    assert pending.recovery_code is not None
    new_code = grouped(pending.recovery_code)
    pending.finish(new_code[-4:])
    assert names(methods) == ["master password", "recovery code", "master password 2"]
    assert opens(world, with_password(OTHER))
    assert opens(world, by_code(new_code))
    assert not opens(world, by_code(code))
    assert not opens(world, with_password("the third password"))


def test_removing_the_recovery_code_asks_for_none_to_be_typed_back(
    world: World, methods: UnlockMethods
) -> None:
    code = add(methods, NewMethod(recovery=True))
    pending = methods.begin_change([with_password()], removed=ids(methods, "recovery code"))
    assert pending.recovery_code is None
    pending.finish()
    assert names(methods) == ["master password"]
    assert not opens(world, by_code(code))


def test_the_recovery_code_alone_can_be_replaced(world: World, methods: UnlockMethods) -> None:
    code = add(methods, NewMethod(recovery=True))
    pending = methods.begin_change([with_password()])
    assert pending.recovery_code is not None
    fresh = grouped(pending.recovery_code)
    pending.finish(fresh)
    assert not opens(world, by_code(code))
    assert opens(world, by_code(fresh))
    assert opens(world, with_password())


def test_a_key_file_is_replaced_in_its_place(
    world: World, methods: UnlockMethods, key: Path
) -> None:
    add(methods, password(OTHER, key))
    add(methods, NewMethod(recovery=True))
    (old,) = ids(methods, "master password and key file")
    given = Credentials(SecretBytes.of_text(OTHER), key)
    new = NewMethod(given.password, key.with_name("new.key"), instead_of=old)
    pending = methods.begin_change([given, with_password()], removed=[old], added=[new])
    assert pending.dropped == ()
    assert pending.recovery_code is not None
    pending.finish(grouped(pending.recovery_code))
    assert names(methods) == [
        "master password",
        "master password and key file",
        "recovery code",
    ]
    assert opens(world, Credentials(SecretBytes.of_text(OTHER), key.with_name("new.key")))
    assert not opens(world, Credentials(SecretBytes.of_text(OTHER), key))


def test_the_last_way_in_is_never_taken(methods: UnlockMethods) -> None:
    with pytest.raises(InvalidInput, match="only way into the vault"):
        methods.begin_change([with_password()], removed=ids(methods, "master password"))
    add(methods, password())
    both = ids(methods, "master password", "master password 2")
    with pytest.raises(InvalidInput, match="only way into the vault"):
        methods.begin_change([with_password()], removed=both)
    with pytest.raises(InvalidInput, match="“master password 2” too, so that it can stay"):
        methods.begin_change([with_password()], removed=both[:1])
    assert names(methods) == ["master password", "master password 2"]


def test_the_password_may_go_where_the_recovery_code_stays(
    world: World, methods: UnlockMethods
) -> None:
    add(methods, NewMethod(recovery=True))
    pending = methods.begin_change([with_password()], removed=ids(methods, "master password"))
    assert pending.recovery_code is not None
    code = grouped(pending.recovery_code)
    pending.finish(code)
    assert names(methods) == ["recovery code"]
    assert opens(world, by_code(code))


def test_one_that_another_program_removed_is_none_to_remove(methods: UnlockMethods) -> None:
    with pytest.raises(NotFound, match="changed meanwhile"):
        methods.begin_change([with_password()], removed=["00" * 16])


def test_the_key_file_of_the_password_opens_nothing_alone(
    methods: UnlockMethods, key: Path
) -> None:
    add(methods, password(OTHER, key))
    given = Credentials(SecretBytes.of_text(OTHER), key)
    with pytest.raises(InvalidInput, match="password needless"):
        methods.begin_add(given, NewMethod(key_file=key))
    add(methods, NewMethod(key_file=key.with_name("alone.key")), given)


def test_a_key_file_that_opens_alone_stays_when_the_password_changes(
    world: World, methods: UnlockMethods, session: Session, key: Path
) -> None:
    add(methods, NewMethod(key_file=key))
    given = Credentials(SecretBytes.of_text(PASSWORD), key)
    pending = session.begin_rekey(given, new_unlock(OTHER))
    assert pending.dropped == ()
    pending.finish()
    assert names(methods) == ["master password", "key file"]
    assert opens(world, Credentials(key_file=key))
    pending = session.begin_rekey(with_password(OTHER), new_unlock())
    assert pending.dropped == ("key file",)


def test_of_two_passwords_the_one_that_was_given_is_changed(
    world: World, methods: UnlockMethods, session: Session
) -> None:
    add(methods, password())
    pending = session.begin_rekey(with_password(OTHER), new_unlock("a brand new one"))
    assert pending.dropped == ("master password",)
    pending.finish()
    assert opens(world, with_password("a brand new one"))


def test_another_program_that_has_it_open_goes_on_after_an_addition(
    world: World, methods: UnlockMethods
) -> None:
    beside = world.opened()
    add(methods, NewMethod(recovery=True))
    changes = beside.refresh()
    assert changes is not None
    assert names(UnlockMethods(beside)) == ["master password", "recovery code"]
    Items(beside).add(login())
    assert beside.vault.finding is None


def test_methods_are_named_by_name_or_by_id(methods: UnlockMethods) -> None:
    add(methods, password())
    first, second = methods.list()
    assert methods.find("Master Password") == first
    assert methods.find(" master password 2") == second
    assert methods.find(second.id[:8].upper()) == second
    for wrong in ("recovery code", "", second.id[:7], "zzzzzzzzzz"):
        with pytest.raises(NotFound, match="it has: master password, master password 2"):
            find(methods.list(), wrong)


def test_each_says_what_it_is(methods: UnlockMethods, key: Path) -> None:
    add(methods, password(OTHER, key))
    add(methods, NewMethod(key_file=key.with_name("b.key")))
    add(methods, NewMethod(recovery=True))
    said = [about(method) for method in methods.list()]
    assert said[0] == "Opens the vault by itself. A guess at the password takes 19 MiB of memory."
    assert "only together" in said[1]
    assert "no password is asked for" in said[2]
    assert "recovery kit" in said[3]


def test_what_removing_does_to_the_rest_is_said(methods: UnlockMethods) -> None:
    add(methods, NewMethod(recovery=True))
    (code,) = ids(methods, "recovery code")
    assert "recovery code is replaced" in consequences(methods.list(), [])
    assert "recovery code" not in consequences(methods.list(), [code])


def test_whoever_lost_the_key_file_hears_what_is_left(world: World, key: Path) -> None:
    session = world.session()
    session.create(world.path, "Personal", new_unlock(key_file=key))
    methods = UnlockMethods(session)
    assert "nothing opens this vault" in without_key_file(methods.list())
    given = Credentials(SecretBytes.of_text(PASSWORD), key)
    add(methods, NewMethod(recovery=True), given)
    assert "without its key file: recovery code." in without_key_file(methods.list())


def test_a_key_file_is_made_and_moved(
    world: World, methods: UnlockMethods, session: Session, key: Path
) -> None:
    create_key_file(key)
    with pytest.raises(AlreadyExists):
        create_key_file(key)
    session.remembered.keep_key_file(world.path, key)
    target = key.with_name("moved.key")
    methods.move_key_file(key, target)
    assert not key.exists()
    assert session.remembered.key_file(world.path) == target


def test_a_key_file_is_moved_although_nothing_can_be_remembered(
    world: World, methods: UnlockMethods, key: Path
) -> None:
    create_key_file(key)
    world.places.state_file.unlink()
    world.places.state_file.mkdir()
    methods.move_key_file(key, key.with_name("moved.key"))
    assert key.with_name("moved.key").exists()


def test_where_the_key_file_was_is_kept_only_where_that_is_wanted(world: World, key: Path) -> None:
    wanted = True
    session = Session(
        world.places,
        world.clock,
        world.session().cost,
        remembers_key_files=lambda: wanted,
    )
    remembered = session.remembered
    session.create(world.path, "Personal", new_unlock(key_file=key))
    assert remembered.key_file(world.path) == key
    moved = key.rename(key.with_name("elsewhere.key"))
    given = Credentials(SecretBytes.of_text(PASSWORD), moved)
    session.unlock(world.path, given)
    assert remembered.key_file(world.path) == moved
    session.begin_rekey(given, new_unlock(OTHER)).finish()
    assert remembered.key_file(world.path) is None
    wanted = False
    session.begin_rekey(with_password(OTHER), new_unlock(key_file=moved)).finish()
    assert remembered.key_file(world.path) is None
