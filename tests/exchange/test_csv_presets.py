# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports written here as their programs are known to write them: one file a program."""

import io
import json
import time
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import CannotImport
from strongroom.exchange.csv_formats import FORMATS
from strongroom.exchange.csv_preset_table import PRESETS
from strongroom.exchange.csv_proton import proton
from strongroom.exchange.csv_rows import Place, Placed
from strongroom.exchange.csv_targets import Target
from strongroom.exchange.formats import format_named, recognise
from strongroom.exchange.reading import Entry, Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.model.rules import check_content

SECRET = "JBSWY3DPEHPK3PXP"


def read(text: str, name: str) -> Reading:
    source = Source(io.BytesIO(text.encode()))
    kind = recognise(source)
    assert kind is not None
    assert kind.name == name
    reading = kind.read(source, Given(), no_step)
    assert reading.problems == ()
    return reading


def entries(text: str, name: str) -> list[Entry]:
    return list(read(text, name).entries)


def said(entry: Entry) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in entry.content.fields:
        key = field.role or field.label
        found[key] = f"{found[key]} {field.value}" if key in found else field.value
    return found


def concealed(entry: Entry) -> set[str]:
    return {field.role or field.label for field in entry.content.fields if field.concealed}


def test_apple_passwords():
    (entry,) = entries(
        "Title,URL,Username,Password,Notes,OTPAuth\n"
        f"Shop,https://shop.example/,ada,pw,two words,otpauth://totp/x?secret={SECRET}\n",
        "apple",
    )
    assert entry.content.title == "Shop"
    assert said(entry) == {
        Role.USERNAME: "ada",
        Role.PASSWORD: "pw",
        Role.OTP: f"otpauth://totp/x?secret={SECRET}",
        Role.WEBSITE: "https://shop.example/",
        Role.NOTES: "two words",
    }


def test_bitwarden_of_a_person():
    login, note = entries(
        "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,"
        "login_password,login_totp\n"
        'Work/Mail,1,login,Mail,hello,"pin: 1234\ncolour: red\ngreen",0,'
        f'"https://a.example,https://b.example/x,y",ada,pw,{SECRET}\n'
        ",,note,Safe,left 3,,0,,,,\n",
        "bitwarden-csv",
    )
    assert login.path == ("Work", "Mail")
    assert login.content.favourite
    assert said(login) == {
        Role.USERNAME: "ada",
        Role.PASSWORD: "pw",
        Role.OTP: SECRET,
        Role.WEBSITE: "https://a.example https://b.example/x,y",
        Role.NOTES: "hello",
        "pin": "1234",
        "colour": "red\ngreen",
    }
    assert concealed(login) == {Role.PASSWORD, Role.OTP, "pin"}
    assert (note.content.kind, said(note)) == (ItemKind.NOTE, {Role.NOTES: "left 3"})


def test_bitwarden_of_an_organisation():
    (entry,) = entries(
        "collections,type,name,notes,fields,login_uri,login_username,login_password,login_totp\n"
        '"Ops/Servers,All",login,Box,,,,root,pw,\n',
        "bitwarden-csv",
    )
    assert entry.path == ("Ops", "Servers")
    assert said(entry)["collections"] == "Ops/Servers\nAll"


LASTPASS = "url,username,password,totp,extra,name,grouping,fav\n"


def test_lastpass_and_its_secure_notes():
    login, note, card, wifi, address, key, custom = entries(
        LASTPASS + f"https://a.example,ada,pw,{SECRET},n,A,Work\\Mail,1\n"
        "http://sn,,,,plain text,Note,,0\n"
        'http://sn,,,,"NoteType:Credit Card\nLanguage:en-GB\nName on Card:A B\nType:Visa\n'
        "Number:4242424242424242\nSecurity Code:123\nStart Date:,\nExpiration Date:June,2027\n"
        'Notes:first\nPIN: second",Card,,0\n'
        'http://sn,,,,"NoteType:Wi-Fi Password\nLanguage:en-US\nSSID:home\nPassword:pw\n'
        'Protected:yes\nNotes:",Net,,0\n'
        'http://sn,,,,"NoteType:Address\nLanguage:en\nFirst Name:Ada\nMiddle Name:\nLast Name:B\n'
        'Birthday:May,9,1980\nEmail Address:a@b.example\nGender:f\nNotes:",Me,,0\n'
        'http://sn,,,,"NoteType:SSH Key\nLanguage:en\nPassphrase:pp\nPrivate Key:---\nab\n---\n'
        'Public Key:cd\nHostname:h.example\nNotes:",Key,,0\n'
        'http://sn,,,,"NoteType:Custom_1\nLanguage:en\nmy password:x\ncolour:red\nNotes:",Own,,0\n',
        "lastpass",
    )
    assert (login.path, login.content.favourite) == (("Work", "Mail"), True)
    assert said(login)[Role.OTP] == SECRET
    assert (note.content.kind, said(note)) == (ItemKind.NOTE, {Role.NOTES: "plain text"})
    assert card.content.kind == ItemKind.CARD
    assert said(card) == {
        "card.holder": "A B",
        "card.number": "4242424242424242",
        "card.expires": "2027-06",
        "card.code": "123",
        Role.NOTES: "first\nPIN: second",
        "type": "Credit Card",
        "Type": "Visa",
    }
    assert wifi.content.kind == ItemKind.WIFI
    assert said(wifi)["wifi.ssid"] == "home"
    assert said(wifi)[Role.PASSWORD] == "pw"
    assert said(address)["identity.name"] == "Ada B"
    assert said(address)["identity.birthday"] == "1980-05-09"
    assert said(address)["Gender"] == "f"
    assert said(key)["ssh.private"] == "---\nab\n---"
    assert concealed(custom) == {"my password"}
    assert said(custom) == {"my password": "x", "colour": "red"}


def test_onepassword_of_today_and_before():
    login, note, old = entries(
        "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\n"
        f"A,https://a.example,ada,pw,otpauth://totp/x?secret={SECRET},true,false,"
        '"work;code",n\n'
        "B,,,,,false,false,,only text\nC,https://c.example,u,p,,false,true,,\n",
        "1password-csv",
    )
    assert (login.content.favourite, login.content.tags) == (True, ("work", "code"))
    assert said(login)[Role.OTP].startswith("otpauth://")
    assert note.content.kind == ItemKind.NOTE
    assert old.content.tags == ("archived",)
    (wide,) = entries(
        "ainfo,Notes,Password,scope,secret key,Type,Title,URL,Username,uuid\n"
        "u,n,pw,Default,s3cret,Login,T,https://t.example,u,1234\n",
        "1password-csv",
    )
    assert said(wide)["secret key"] == "s3cret"
    assert concealed(wide) == {Role.PASSWORD, "secret key"}


def test_onepassword_7_on_the_mac_and_on_windows():
    login, card, person, other = entries(
        '"cardholder name(cardholder)","Created Date","expiry date(expiry)",'
        '"first name(firstname)","last name(lastname)","Modified Date","Notes","number(ccnum)",'
        '"Password","Scope","Tags","Title","Type","type(type)","URL","Username",'
        '"verification number(cvv)",\n'
        ',"1606923754",,,,"1607020972","n",,"pw",,"{(\n    \\""Work\\""\n)}","A","Login",,'
        '"https://a.example","ada",,\n'
        '"Ada B","1606923869","01/2030",,,"1607355631",,"4242",,,"{(\n)}","C","Credit Card",'
        '"visa",,,"111",\n'
        ',"1606923754",,"Ada","B","1606923754",,,,,"{(\n)}","I","Identity",,,,,\n'
        ',"1606923754",,,,"1606923754","n",,,,"{(\n)}","O","Outdoor License",,,,,\n',
        "1password-csv",
    )
    assert (login.content.tags, login.content.created) == (("Work",), 1606923754000)
    assert said(login)[Role.PASSWORD] == "pw"
    assert (card.content.kind, card.content.tags) == (ItemKind.CARD, ())
    assert said(card) == {
        "card.holder": "Ada B",
        "card.number": "4242",
        "card.expires": "2030-01",
        "card.code": "111",
        "type": "visa",
    }
    assert said(person)["identity.name"] == "Ada B"
    assert (other.content.kind, said(other)["type"]) == (ItemKind.NOTE, "Outdoor License")
    first, windows, note = entries(
        '"UUID","TITLE","USERNAME","PASSWORD","URL","URLS","EMAIL","SCOPE","AUTOSUBMIT","TAGS",'
        '"NOTES","SECTION 1: ABC","ABC 1: SECRET","1: CARDHOLDER NAME","2: NUMBER",'
        '"3: VERIFICATION NUMBER"\n'
        '"x","A","ada","pw","https://a.example","https://a.example","","Default","Default",'
        '"Work","n","More","s","","",""\n'
        '"y","C","","","","","","Default","Default","","","","","Ada B","4242","111"\n'
        '"z","N","","","","","","Default","Default","","n","","","","",""\n',
        "1password-csv",
    )
    assert said(first)[Role.WEBSITE] == "https://a.example"
    assert {"ABC 1: SECRET"} <= concealed(first)
    assert windows.content.kind == ItemKind.CARD
    assert said(windows) == {"card.holder": "Ada B", "card.number": "4242", "card.code": "111"}
    assert (note.content.kind, said(note)) == (ItemKind.NOTE, {Role.NOTES: "n"})


def test_keepassxc():
    first, binned = entries(
        '"Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified",'
        '"Created"\n'
        f'"Passwords/Work","A","ada","pw","https://a.example","n","otpauth://totp/x?secret={SECRET}",'
        '"0","2024-01-15T10:30:00Z","2023-01-15T10:30:00Z"\n'
        '"Passwords/Recycle Bin","B","","","","","","0","",""\n',
        "keepassxc-csv",
    )
    assert (first.path, binned.path, binned.trashed) == (("Work",), (), 0)
    assert first.content.modified == 1705314600000
    assert first.content.created == 1673778600000


@pytest.mark.parametrize("entry", ["Mail"])
def test_what_keepassxc_itself_writes(tmp_path, keepassxc, entry):
    exported = keepassxc.export_csv(
        tmp_path,
        title=entry,
        username='a "quoted" user',
        password="p,w;\\'\"",
        url="https://mail.example/",
        notes="two\nlines, and a comma",
    )
    (found,) = entries(exported, "keepassxc-csv")
    assert found.content.title == entry
    assert said(found) == {
        Role.USERNAME: 'a "quoted" user',
        Role.PASSWORD: "p,w;\\'\"",
        Role.WEBSITE: "https://mail.example/",
        Role.NOTES: "two\nlines, and a comma",
    }
    assert found.content.modified is not None


def test_keepass_escapes_with_backslashes():
    (entry,) = entries(
        '"Account","Login Name","Password","Web Site","Comments"\n'
        '"A \\"b\\"","ada","p\\\\w","https://a.example",""\n',
        "keepass-csv",
    )
    assert entry.content.title == 'A "b"'
    assert said(entry)[Role.PASSWORD] == "p\\w"


NORDPASS = (
    "name,url,additional_urls,username,password,note,cardholdername,cardnumber,cvc,pin,expirydate,"
    "zipcode,folder,shared_folder,full_name,phone_number,email,address1,address2,city,country,"
    "state,type,custom_fields\n"
)


def test_nordpass():
    reading = read(
        NORDPASS + "Work/Mail" + "," * 22 + "folder,\n"
        'Site,https://a.example,"[""https://b.example""]",ada,pw,n,,,,,,,Work,,,,,,,,,,password,'
        '"[{""label"":""hint"",""type"":""hidden"",""value"":""h""},'
        '{""label"":""door"",""type"":""text"",""value"":""3""}]"\n'
        "Visa,,,,,,Ada B,4242,123,99,06/27,1010,,,,,,,,,,,credit_card,\n"
        "Me,,,,,,,,,,,1010,,,Ada B,+43 1,a@b.example,Street 1,,Wien,AT,,identity,\n",
        "nordpass",
    )
    assert reading.folders == (("Work", "Mail"),)
    login, card, person = reading.entries
    assert login.path == ("Work",)
    assert said(login)[Role.WEBSITE] == "https://a.example https://b.example"
    assert (said(login)["hint"], said(login)["door"]) == ("h", "3")
    assert concealed(login) == {Role.PASSWORD, "hint"}
    assert said(card)["card.expires"] == "2027-06"
    assert said(card)["card.pin"] == "99"
    assert said(person)["identity.email"] == "a@b.example"
    assert said(person)["identity.phone"] == "+43 1"


def test_nordpass_before_it_named_types():
    reading = read(
        "name,url,username,password,note,cardholdername,cardnumber,cvc,expirydate,zipcode,folder,"
        "full_name,phone_number,email,address1,address2,city,country,state\n"
        "Work,,,,,,,,,,,,,,,,,,\nnote,,,,text,,,,,,Work,,,,,,,,\n"
        "Visa,,,,,Ada B,4242,123,0627,,,,,,,,,,\n",
        "nordpass",
    )
    assert reading.folders == (("Work",),)
    assert [entry.content.kind for entry in reading.entries] == [ItemKind.NOTE, ItemKind.CARD]


def test_roboform_of_both_ages():
    new, note = entries(
        "\ufeffName,Url,MatchUrl,Login,Pwd,Note,Folder,RfFieldsV2\n"
        f'A,http://a.example,http://a.example,ada,\'@x,n,/work/mail,"User ID$,,,txt,ada",'
        f'"Password$,,,pwd,@x","TOTP KEY$,,,txt,{SECRET}","colour,,,txt,red, dark"\n'
        "N,,,,,text,,\n",
        "roboform",
    )
    assert new.path == ("work", "mail")
    assert said(new) == {
        Role.USERNAME: "ada",
        Role.PASSWORD: "@x",
        Role.OTP: SECRET,
        Role.WEBSITE: "http://a.example",
        Role.NOTES: "n",
        "colour": "red, dark",
    }
    assert note.content.kind == ItemKind.NOTE
    (old,) = entries(
        "Name,Url,Login,Pwd,Note,Folder,Rf_fields\n"
        "A,https://a.example,ada,pw,,/Bank,User ID$:txt:ada,Password$:pwd:pw,pin:pwd:1:2\n",
        "roboform",
    )
    assert said(old)["pin"] == "1:2"


def test_dashlanes_five_files():
    (login,) = entries(
        "username,username2,username3,title,password,note,url,category,otpUrl\n"
        f"ada,ada2,,A,pw,n,https://a.example,Work,otpauth://totp/x?secret={SECRET}\n",
        "dashlane-csv",
    )
    assert said(login)["username2"] == "ada2"
    assert login.path == ("Work",)
    card, bank = entries(
        "type,account_name,account_holder,cc_number,code,expiration_month,expiration_year,"
        "routing_number,account_number,country,issuing_bank,note,name\n"
        "payment_card,ADA,,4242,100,03,2027,,,US,,n,my card\n"
        "bank,Giro,Ada,,,,,1,2,AT,Bank,,\n",
        "dashlane-csv",
    )
    assert (card.content.kind, said(card)["card.expires"]) == (ItemKind.CARD, "2027-03")
    assert bank.content.kind == ItemKind.NOTE
    assert "account number" in concealed(bank)
    (document,) = entries(
        "type,number,name,issue_date,expiration_date,place_of_issue,state\n"
        "passport,P1,Ada B,2020-1-2,2030-1-2,Wien,\n",
        "dashlane-csv",
    )
    assert document.content.title == "passport Ada B"
    assert said(document)["identity.document"] == "P1"
    assert said(document)[Role.EXPIRES] == "2030-01-02"
    (person,) = entries(
        "type,title,first_name,middle_name,last_name,login,date_of_birth,place_of_birth,email,"
        "email_type,item_name,phone_number,address,country,state,city,zip,address_recipient,"
        "address_building,address_apartment,address_floor,address_door_code,job_title,url\n"
        "email,,,,,,,,me@example.com,personal,Email 1,,,,,,,,,,,,,\n",
        "dashlane-csv",
    )
    assert person.content.title == "Email 1"
    assert said(person)["identity.email"] == "me@example.com"
    (note,) = entries("title,note\nSafe,left 3\n", "dashlane-csv")
    assert note.content.kind == ItemKind.NOTE


def test_proton_pass():
    login, alias, card = entries(
        "type,name,url,email,username,password,note,totp,createTime,modifyTime,vault\n"
        f'login,A,"https://a.example, https://b.example",a@b.example,ada,pw,n,{SECRET},'
        "1700000000,1700000001,Work\n"
        "login,B,https://b.example,b@b.example,,pw,,,1700000000,1700000000,Personal\n"
        'creditCard,C,,,,,"{""cardholderName"":""Ada"",""number"":""4242"",'
        '""expirationDate"":""2027-06"",""extra"":[1]}",,1,1,Personal\n',
        "protonpass-csv",
    )
    assert login.path == ("Work",)
    assert login.content.modified == 1700000001000
    assert said(login)[Role.WEBSITE] == "https://a.example https://b.example"
    assert said(login)["email"] == "a@b.example"
    assert said(alias)[Role.USERNAME] == "b@b.example"
    assert said(card)["card.number"] == "4242"
    assert said(card)["extra"] == "[1]"


def test_proton_pass_writes_addresses_and_fields_as_json():
    """The names of the columns are those of the exporter, the values our own."""
    login, other, identity, card = entries(
        "type,name,url,email,username,password,note,totp,createTime,modifyTime,vault,autofillUrls\n"
        'login,A,https://a.example/,,ada,pw,n,,1700000000,1700000000,V,"[{""url"":""https://a.example/"",""mode"":0},'
        '{""url"":""https://b.example/"",""mode"":3},{""url"":""^c.*$"",""mode"":5}]"\n'
        'login,B,,,ada,pw,,,1700000000,1700000000,V,"https://b.example/, https://c.example/"\n'
        'identity,I,,,,,"{""firstName"":""Ada"",""licenseNumber"":""L1"",'
        '""extraWorkDetails"":[{""fieldName"":""desk"",""type"":""text"",'
        '""data"":{""content"":""7""}}],""extraSections"":[{""sectionName"":""Door"",'
        '""sectionFields"":[{""fieldName"":""word"",""type"":""hidden"",'
        '""data"":{""content"":""x""}}]}]}",,1700000000,1700000000,V,\n'
        'creditCard,C,,,,,"{""cardType"":0,""number"":""4242""}",,1700000000,1700000000,V,\n',
        "protonpass-csv",
    )
    assert said(login)[Role.WEBSITE] == "https://a.example/ https://b.example/"
    assert said(login)["how the website is compared"] == "https://b.example/ (starts with)"
    assert said(login)["address to fill in: regular expression"] == "^c.*$"
    assert said(other)[Role.WEBSITE] == "https://b.example/ https://c.example/"
    assert said(identity) == {
        "first name": "Ada",
        "licence number": "L1",
        "desk": "7",
        "Door: word": "x",
    }
    assert concealed(identity) == {"licence number", "Door: word"}
    assert said(card) == {"card.number": "4242"}


def test_very_many_addresses_of_one_row_are_each_looked_at_once():
    sites = [f"https://a.example/{number}" for number in range(30_000)]
    began = time.thread_time()
    columns, cell = Placed(), Placed()
    for first in range(0, len(sites), 100):
        columns.put(Place(Target.WEBSITE), "url", ",".join(sites[first : first + 100]))
    proton(cell, {"autofillurls": json.dumps([{"url": site} for site in sites])}, ())
    assert time.thread_time() - began < 3
    assert list(columns.sites) == list(cell.sites) == sites


def test_dashlanes_cards_are_called_what_a_person_calls_them():
    (named,) = entries(
        "type,account_name,account_holder,cc_number,code,expiration_month,expiration_year,"
        "routing_number,account_number,country,issuing_bank,note,name\n"
        "payment_card,ADA B,,4242,100,03,2027,,,US,,,Work card\n",
        "dashlane-csv",
    )
    assert (named.content.title, said(named)["card.holder"]) == ("Work card", "ADA B")
    (other,) = entries(
        "type,account_name,cc_number,code,expiration_month,expiration_year,country,name\n"
        "payment_card,Work card,4242,100,03,2027,US,ADA B\n",
        "dashlane-csv",
    )
    assert (other.content.title, said(other)["card.holder"]) == ("Work card", "ADA B")
    (bank,) = entries(
        "type,account_name,account_holder,cc_number,code,expiration_month,expiration_year,"
        "routing_number,account_number,country,issuing_bank\n"
        "bank,Giro,Ada,,,,,1,2,AT,Bank\n",
        "dashlane-csv",
    )
    assert (bank.content.title, said(bank)["account holder"]) == ("Giro", "Ada")
    assert "account holder" not in concealed(bank)


def test_zoho_of_both_ages():
    (new,) = entries(
        '"Password Name","Description","Password URL","SecretData","Notes","CustomData","Tags",'
        '"Classification","Favorite","Folder Name"\n'
        'A,,https://a.example,"SecretType:Web Account\nUser Name:ada\nPassword:p:w\n",n,'
        '"pin:1\n",,P,1,Emails\n',
        "zoho",
    )
    assert said(new) == {
        Role.USERNAME: "ada",
        Role.PASSWORD: "p:w",
        Role.WEBSITE: "https://a.example",
        Role.NOTES: "n",
        "pin": "1",
    }
    assert (new.path, new.content.favourite) == (("Emails",), True)
    (old,) = entries(
        '"Secret Name","Secret URL","Notes"\n"A","https://a.example","","ada","pw","1"\n', "zoho"
    )
    assert said(old)[Role.PASSWORD] == "pw"


def test_buttercup_names_its_groups_twice():
    reading = read(
        "!type,!group_id,!group_name,!group_parent,title,username,password,URL,!group_id,"
        "!group_name,id,Notes,pin\n"
        "group,1,Social,0,,,,,1,Social,,,\n"
        "entry,1,Social,0,A,ada,pw,https://a.example,1,Social,x,n,1\n",
        "buttercup-csv",
    )
    (entry,) = reading.entries
    assert reading.folders == (("Social",),)
    assert entry.path == ("Social",)
    assert said(entry)["pin"] == "1"


def test_buttercup_with_dashes_for_groups_and_a_property_that_a_person_named():
    reading = read(
        '"!group_id","!group_name","!type","title","username","password","URL","id","url"\n'
        '"1","Root/Work","--","--","","","","1",""\n'
        '"1","Root/Work","login","A","ada","pw","https://a.example","2","https://b.example"\n'
        '"1","Root/Work","login","--","ada","pw","","3",""\n',
        "buttercup-csv",
    )
    assert reading.folders == (("Root", "Work"),)
    first, dashed = reading.entries
    assert first.path == ("Root", "Work")
    assert said(first)[Role.WEBSITE] == "https://a.example https://b.example"
    assert (dashed.content.title, said(dashed)[Role.PASSWORD]) == ("--", "pw")
    twice = read(
        "!group_id,!group_name,title,username,password,URL,!group_id,!group_name,id\n"
        "1,Social,A,ada,pw,,1,Social,2\n",
        "buttercup-csv",
    )
    assert said(twice.entries[0]) == {Role.USERNAME: "ada", Role.PASSWORD: "pw"}


def test_myki_has_a_table_for_each_kind():
    (card,) = entries(
        "nickname,status,tags,cardNumber,cardName,exp_month,exp_year,cvv,additionalInfo\n"
        "A,active,,4242,Ada B,04,29,123,n\n",
        "myki",
    )
    assert card.content.kind == ItemKind.CARD
    assert said(card) == {
        "card.holder": "Ada B",
        "card.number": "4242",
        "card.expires": "2029-04",
        "card.code": "123",
        Role.NOTES: "n",
    }
    (document,) = entries(
        "nickname,status,tags,idType,idNumber,idName,idIssuanceDate,idExpirationDate,idCountry,"
        "additionalInfo\nA,archived,red,Passport,P1,Ada B,,2030-01-02,AT,\n",
        "myki",
    )
    assert (document.content.kind, document.content.tags) == (ItemKind.IDENTITY, ("red",))
    assert said(document)["status"] == "archived"
    assert said(document)[Role.EXPIRES] == "2030-01-02"
    (person,) = entries(
        "nickname,status,tags,firstName,middleName,lastName,email,firstAddressLine,"
        "secondAddressLine,title,gender,number,city,country,zipCode,additionalInfo\n"
        "A,active,,Ada,,B,a@b.example,1 Street,,Ms,f,123,Wien,AT,1010,\n",
        "myki",
    )
    assert person.content.title == "A"
    assert said(person)["identity.name"] == "Ada B"
    assert said(person)["identity.phone"] == "123"
    assert concealed(person) == set()
    (code,) = entries(
        f"nickname,status,tags,authToken,additionalInfo\nA,active,,{SECRET},n\n", "myki"
    )
    assert said(code) == {Role.OTP: SECRET, Role.NOTES: "n"}
    (note,) = entries("nickname,status,content\nA,active,left 3\n", "myki")
    assert (note.content.kind, said(note)) == (ItemKind.NOTE, {Role.NOTES: "left 3"})


def test_netwrix_in_german_and_passman_with_its_own_fields():
    (entry,) = entries(
        '"Organisationseinheit";"DataTags";"Beschreibung";"Benutzername";"Passwort";'
        '"Internetseite";"Informationen";"One-Time Passwort"\n'
        f'"Work\\Mail";"red, blue";"A";"ada";"pw";"https://a.example";"n";"{SECRET}"\n',
        "netwrix",
    )
    assert (entry.content.title, entry.path) == ("A", ("Work", "Mail"))
    assert entry.content.tags == ("red", "blue")
    assert said(entry)[Role.OTP] == SECRET
    login, note = entries(
        '"label","username","password","email","description","tags","url","custom_fields","files"\n'
        '"A","ada","pw","","n","[red]","https://a.example",'
        '"[{""label"":""pin"",""value"":""1"",""secret"":true},'
        '{""label"":""desk"",""value"":""7"",""secret"":false}]","[]"\n'
        '"B","","","","n","","","[]","[{""filename"":""x""}]"\n',
        "passman",
    )
    assert login.content.tags == ("red",)
    assert (said(login)["pin"], said(login)["desk"]) == ("1", "7")
    assert concealed(login) == {Role.PASSWORD, "pin"}
    assert (note.content.kind, len(note.losses)) == (ItemKind.NOTE, 1)


def test_keeper_with_and_without_a_header():
    row = f"Work\\Mail,A,ada,pw,https://a.example,n,,pin,1,TFC:Keeper,{SECRET}\n"
    (bare,) = entries(row, "keeper-csv")
    (named,) = entries(
        "Folder,Title,Login,Password,Website Address,Notes,Shared Folder,Custom Fields\n" + row,
        "keeper-named",
    )
    assert bare.path == ("Work", "Mail")
    for entry in (bare, named):
        assert said(entry) == {
            Role.USERNAME: "ada",
            Role.PASSWORD: "pw",
            Role.OTP: SECRET,
            Role.WEBSITE: "https://a.example",
            Role.NOTES: "n",
            "pin": "1",
        }


def test_enpass():
    login, card = entries(
        "A,Username,ada,*Password,pw,Website,https://a.example,E-mail,a@b.example,n\n"
        "C,Cardholder,Ada,Number,4242,*CVC,123,Expiry date,06/27\n",
        "enpass-csv",
    )
    assert said(login) == {
        Role.USERNAME: "ada",
        Role.PASSWORD: "pw",
        Role.WEBSITE: "https://a.example",
        Role.NOTES: "n",
        "email": "a@b.example",
    }
    assert said(card)["card.expires"] == "2027-06"


def test_msecure():
    login, card, note = entries(
        "A|1,Login,Work,first\\nsecond,Website|2|https://a.example,Username|7|ada,Password|8|p|w\n"
        "C|2,Credit Card,Unassigned,,Card Number|9|4242,Expiration Date|11|06/27,"
        "Name on Card|9|Ada,Security Code|9|123\n"
        "N|3,Secure Note,,text,Colour|0|red\n",
        "msecure",
    )
    assert said(login) == {
        Role.USERNAME: "ada",
        Role.PASSWORD: "p|w",
        Role.WEBSITE: "https://a.example",
        Role.NOTES: "first\nsecond",
    }
    assert login.content.tags == ("Work",)
    assert said(card)["card.code"] == "123"
    assert (note.content.kind, said(note)["Colour"]) == (ItemKind.NOTE, "red")


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        (
            "safeincloud-csv",
            f"Title,Login,Password,URL,Notes,OTP\nA,ada,pw,https://a.example,n,{SECRET}\n",
            {Role.USERNAME: "ada", Role.PASSWORD: "pw", Role.OTP: SECRET},
        ),
        (
            "truekey",
            (
                "kind,name,url,login,password,memo,favorite,title,note\n"
                "login,A,https://a.example,ada,pw,n,true,,\n"
            ),
            {Role.USERNAME: "ada", Role.PASSWORD: "pw", Role.NOTES: "n"},
        ),
        (
            "avira",
            "name,website,username,secondary_username,password\nA,a.example,ada,bob,pw\n",
            {Role.USERNAME: "ada", "secondary_username": "bob"},
        ),
        (
            "remembear",
            (
                "type,name,website,username,password,notes,trash\n"
                "LoginItem,A,https://a.example,ada,pw,n,true\n"
            ),
            {Role.USERNAME: "ada"},
        ),
        (
            "myki",
            (
                "url,username,password,additionalInfo,nickname,twofaSecret\n"
                f"https://a.example,ada,pw,n,A,{SECRET}\n"
            ),
            {Role.OTP: SECRET, Role.NOTES: "n"},
        ),
        ("logmeonce", "name,url,username,password,group\nA,a.example,ada,pw,G\n", {}),
        (
            "encryptr",
            (
                "Entry Type,Label,Password,Username,Site URL,Notes,Text,Type,Name on card,"
                "Card Number,CVV,Expiry\nPassword,A,pw,ada,https://a.example,n,,,,,,\n"
            ),
            {Role.PASSWORD: "pw"},
        ),
        (
            "synology",
            (
                "Display_Name,Login_Username,Login_Password,Login_URLs,Login_TOTP,Notes,Favorite\n"
                f"A,ada,pw,https://a.example,{SECRET},n,\n"
            ),
            {Role.OTP: SECRET},
        ),
        (
            "passpack",
            (
                "Entry Name,User ID,Password,URL,Tags,Notes,Email,Extra Fields\n"
                'A,ada,pw,https://a.example,"{}",n,a@b.example,"{""extraFields"":[]}"\n'
            ),
            {Role.USERNAME: "ada", "extra fields": '{"extraFields":[]}'},
        ),
        (
            "saferpass",
            (
                "url,username,password,notes,title,modelType,favorite\n"
                "https://a.example,ada,pw,n,A,login,1\n"
            ),
            {Role.USERNAME: "ada"},
        ),
    ],
)
def test_the_others(name, text, wanted):
    (entry,) = entries(text, name)
    assert entry.content.title == "A"
    assert said(entry).items() >= wanted.items()


def test_each_preset_is_a_format_of_its_own_and_names_its_source():
    names = [one.name for one in FORMATS]
    assert len(set(names)) == len(names)
    for preset in PRESETS:
        assert preset.source
        assert format_named(preset.name).real is preset.real
        for one in preset.shapes:
            assert one.needed <= one.places.keys()


def test_what_no_preset_knows_is_kept_concealed():
    (entry,) = entries("Title,URL,Username,Password,Sparkle\nA,,ada,pw,x\n", "apple")
    (field,) = [field for field in entry.content.fields if not field.role]
    assert (field.label, field.kind, field.value) == ("Sparkle", FieldKind.CONCEALED, "x")


@pytest.mark.parametrize(
    "header",
    [
        "Title,Login,Password,URL,Note",
        "Title,User,Pass,Note",
        "Title,Note,Colour",
        "Name,URL,Username,Password,Note,Category",
        "Title,URL,Username,Password,One-time code",
        "Account,Login Name,Password,Web Site,Comments,Group",
        "Name,Website,Username,Secondary_username,Password,Email",
    ],
)
def test_a_table_with_more_names_than_a_plain_preset_knows_is_any_table(header):
    row = ",".join("x" for _name in header.split(","))
    read(f"{header}\n{row}\n", "csv")


def test_a_preset_that_was_chosen_takes_a_header_that_it_does_not_know_whole():
    source = Source(io.BytesIO(b"title,note,email\nSafe,left 3,a@b.example\n"))
    (note,) = format_named("dashlane-csv").read(source, Given(), no_step).entries
    assert (note.content.kind, said(note)["email"]) == (ItemKind.NOTE, "a@b.example")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Name,Gruppe,Benutzer,Kennwort,Webseite,Notiz,Geändert", "A,B,c,d,https://e.example,f,g"),
        ("Name,Category,Login,Secret word,Spare,Remark,Changed", "A,B,c,d,,f,g"),
        ("Account,Group,User,Password,Contact,Remark,Pin,Extra,More", "A,B,c,d,e.f,g,1,2,3"),
        ("Name,Colour,Age,Size,,Height,Depth", "A,B,c,d,,e,f"),
        ("Title,Username,Email,Password,Website", "A,ada,a@b.example,pw,https://b.example"),
        ("Title,User,Pass,Note", "A,u,p,x|1|y"),
    ],
)
def test_a_table_with_a_header_is_not_read_by_its_places(header, row):
    read(f"{header}\n{row}\n{row}\n{row}\n", "csv")
    assert recognise(Source(io.BytesIO(f"{header}\n".encode()))) is None


def test_rows_that_hold_the_names_of_columns_are_no_header():
    keeper, plain = entries(
        "Email,Website,me,pw,https://a.example,,\n,Other,me,pw,,note,\n", "keeper-csv"
    )
    assert (keeper.path, keeper.content.title, plain.content.title) == (
        ("Email",),
        "Website",
        "Other",
    )
    (login,) = entries("Bank,Login,Email,,Username|7|me,Password|2|pw\n", "msecure")
    assert said(login)[Role.PASSWORD] == "pw"
    rows = "A,Username,ada,Password,pw,n\nB,Username,bob,Password,pw,n\n"
    first, _second = entries("Title,Field,Value,Field,Value,Note\n" + rows, "enpass-csv")
    assert said(first)[Role.USERNAME] == "ada"


@pytest.mark.parametrize("written", ["2026-01-01 and more", "2026-13-45", "01/02/2026"])
def test_what_is_no_day_from_end_to_end_stays_as_it_is_written(written):
    (entry,) = entries(f"title,url,username,password,expires\nA,,u,p,{written}\n", "csv")
    assert said(entry)["expires"] == written
    (entry,) = entries("title,url,username,password,expires\nA,,u,p,2026-1-2 10:00\n", "csv")
    assert said(entry)[Role.EXPIRES] == "2026-01-02"


def test_doubt_about_the_encoding_is_told():
    text = "name,url,username,password\nCafé,https://a.example,zoë,pw\n".encode("cp1252")
    reading = format_named("chrome").read(Source(io.BytesIO(text)), Given(), no_step)
    assert reading.entries[0].content.title == "Café"
    assert "Windows" in reading.losses[0]


CELLS = st.sampled_from(
    [
        "",
        "a",
        "1",
        "{",
        "[1]",
        '{"note":"x"}',
        "NoteType:Credit Card\nNumber:1\n:",
        "http://sn",
        "otpauth://totp/x",
        "13/99",
        "a:b:c",
        "a,b,c,d,e",
        "\n",
        "é\u2028",
        "\x00",
        "folder",
    ]
) | st.text(max_size=20)


@given(st.sampled_from(PRESETS), st.data())
def test_any_rows_are_entries_or_problems(preset, data):
    one = data.draw(st.sampled_from(preset.shapes))
    columns = data.draw(st.permutations(sorted(one.places)))
    rows = data.draw(st.lists(st.lists(CELLS, max_size=len(columns) + 3), max_size=4))
    lines = (",".join('"' + c.replace('"', '""') + '"' for c in row) for row in [columns, *rows])
    source = Source(io.BytesIO("\n".join(lines).encode("utf-8", "replace")))
    try:
        reading = format_named(preset.name).read(source, Given(), no_step)
    except CannotImport as error:
        assert str(error).endswith(".")  # noqa: PT017 - either outcome is right
        return
    assert all(check_content(entry.content) == entry.content for entry in reading.entries)
    assert all(problem.line > 1 and problem.reason for problem in reading.problems)


# What KeePassXC's own terminal program writes


class KeePassXC:
    """``keepassxc-cli``, by which a database is made and exported."""

    def __init__(self, program: str) -> None:
        self.program = program

    def export_csv(self, folder: Path, **values: str) -> str:
        database = folder / "made.kdbx"
        self._run("db-create", "-q", "-p", str(database), given="pw\npw\n")
        self._run(
            "add",
            "-q",
            "-p",
            *("-u", values["username"], "--url", values["url"], "--notes", values["notes"]),
            str(database),
            values["title"],
            given=f"pw\n{values['password']}\n",
        )
        return self._run("export", "-q", "-f", "csv", str(database), given="pw\n")

    def _run(self, *words: str, given: str) -> str:
        done = run([self.program, *words], input=given, capture_output=True, text=True, check=True)
        return done.stdout


@pytest.fixture
def keepassxc():
    from shutil import which  # noqa: PLC0415 - of this fixture alone

    program = which("keepassxc-cli")
    if program is None:
        pytest.skip("keepassxc-cli is not here")
    return KeePassXC(program)
