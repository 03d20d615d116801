# SPDX-License-Identifier: GPL-3.0-or-later
from strongroom.model.fields import (
    KINDS,
    ROLE_LABELS,
    SECRET_ROLES,
    Field,
    FieldKind,
    ItemKind,
    Role,
    label_of,
    template_of,
)


def test_every_kind_has_a_template_with_unique_roles():
    assert set(KINDS) == set(ItemKind)
    for kind, template in KINDS.items():
        roles = [role.role for role in template.roles]
        assert template.kind == kind
        assert len(roles) == len(set(roles))
        assert template.name
        assert template.plural
        assert template.icon


def test_what_stands_below_a_title_is_never_concealed():
    for template in KINDS.values():
        for role in template.roles:
            if role.role in template.summary:
                assert role.kind not in {FieldKind.CONCEALED, FieldKind.OTP}


def test_a_role_has_one_kind_and_one_label_everywhere():
    seen: dict[str, tuple[str, str]] = {}
    for template in KINDS.values():
        for role in template.roles:
            assert seen.setdefault(role.role, (role.kind, role.label)) == (role.kind, role.label)
            assert ROLE_LABELS[role.role] == role.label


def test_what_is_copied_as_the_secret_is_a_concealed_role():
    concealed = {
        role.role
        for template in KINDS.values()
        for role in template.roles
        if role.kind == FieldKind.CONCEALED
    }
    assert set(SECRET_ROLES) <= concealed


def test_an_unknown_kind_of_item_is_plain():
    assert template_of("passkey").roles == ()
    assert template_of("login") is KINDS["login"]


def test_what_an_unknown_kind_of_field_holds_is_concealed():
    shown = [kind for kind in FieldKind if not Field(id=1, kind=kind).concealed]
    assert set(FieldKind) - set(shown) == {FieldKind.CONCEALED, FieldKind.OTP}
    assert Field(id=1, kind="retina").concealed


def test_a_label_is_the_fields_own_or_its_roles():
    assert label_of(Field(id=1, role=Role.PASSWORD)) == "password"
    assert label_of(Field(id=1, role=Role.PASSWORD, label="passcode")) == "passcode"
    assert label_of(Field(id=1, role="from.the.future")) == "field"
