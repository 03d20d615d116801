# SPDX-License-Identifier: GPL-3.0-or-later
"""Every key that KeePass writes is read, or left out with a reason.

The keys are those of KeePass' ``KdbxFile.cs`` and of KeePassXC's ``KdbxXmlWriter.cpp``.
"""

import pytest
from tests.exchange.keepass import made

from strongroom.exchange.keepass.names import LEFT_OUT
from strongroom.exchange.reading import Reading

_TIME = "2031-05-09T01:02:03Z"
_ICON = "AAAAAAAAAAAAAAAAAAAAAQ=="
# Where a key stands, and what to write into it that would tell.
ENTRY = {
    "UUID": "BBBB",
    "IconID": "12",
    "CustomIconUUID": _ICON,
    "ForegroundColor": "#FF0000",
    "BackgroundColor": "#00FF00",
    "OverrideURL": "cmd://say",
    "QualityCheck": "False",
    "Tags": "a;b",
    "PreviousParentGroup": "CCCC",
    "String": "<Key>colour</Key><Value>blue</Value>",
    "Binary": '<Key>a.txt</Key><Value Ref="0"/>',
    "Times/CreationTime": _TIME,
    "Times/LastModificationTime": _TIME,
    "Times/LastAccessTime": _TIME,
    "Times/ExpiryTime": _TIME,
    "Times/Expires": "True",
    "Times/UsageCount": "7",
    "Times/LocationChanged": _TIME,
    "AutoType/Enabled": "False",
    "AutoType/DataTransferObfuscation": "1",
    "AutoType/DefaultSequence": "{USERNAME}",
    "AutoType/Association": "<Window>w</Window><KeystrokeSequence>k</KeystrokeSequence>",
    "CustomData/other": "said",
    "CustomData/KeePassXC-Browser Settings": "said",
    "CustomData/BrowserHideEntry": "said",
    "CustomData/KnownBad": "said",
    "CustomData/KPEX_DoNotSuggestForAutoFill": "said",
    "CustomData/_LAST_MODIFIED": "said",
    "History": "<Entry><String><Key>Title</Key><Value>before</Value></String></Entry>",
}
GROUP = {
    "Notes": "about",
    "Tags": "a",
    "IconID": "12",
    "CustomIconUUID": _ICON,
    "IsExpanded": "False",
    "DefaultAutoTypeSequence": "{USERNAME}",
    "EnableAutoType": "false",
    "EnableSearching": "false",
    "LastTopVisibleEntry": "BBBB",
    "PreviousParentGroup": "CCCC",
    "Times/ExpiryTime": _TIME,
    "CustomData/other": "said",
}


def said(reading: Reading) -> str:
    """Return all that came, but for what is drawn anew each time."""
    entries = [
        (
            one.path,
            one.trashed,
            one.losses,
            one.content.title,
            one.content.tags,
            one.content.created,
            one.content.modified,
            [(f.role, f.kind, f.label, f.value) for f in one.content.fields],
            [(v.at, v.title, [(f.label, f.value) for f in v.fields]) for v in one.history],
            [file.name for file in one.attachments],
        )
        for one in reading.entries
    ]
    return repr((entries, reading.folders, reading.losses))


def element(key: str, value: str) -> str:
    outer, _slash, inner = key.rpartition("/")
    if outer == "CustomData":
        written = f"<Item><Key>{inner}</Key><Value>{value}</Value></Item>"
    else:
        written = f"<{inner}>{value}</{inner}>"
    return f"<{outer}>{written}</{outer}>" if outer else written


def of_entry(inner: str) -> str:
    return said(made.read_back(made.database(made.entry(inner, Title="t"))))


def of_group(inner: str) -> str:
    group = f"<Group><UUID>DDDD</UUID><Name>G</Name>{inner}{made.entry('', Title='t')}</Group>"
    return said(made.read_back(made.database(group)))


@pytest.mark.parametrize("key", ENTRY)
def test_a_key_of_an_entry_tells_something_or_is_left_out_with_a_reason(key):
    # A moment of expiry alone says nothing, and neither does its flag: one stands by the other.
    beside = {
        "Times/ExpiryTime": "<Times><Expires>True</Expires></Times>",
        "Times/Expires": f"<Times><ExpiryTime>{_TIME}</ExpiryTime></Times>",
    }.get(key, "")
    written = element(key, ENTRY[key])
    if beside:
        written = beside.replace("</Times>", written.removeprefix("<Times>"))
    assert (of_entry(written) == of_entry(beside)) == (f"Entry/{key}" in LEFT_OUT)


@pytest.mark.parametrize("key", GROUP)
def test_a_key_of_a_group_tells_something_or_is_left_out_with_a_reason(key):
    known = f"Group/{key}" in LEFT_OUT or f"Group/{key.partition('/')[0]}" in LEFT_OUT
    assert (of_group(element(key, GROUP[key])) == of_group("")) == known


def test_what_is_left_out_is_a_key_that_there_is_and_has_a_reason():
    there = {f"Entry/{key}" for key in ENTRY}
    there |= {f"Group/{key}" for key in GROUP} | {f"Group/{key.partition('/')[0]}" for key in GROUP}
    assert LEFT_OUT.keys() <= there | {"Meta", "DeletedObjects"}
    assert all(LEFT_OUT.values())
