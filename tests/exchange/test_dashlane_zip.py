# SPDX-License-Identifier: GPL-3.0-or-later
"""Dashlane's zip, on tables written as its exports are known to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import custom, entry, harmless, read, read_as, roles, zip_file

from strongroom.errors import CannotImport
from strongroom.exchange.reading import Reading

CREDENTIALS = '''username,username2,username3,title,password,note,url,category,otpSecret
me,me2,,Site,"pw,""x""","line 1
line 2",https://a.example,Work,JBSWY3DPEHPK3PXP
'''
NOTES = 'title,note\n"a ""note""","one, two"\n'
PAYMENTS = """\
type,account_name,account_holder,cc_number,code,expiration_month,expiration_year,\
routing_number,account_number,country,issuing_bank,note,name
payment_card,A B,,4242,100,03,2027,,,US,,,my cc
"""
IDS = """type,number,name,issue_date,expiration_date,place_of_issue,state
passport,X1,A B,2020-01-01,2030-01-01,Here,
"""
PERSONAL = """\
type,title,first_name,middle_name,last_name,login,date_of_birth,place_of_birth,email,email_type,\
item_name,phone_number,address,country,state,city,zip,address_recipient,address_building,\
address_apartment,address_floor,address_door_code,job_title,url
email,,,,,,,,me@example.com,personal,Email 1,,,,,,,,,,,,,
"""
WIFI = "ssid,passphrase,name,note\nhome,secret,At home,behind the door\n"


def export(**tables: str) -> bytes:
    return zip_file({f"{name}.csv": text.encode() for name, text in tables.items()})


@pytest.fixture
def reading() -> Reading:
    return read(
        export(
            personalInfo=PERSONAL,
            ids=IDS,
            payments=PAYMENTS,
            securenotes=NOTES,
            credentials=CREDENTIALS,
            wifi=WIFI,
        ),
        "dashlane",
    )


def test_every_table_comes(reading):
    assert reading.problems == ()
    assert reading.losses == ()
    kinds = [str(one.content.kind) for one in reading.entries]
    assert kinds == ["login", "note", "card", "identity", "identity", "wifi"]


def test_a_login(reading):
    site = entry(reading, "Site")
    assert roles(site) == {
        "username": "me",
        "password": 'pw,"x"',
        "website": "https://a.example",
        "otp": "JBSWY3DPEHPK3PXP",
        "notes": "line 1\nline 2",
    }
    assert site.path == ("Work",)
    assert ("text", "me2") in custom(site).values()


def test_the_other_tables(reading):
    assert roles(entry(reading, 'a "note"')) == {"notes": "one, two"}
    card = roles(reading.entries[2])
    assert (card["card.number"], card["card.expires"]) == ("4242", "2027-03")
    assert roles(reading.entries[3])["identity.document"] == "X1"
    assert roles(entry(reading, "Email 1"))["identity.email"] == "me@example.com"


def test_a_network_whose_columns_are_guessed(reading):
    wifi = reading.entries[5]
    there = {field.value for field in wifi.content.fields} | {wifi.content.title}
    assert {"home", "secret", "At home", "behind the door"} <= there


def test_a_table_that_is_new_comes_and_a_file_that_is_none_is_named():
    data = zip_file(
        {
            "credentials.csv": CREDENTIALS.encode(),
            "secrets.csv": b"title,secret\nKey,hidden thing\n",
            "readme.txt": b"?",
            "ids.csv": b"",
        }
    )
    reading = read(data, "dashlane")
    assert [one.content.title for one in reading.entries] == ["Site", "Key"]
    assert "hidden thing" in {field.value for field in reading.entries[1].content.fields}
    assert reading.losses == ("1 file in the zip is no table and was left out.",)


def test_a_broken_table_is_a_problem_and_the_others_come():
    data = zip_file({"credentials.csv": CREDENTIALS.encode(), "ids.csv": b"\0\1\2\0"})
    reading = read(data, "dashlane")
    assert len(reading.entries) == 1
    assert [problem.title for problem in reading.problems] == ["ids.csv"]


def test_empty_tables_are_refused():
    with pytest.raises(CannotImport):
        read(export(credentials=""), "dashlane")


NAMES = st.sampled_from(["credentials", "ids", "wifi", "x"])


@given(st.dictionaries(NAMES, st.binary(max_size=80)))
def test_whatever_the_tables_are(tables):
    data = zip_file({f"{name}.csv": data for name, data in tables.items()})
    harmless(lambda: read_as(data, "dashlane"))
