# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a KeePass database comes, field by field; files written from its documentation."""

import base64
import gzip

import pytest
from tests.exchange.files import custom, entry, read, roles, websites
from tests.exchange.keepass import made

from strongroom.exchange.keepass import entries, references
from strongroom.exchange.keepass.meaning import meant
from strongroom.exchange.reading import Entry
from strongroom.model.otp import parse_otp

SECRET = "JBSWY3DPEHPK3PXP"
RAW = parse_otp(SECRET).secret


def one(inner: str, meta: str = "", **texts: str) -> Entry:
    (found,) = made.read_back(made.database(made.entry(inner, **texts), meta)).entries
    return found


def otp_of(**texts: str) -> list[str]:
    inner = "".join(made.string(key.replace("_", " "), value) for key, value in texts.items())
    return [f.value for f in one(inner, Title="t").content.fields if f.kind == "otp"]


def named(pairs: dict[str, str]) -> Entry:
    return one("".join(made.string(key, value) for key, value in pairs.items()), Title="t")


def test_standard_and_custom_fields():
    found = one(
        made.string("pin", "1234", ' ProtectInMemory="True"') + made.string("colour", "blue"),
        Title="Site",
        UserName="me",
        Password="pässword",
        URL="https://example.org",
        Notes="a&#13;\nb",
    )
    assert found.content.title == "Site"
    assert found.content.kind == "login"
    assert roles(found) == {
        "username": "me",
        "password": "pässword",
        "website": "https://example.org",
        "notes": "a\nb",
    }
    assert custom(found) == {"pin": ("concealed", "1234"), "colour": ("text", "blue")}


def test_protected_values_are_uncovered_in_the_order_of_the_document():
    def covered(text: str) -> str:
        return base64.b64encode(text.encode()).decode()

    mark = ' Protected="True"'
    found = one(
        made.string("Password", covered("one"), mark)
        + f"<History>{made.entry(made.string('Password', covered('two'), mark))}</History>"
        + made.string("later", covered("three"), mark)
    )
    assert roles(found)["password"] == "one"
    assert roles(found.history[0])["password"] == "two"
    assert custom(found)["later"] == ("concealed", "three")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2012-09-25T16:36:27Z", 1348590987000),
        ("CxnI0Q4AAAA=", (0xED1C8190B - 62135596800) * 1000),
        ("no time", None),
        ("//////////8=", None),
        ("AAAAAAAAABA=", None),  # 2^60 seconds
        ("9999999999999999999999", None),
    ],
)
def test_moments(text, moment):
    found = one(f"<Times><CreationTime>{text}</CreationTime></Times>", Title="t")
    assert found.content.created == moment


def test_expiry_counts_only_where_it_is_set():
    def expires(said: str) -> str:
        times = f"<ExpiryTime>2031-05-09T22:00:00Z</ExpiryTime><Expires>{said}</Expires>"
        return roles(one(f"<Times>{times}</Times>", Title="t")).get("expires", "")

    assert expires("True") == "2031-05-09"
    assert expires("False") == ""


def test_tags_apart_by_any_sign_and_a_favourite():
    found = one("<Tags>work;home, Bank\tfavorite</Tags>", Title="t")
    assert found.content.tags == ("work", "home", "Bank")
    assert found.content.favourite


def test_tags_of_groups_are_those_of_their_entries():
    inner = f"<Group><Name>G</Name><Tags>of group</Tags>{made.entry('<Tags>own</Tags>')}</Group>"
    (found,) = made.read_back(made.database(inner)).entries
    assert found.content.tags == ("own", "of group")


def test_groups_are_folders_and_empty_ones_come_too():
    inner = (
        f"<Group><Name>A</Name><Group><Name>B</Name>{made.entry('', Title='t')}</Group></Group>"
        "<Group><Name>C</Name><Group><Name>D</Name></Group></Group>"
    )
    reading = made.read_back(made.database(inner))
    assert reading.entries[0].path == ("A", "B")
    assert reading.folders == (("C", "D"),)


def test_the_recycle_bin_is_the_trash():
    moved = "<Times><LocationChanged>2012-09-25T16:36:27Z</LocationChanged></Times>"
    before = "<PreviousParentGroup>BBBB</PreviousParentGroup>"
    inner = (
        "<Group><UUID>BBBB</UUID><Name>Work</Name></Group>"
        "<Group><UUID>CCCC</UUID><Name>Bin</Name>"
        f"{made.entry(moved, Title='plain')}{made.entry(before, Title='moved')}"
        f"<Group><Name>Old</Name>{made.entry('', Title='inside')}</Group>"
        f"<Group><Name>Was</Name>{before}{made.entry('', Title='under')}</Group></Group>"
    )
    meta = "<RecycleBinUUID>CCCC</RecycleBinUUID>"
    reading = made.read_back(made.database(inner, meta))
    found = {e.content.title: (e.trashed, e.path) for e in reading.entries}
    assert found == {
        "plain": (1348590987000, ()),
        "moved": (0, ("Work",)),
        "inside": (0, ("Old",)),
        "under": (0, ("Work", "Was")),
    }
    assert reading.folders == (("Work",),)


def earlier(year: int, password: str) -> str:
    times = f"<Times><LastModificationTime>{year}-01-01T00:00:00Z</LastModificationTime></Times>"
    return made.entry(times, Title="t", Password=password)


def test_history_newest_first_at_its_own_times():
    found = one(f"<History>{earlier(2001, 'one')}{earlier(2002, 'two')}</History>", Title="t")
    assert [roles(version)["password"] for version in found.history] == ["two", "one"]
    assert found.history[0].at == 1009843200000
    found = one(f"<History>{earlier(2001, 'one')}{earlier(2001, 'two')}</History>", Title="t")
    assert [roles(version)["password"] for version in found.history] == ["two", "one"]


def test_of_many_versions_no_more_are_looked_at_than_can_be_kept(monkeypatch):
    looked = []

    def counted(*given):
        looked.append(given)
        return meant(*given)

    monkeypatch.setattr(entries, "meant", counted)
    versions = "".join(earlier(2000 + n % 300, str(2000 + n % 300)) for n in range(150, 450))
    found = one(f"<History>{versions}</History>", Title="t")
    kept = [roles(version)["password"] for version in found.history]
    assert kept == [str(year) for year in range(2299, 2099, -1)]
    assert found.losses == ("Versions beyond the newest 200 were left out.",)
    assert len(looked) < 205


def test_attachments_inside_the_xml():
    packed = base64.b64encode(gzip.compress(b"packed")).decode()
    plain = base64.b64encode(b"plain").decode()
    pool = (
        f'<Binaries><Binary ID="0" Compressed="True">{packed}</Binary>'
        f'<Binary ID="1">{plain}</Binary>'
        f'<Binary ID="2" Compressed="True">{plain}</Binary></Binaries>'
    )
    refs = "".join(
        f"<Binary><Key>{name}</Key><Value{ref}/></Binary>"
        for name, ref in (
            ("a", ' Ref="0"'),
            ("b", ' Ref="1"'),
            ("bad", ' Ref="2"'),
            ("no", ' Ref="9"'),
        )
    )
    inline = f"<Binary><Key>c</Key><Value>{plain}</Value></Binary>"
    found = one(refs + inline, pool, Title="t")
    assert [(a.name, a.size, b"".join(a.chunks())) for a in found.attachments] == [
        ("a", 6, b"packed"),
        ("b", 5, b"plain"),
        ("c", 5, b"plain"),
    ]
    assert len(found.losses) == 2
    assert all("attachment" in sentence for sentence in found.losses)


def test_a_large_attachment_inside_the_xml_is_decoded_in_pieces():
    data = bytes(range(256)) * 12_000
    text = base64.encodebytes(data).decode()
    pool = f'<Binaries><Binary ID="0" Protected="True">{text}</Binary></Binaries>'
    found = one('<Binary><Key>a</Key><Value Ref="0"/></Binary>', pool, Title="t")
    assert b"".join(found.attachments[0].chunks()) == data


def test_files_that_only_earlier_versions_have_are_named():
    file = '<Binary><Key>a</Key><Value Ref="0"/></Binary>'
    found = one(f"<History>{made.entry(file)}</History>", Title="t")
    assert found.losses == ("Attachments that only earlier versions have do not come.",)


# One-time passwords


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        ({"otp": f"otpauth://totp/a?secret={SECRET}&amp;period=60"}, ("SHA1", 6, 60, False)),
        ({"otp": f"key={SECRET}&amp;size=8&amp;step=60"}, ("SHA1", 8, 60, False)),
        ({"otp": f"key={SECRET}&amp;otpHashMode=Sha256"}, ("SHA256", 6, 30, False)),
        ({"otp": SECRET.lower()}, ("SHA1", 6, 30, False)),
        ({"TOTP Seed": SECRET}, ("SHA1", 6, 30, False)),
        ({"TOTP Seed": SECRET, "TOTP Settings": "60;8"}, ("SHA1", 8, 60, False)),
        ({"TOTP Seed": SECRET, "TOTP Settings": "30;S"}, ("SHA1", 5, 30, True)),
        ({"TimeOtp-Secret-Base32": SECRET}, ("SHA1", 6, 30, False)),
        ({"TimeOtp-Secret-Hex": RAW.hex()}, ("SHA1", 6, 30, False)),
        ({"TimeOtp-Secret-Base64": base64.b64encode(RAW).decode()}, ("SHA1", 6, 30, False)),
        (
            {
                "TimeOtp-Secret-Base32": SECRET,
                "TimeOtp-Period": "60",
                "TimeOtp-Length": "8",
                "TimeOtp-Algorithm": "HMAC-SHA-512",
            },
            ("SHA512", 8, 60, False),
        ),
    ],
)
def test_one_time_passwords_in_every_spelling(texts, wanted):
    found = named(texts)
    (field,) = found.content.fields
    assert field.kind == "otp"
    otp = parse_otp(field.value)
    assert otp.secret == RAW
    assert (otp.algorithm, otp.digits, otp.period, otp.steam) == wanted
    assert found.losses == ()


def test_a_secret_of_letters_is_taken_as_bytes():
    (field,) = named({"TimeOtp-Secret": "12345678901234567890"}).content.fields
    assert parse_otp(field.value).secret == b"12345678901234567890"


def test_one_secret_spelled_twice_is_one_and_two_are_two():
    both = {"otp": f"otpauth://totp/a?secret={SECRET}", "TOTP Seed": SECRET}
    assert len(named(both).content.fields) == 1
    assert len(named({**both, "TimeOtp-Secret": "another"}).content.fields) == 2


@pytest.mark.parametrize(
    "texts",
    [
        {"otp": f"otpauth://hotp/a?secret={SECRET}&amp;counter=1"},
        {"otp": "key=111&amp;size=6"},
        {"TOTP Seed": "1!", "TOTP Settings": "30;6"},
        {"TOTP Seed": SECRET, "TOTP Settings": "0;6"},
        {"TimeOtp-Secret-Hex": "xyz"},
        {"TimeOtp-Secret": "a", "TimeOtp-Length": "99"},
        {"HmacOtp-Secret": "abc", "HmacOtp-Counter": "7"},
    ],
)
def test_what_gives_no_code_is_kept_hidden_to_the_character(texts):
    found = named(texts)
    kept = [(field.kind, field.value) for field in found.content.fields]
    assert [value for _kind, value in kept] == [t.replace("&amp;", "&") for t in texts.values()]
    assert kept[0][0] == "concealed"
    if "otp" in texts or "HmacOtp-Secret" in texts:
        assert found.losses


# Passkeys, websites, what stands elsewhere


def test_a_passkey_as_keepassxc_keeps_it():
    der = base64.b64encode(bytes(range(60))).decode()
    key = f"-----BEGIN PRIVATE KEY-----{der}-----END PRIVATE KEY-----"
    found = named(
        {
            "KPEX_PASSKEY_PRIVATE_KEY_PEM": key,
            "KPEX_PASSKEY_USERNAME": "me",
            "KPEX_PASSKEY_RELYING_PARTY": "example.org",
            "KPEX_PASSKEY_GENERATED_USER_ID": "AQID",
            "KPEX_PASSKEY_USER_HANDLE": "BAUG",
            "KPEX_PASSKEY_FLAG_BE": "1",
        }
    )
    known = roles(found)
    pem = known.pop("passkey.private")
    assert next(iter(roles(found))) == "passkey.rp"
    assert known == {
        "passkey.rp": "example.org",
        "passkey.username": "me",
        "passkey.credential": "AQID",
        "passkey.user_handle": "BAUG",
    }
    assert pem.split("\n")[0] == "-----BEGIN PRIVATE KEY-----"
    assert max(map(len, pem.split("\n"))) == 64
    assert custom(found) == {"KPEX_PASSKEY_FLAG_BE": ("text", "1")}


def test_more_websites_and_apps():
    found = named(
        {
            "KP2A_URL_1": "https://b.example",
            "AndroidApp": "org.example",
            "URL": "https://a.example",
            "URL_1": "https://c.example",
        }
    )
    assert websites(found) == [
        "https://a.example",
        "https://b.example",
        "androidapp://org.example",
        "https://c.example",
    ]


def test_what_another_program_keeps_beside_comes_hidden_unless_it_is_a_setting():
    items = "".join(
        f"<Item><Key>{key}</Key><Value>{value}</Value></Item>"
        for key, value in (("BrowserHideEntry", "true"), ("plugin", "its data"))
    )
    assert custom(one(f"<CustomData>{items}</CustomData>", Title="t")) == {
        "plugin": ("concealed", "its data")
    }


def test_notes_of_groups_and_of_the_database_are_items():
    inner = f"<Notes>outer</Notes><Group><Name>G</Name><Notes>inner</Notes>{made.entry('')}</Group>"
    meta = "<DatabaseName>DB</DatabaseName><DatabaseDescription>what it is</DatabaseDescription>"
    reading = made.read_back(made.database(inner, meta))
    notes = [(e.content.title, e.path, roles(e)["notes"]) for e in reading.entries[1:]]
    assert notes == [
        ("DB", (), "what it is"),
        ("Notes of “Root”", (), "outer"),
        ("Notes of “G”", ("G",), "inner"),
    ]
    assert any("items of their own" in sentence for sentence in reading.losses)


def test_an_entry_with_the_icon_of_a_note_and_notes_alone_is_a_note():
    assert one("<IconID>7</IconID>", Title="t", Notes="n").content.kind == "note"
    assert one("<IconID>7</IconID>", Title="t", Notes="n", UserName="u").content.kind == "login"
    assert one("<IconID>0</IconID>", Title="t", Notes="n").content.kind == "login"


def test_colours_and_icons_are_named_once():
    look = "<ForegroundColor>#ff0000</ForegroundColor>"
    reading = made.read_back(made.database(made.entry(look) + made.entry(look)))
    assert reading.losses == ("The colours or the icons of 2 entries do not come.",)


# References


def referring(*entries: tuple[str, dict[str, str]]) -> list[Entry]:
    inner = "".join(
        made.entry(f"<UUID>{base64.b64encode(uuid.encode()).decode()}</UUID>", **texts)
        for uuid, texts in entries
    )
    return list(made.read_back(made.database(inner)).entries)


def test_references_by_every_field():
    target = ("0123456789abcdef", {"Title": "Target", "UserName": "u", "Password": "p",
              "URL": "https://x.example", "Notes": "long text here"})  # fmt: skip
    uuid = target[0].encode().hex().upper()
    sought = {
        f"{{REF:P@I:{uuid}}}": "p",
        f"{{ref:u@i:{uuid.lower()}}}": "u",
        "{REF:T@U:u}": "Target",
        "{REF:A@T:target}": "https://x.example",
        "{REF:U@N:text}": "u",
        "{REF:U@A:https://x.example}": "u",
        "{REF:U@P:p}": "u",
        "{REF:I@T:Target}": uuid,
        "{REF:U@O:custom value}": "u",
        "user {REF:U@T:Target} of {REF:T@T:Target}, {USERNAME}": "user u of Target, {USERNAME}",
        "{REF:P@T:nobody}": "{REF:P@T:nobody}",
        "{REF:X@T:Target}": "{REF:X@T:Target}",
    }
    target[1]["own"] = "custom value"
    for text, wanted in sought.items():
        _target, found = referring(target, ("fedcba9876543210", {"Title": "r", "Notes": text}))
        assert roles(found)["notes"] == wanted
    assert (
        "leads nowhere" in referring(("a", {"Title": "r", "Notes": "{REF:P@T:none}"}))[0].losses[0]
    )


def test_references_to_references_end_in_a_ring():
    chain = [
        (f"{n:016}", {"Title": f"t{n}", "Password": f"{{REF:P@T:t{n + 1}}}"}) for n in range(5)
    ]
    found = referring(*chain, ("x", {"Title": "t5", "Password": "end"}))
    assert all(roles(one_)["password"] == "end" for one_ in found)
    ring = referring(
        ("a", {"Title": "a1", "Password": "{REF:P@T:b1}"}),
        ("b", {"Title": "b1", "Password": "{REF:P@T:a1}"}),
    )
    assert all("REF" in roles(one_)["password"] for one_ in ring)
    assert all(one_.losses for one_ in ring)


def test_references_that_double_at_every_step_are_left():
    wide = [
        (f"{n:016}", {"Title": f"w{n}", "Notes": f"{{REF:N@T:w{n + 1}}}" * 50}) for n in range(11)
    ]
    found = referring(*wide, ("x", {"Title": "w11", "Notes": "y" * 1000}))
    assert any(one_.losses for one_ in found)
    assert all(len(roles(one_).get("notes", "")) <= 1 << 20 for one_ in found)


def test_what_is_looked_for_inside_of_texts_is_bounded(monkeypatch):
    monkeypatch.setattr(references, "_MOST_SEARCHED", 10)
    target = ("a", {"Title": "Target", "Notes": "a long text here", "Password": "p"})
    asked = {"x": "{REF:P@N:long}", "y": "{REF:P@N:text}", "z": "{REF:P@T:target}"}
    *_all, found = referring(target, ("b", {"Title": "r", **asked}))
    values = {label: value for label, (_kind, value) in custom(found).items()}
    assert values == {"x": "p", "y": "{REF:P@N:text}", "z": "p"}
    assert "leads nowhere" in found.losses[0]


# The files that it comes in


def test_xml_is_known_by_its_root():
    reading = read(made.database(made.entry("", Title="t", UserName="u")), "keepass-xml")
    assert roles(entry(reading, "t")) == {"username": "u"}
