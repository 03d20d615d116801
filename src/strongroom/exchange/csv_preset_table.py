# SPDX-License-Identifier: GPL-3.0-or-later
"""The presets: a row for each program whose CSV export is known, and where it is known from.

``importers/…`` are the readers in Bitwarden's web clients (github.com/bitwarden/clients,
``libs/importer``), ``pass-import`` those of github.com/roddhjav/pass-import with its example
files.  Facts carry over, code does not.
"""

from strongroom.exchange import csv_onepassword as onepassword
from strongroom.exchange import csv_special as special
from strongroom.exchange.csv_presets import Preset, shape
from strongroom.exchange.csv_proton import proton
from strongroom.model.fields import ItemKind
from strongroom.texts import N_

_LOGIN, _NOTE, _CARD, _IDENTITY = (
    ItemKind.LOGIN,
    ItemKind.NOTE,
    ItemKind.CARD,
    ItemKind.IDENTITY,
)

PRESETS: tuple[Preset, ...] = (
    Preset(
        "chrome",
        N_("Chrome, Edge, Brave, Opera or Vivaldi (CSV)"),
        "Chromium: components/password_manager/core/browser/export/password_csv_writer.cc;"
        " the note since 2022",
        (shape("name=title; url=website; username; password", "note=notes"),),
        aliases=("edge", "brave", "chromium", "opera", "vivaldi"),
        real=True,
    ),
    Preset(
        "firefox",
        N_("Firefox (CSV)"),
        "Firefox: toolkit/components/passwordmgr/LoginExport.sys.mjs",
        (
            shape(
                "url=website; username; password; httprealm=+HTTP realm;"
                " formactionorigin=+form address",
                "guid=.; timecreated=created; timelastused=.; timepasswordchanged=modified",
                special=special.firefox,
            ),
        ),
        real=True,
    ),
    Preset(
        "apple",
        N_("Apple Passwords or Safari (CSV)"),
        "passbolt: csvSafariRowParser; Title,URL,Username,Password since 2021, then OTPAuth, Notes",
        (shape("title; url=website; username; password", "notes; otpauth=otp"),),
        aliases=("safari", "icloud"),
    ),
    Preset(
        "bitwarden-csv",
        N_("Bitwarden (CSV)"),
        "bitwarden/clients: vault-export-core, base-vault-export.service.ts and its callers",
        (
            shape(
                "type=.; name=title; notes; login_uri=website; login_username=username;"
                " login_password=password",
                "folder; collections=.; favorite=favourite; fields=.; reprompt=.; login_totp=otp",
                kind_column="type",
                kinds={"login": _LOGIN, "note": _NOTE, "card": _CARD, "identity": _IDENTITY},
                special=special.bitwarden,
            ),
        ),
        aliases=("vaultwarden-csv",),
        real=True,
    ),
    Preset(
        "lastpass",
        N_("LastPass (CSV)"),
        "importers/lastpass; Proton's packages/pass/lib/import/providers/lastpass/mocks",
        (
            shape(
                "url=website; username; password; extra=notes; name=title; grouping=folder",
                "totp=otp; fav=favourite",
                separator="\\",
                special=special.lastpass,
            ),
        ),
        real=True,
    ),
    Preset(
        "1password-csv",
        N_("1Password (CSV)"),
        "pass-import: 1password.csv (6), 1password4.csv, 1password8.csv; for version 7 the tables"
        " beside the tests of importers/onepassword",
        (
            shape(
                "title; url=website; username; password; otpauth=otp; favorite=favourite;"
                " archived=.",
                "tags; notes",
                special=onepassword.archived,
            ),
            shape(
                "title; website; username; password; otpauth=otp",
                "favorite status=favourite; favorite=favourite; archived=.; tags; notes",
                special=onepassword.archived,
            ),
            shape(
                "title; username; password; url=website; uuid=.; type=+type",
                "notes; scope=.; autosubmit=.; ainfo=.; email; sex=+sex; company=+company;"
                " website=website; cell=phone; default phone=phone; address=+address",
                special=special.plain,
            ),
            shape(
                "title; username; password; url=website; notes; scope=.; type=.; tags;"
                " created date=created; modified date=modified",
                "cardholder name(cardholder)=card.holder; number(ccnum)=card.number;"
                " expiry date(expiry)=card.expires; verification number(cvv)=card.code;"
                " pin(pin)=card.pin; first name(firstname)=.; initial(initial)=.;"
                " last name(lastname)=.; email(email)=email; default phone(defphone)=phone;"
                " birth date(birthdate)=identity.birthday; address(address)=+address;"
                " company(company)=+company; department(department)=+department;"
                " job title(jobtitle)=+job title; occupation(occupation)=+occupation;"
                " sex(sex)=+sex; type(type)=+type; bank name(bankname)=+bank;"
                " issuing bank(bank)=+issuing bank; network name(network_name)=wifi.ssid;"
                " url(url)=website; website(website)=website; username(username)=username;"
                " password(password)=password",
                kind_column="type",
                kinds={
                    "login": _LOGIN,
                    "password": ItemKind.PASSWORD,
                    "secure note": _NOTE,
                    "credit card": _CARD,
                    "identity": _IDENTITY,
                    "wireless router": ItemKind.WIFI,
                },
                special=onepassword.mac,
            ),
            shape(
                "uuid=.; title; username; password; url=website; urls=website; scope=.;"
                " autosubmit=.; tags; notes",
                "email; master-password=-master password; account-key=-secret key",
                special=onepassword.windows,
            ),
        ),
    ),
    Preset(
        "keepassxc-csv",
        N_("KeePassXC (CSV)"),
        "KeePassXC: src/format/CsvExporter.cpp",
        (
            shape(
                "group=folder; title; username; password; url=website; notes",
                "totp=otp; icon=.; last modified=modified; created",
                rooted=True,
            ),
        ),
        real=True,
    ),
    Preset(
        "keepass-csv",
        N_("KeePass (CSV)"),
        "keepass.info: help/base/importexport.html, the format of KeePass 1.x",
        (shape("account=title; login name=username; password; web site=website; comments=notes"),),
    ),
    Preset(
        "nordpass",
        N_("NordPass (CSV)"),
        "importers/nordpass-csv-importer.ts; pass-import: nordpass.csv (before types)",
        (
            shape(
                "name=title; url=website; username; password; note=notes;"
                " cardholdername=card.holder; cardnumber=card.number; folder",
                "additional_urls=.; cvc=card.code; pin=card.pin; expirydate=card.expires;"
                " zipcode=identity.postcode; shared_folder=+shared folder;"
                " full_name=identity.name; phone_number=phone; email;"
                " address1=identity.street; address2=+address 2; city=identity.city;"
                " country=identity.country; state=+state; type=.; custom_fields=.",
                kind_column="type",
                kinds={
                    "password": _LOGIN,
                    "credit_card": _CARD,
                    "note": _NOTE,
                    "identity": _IDENTITY,
                },
                special=special.nordpass,
                group=special.nordpass_group,
            ),
        ),
    ),
    Preset(
        "roboform",
        N_("RoboForm (CSV)"),
        "importers/roboform-csv-importer.ts; pass-import: roboform.csv",
        (
            shape(
                "name=title; url=website; login=username; pwd=password; note=notes; folder",
                "matchurl=.; rffieldsv2=.; rf_fields=.",
                longer=True,
                special=special.roboform,
            ),
        ),
    ),
    Preset(
        "dashlane-csv",
        N_("Dashlane (CSV)"),
        "importers/dashlane; Proton's packages/pass/lib/import/providers/dashlane/mocks",
        (
            shape(
                "username; username2=username; username3=username; title; password;"
                " note=notes; url=website",
                "category=folder; otpsecret=otp; otpurl=otp",
                special=special.plain,
            ),
            shape(
                "type=+type; account_name=.; cc_number=card.number; code=card.code;"
                " expiration_month=.; expiration_year=.",
                "name=.; account_holder=.; routing_number=+routing number;"
                " account_number=-account number; country=+country;"
                " issuing_bank=+issuing bank; note=notes",
                kind=_CARD,
                kind_column="type",
                kinds={"payment_card": _CARD, "credit_card": _CARD, "bank": _NOTE},
                special=special.dashlane_payment,
            ),
            shape(
                "type=+type; number=identity.document; name=identity.name;"
                " issue_date=+issue date; expiration_date=expires;"
                " place_of_issue=+place of issue; state=+state",
                kind=_IDENTITY,
                special=special.dashlane_id,
            ),
            shape(
                "type=+type; title=+title; first_name=.; middle_name=.; last_name=.;"
                " login=+login; date_of_birth=identity.birthday; item_name=title",
                "place_of_birth=+place of birth; email; email_type=+email type;"
                " phone_number=phone; address=identity.street; country=identity.country;"
                " state=+state; city=identity.city; zip=identity.postcode;"
                " address_recipient=+recipient; address_building=+building;"
                " address_apartment=+apartment; address_floor=+floor;"
                " address_door_code=-door code; job_title=+job title; url=website",
                kind=_IDENTITY,
                special=special.dashlane_person,
            ),
            shape("title; note=notes", "category=folder", kind=_NOTE, only=True),
        ),
    ),
    Preset(
        "protonpass-csv",
        N_("Proton Pass (CSV)"),
        "ProtonMail/WebClients: packages/pass, protonpass.csv.types.ts and its exporter",
        (
            shape(
                "type=.; name=title; url=website; username; password; note=notes; totp=otp",
                "email; createtime=created; modifytime=modified; vault=folder; autofillurls=.",
                kind_column="type",
                kinds={
                    "login": _LOGIN,
                    "note": _NOTE,
                    "creditcard": _CARD,
                    "identity": _IDENTITY,
                    "alias": _LOGIN,
                },
                special=proton,
            ),
        ),
    ),
    Preset(
        "zoho",
        N_("Zoho Vault (CSV)"),
        "importers/zohovault-csv-importer.ts; pass-import: zoho.csv, zoho.vault.csv",
        tuple(
            shape(
                f"{name} name=title; {name} url=website; notes",
                "description=+description; secretdata=.; customdata=.; tags;"
                " classification=.; favorite=favourite; chambername=folder;"
                " folder name=folder; login_totp=otp; totp=otp",
                separator="\n",
                longer=True,
                special=special.zoho,
            )
            for name in ("secret", "password")
        ),
    ),
    Preset(
        "buttercup-csv",
        N_("Buttercup (CSV)"),
        "importers/buttercup-csv-importer.ts; pass-import: buttercup.csv",
        (
            shape(
                "!group_id=.; !group_name=folder; title; username; password; url=website",
                "!type=.; !group_parent=.; id=.; note=notes; notes",
                special=special.plain,
                group=special.buttercup_group,
            ),
        ),
    ),
    Preset(
        "safeincloud-csv",
        N_("SafeInCloud (CSV)"),
        "pass-import: safeincloud.csv",
        (
            shape(
                "title; login=username; password; url=website; notes",
                "otp; website; email; tags; label=tags",
                special=special.plain,
            ),
            shape(
                "title; login=username; password; website; notes",
                "otp; email; tags; label=tags",
                special=special.plain,
            ),
        ),
    ),
    Preset(
        "keeper-named",
        N_("Keeper (CSV with a header)"),
        "importers/keeper/keeper-csv-importer.ts",
        (
            shape(
                "folder; title; login=username; password; website address=website; notes",
                "shared folder=+shared folder; custom fields=.",
                longer=True,
                special=special.keeper,
            ),
        ),
    ),
    Preset(
        "truekey",
        N_("True Key (CSV)"),
        "importers/truekey-csv-importer.ts",
        (
            shape(
                "kind=.; name=title; url=website; login=username; password; memo=notes",
                "favorite=favourite; autologin=.; hexcolor=.; protectedwithpassword=.;"
                " subdomainonly=.; tk_export_version=.; note=notes; title=title;"
                " document_content=notes; type=+type; cardholder=card.holder;"
                " number=card.number; expirydate=card.expires; firstname=+first name;"
                " lastname=+last name; phonenumber=phone; address=+address",
                kind_column="kind",
                kinds={"login": _LOGIN, "note": _NOTE, "cc": _CARD, "id": _IDENTITY},
            ),
        ),
    ),
    Preset(
        "avira",
        N_("Avira (CSV)"),
        "importers/avira-csv-importer.ts",
        (
            shape(
                "name=title; website; username; secondary_username=username; password",
                "notes; 2fa=otp",
            ),
        ),
    ),
    Preset(
        "remembear",
        N_("RememBear (CSV)"),
        "importers/remembear-csv-importer.ts",
        (
            shape(
                "type=.; name=title; website; username; password; notes; trash=.",
                "cardholder=card.holder; number=card.number; expiry=card.expires;"
                " verification=card.code; pin=card.pin; zipcode=+ZIP code",
                kind_column="type",
                kinds={
                    "loginitem": _LOGIN,
                    "creditcarditem": _CARD,
                    "securenoteitem": _NOTE,
                },
                special=special.trashed,
            ),
        ),
    ),
    Preset(
        "myki",
        N_("Myki (CSV)"),
        "importers/myki-csv-importer.ts and the tables beside its test; pass-import: myki.csv",
        (
            shape(
                "url=website; username; password; additionalinfo=notes; nickname=title;"
                " twofasecret=otp",
                "status=.; tags; twofatoken=-2FA token",
                special=special.myki,
            ),
            shape(
                "nickname=title; cardnumber=card.number; cardname=card.holder; exp_month=.;"
                " exp_year=.; cvv=card.code",
                "status=.; tags; additionalinfo=notes",
                kind=_CARD,
                special=special.myki,
            ),
            shape(
                "nickname=title; idtype=+type; idnumber=identity.document;"
                " idname=identity.name; idissuancedate=+issue date; idexpirationdate=expires;"
                " idcountry=identity.country",
                "status=.; tags; additionalinfo=notes",
                kind=_IDENTITY,
                special=special.myki,
            ),
            shape(
                "nickname=title; firstname=.; middlename=.; lastname=.; email;"
                " firstaddressline=identity.street",
                "status=.; tags; secondaddressline=+address 2; title=+title; gender=+gender;"
                " number=phone; city=identity.city; country=identity.country;"
                " zipcode=identity.postcode; additionalinfo=notes",
                kind=_IDENTITY,
                special=special.myki,
            ),
            shape(
                "nickname=title; status=.; authtoken=otp",
                "tags; additionalinfo=notes",
                special=special.myki,
            ),
            shape(
                "nickname=title; status=.; content=notes",
                "tags",
                kind=_NOTE,
                only=True,
                special=special.myki,
            ),
        ),
    ),
    Preset(
        "netwrix",
        N_("Netwrix Password Secure (CSV)"),
        "importers/netwrix and the tables beside its test, in German and in English",
        tuple(
            shape(
                f"{unit}=folder; datatags=tags; beschreibung=title",
                "benutzername=username; passwort=password; internetseite=website;"
                " internetadresse=website; webseite=website; webseite1=website;"
                " website; webmail=website; web page=website; url=website;"
                " email-adresse=email; informationen=notes; kommentare=notes;"
                " one-time passwort=otp",
                separator="\\",
                special=special.plain,
            )
            for unit in ("organisationseinheit", "organisational unit")
        ),
    ),
    Preset(
        "passman",
        N_("Passman (CSV)"),
        "pass-import: passman.csv; nextcloud/passman",
        (
            shape(
                "label=title; username; password; email; description=notes; tags;"
                " url=website; custom_fields=.; files=.",
                special=special.passman,
            ),
        ),
    ),
    Preset(
        "logmeonce",
        N_("LogMeOnce (CSV)"),
        "importers/logmeonce-csv-importer.ts",
        (shape("name=title; url=website; username; password; group=folder", "note=notes"),),
    ),
    Preset(
        "encryptr",
        N_("Encryptr (CSV)"),
        "importers/encryptr-csv-importer.ts; pass-import: encryptr.csv",
        (
            shape(
                "entry type=.; label=title; password; username; site url=website; notes;"
                " text=notes",
                "type=+type; name on card=card.holder; card number=card.number;"
                " cvv=card.code; expiry=card.expires",
                kind_column="entry type",
                kinds={"password": _LOGIN, "general": _NOTE, "credit card": _CARD},
            ),
        ),
    ),
    Preset(
        "synology",
        N_("Synology C2 Password (CSV)"),
        "pass-import: synology.csv",
        (
            shape(
                "display_name=title; login_username=username; login_password=password;"
                " login_urls=website",
                "login_totp=otp; notes; favorite=favourite",
                special=special.plain,
            ),
        ),
    ),
    Preset(
        "passpack",
        N_("Passpack (CSV)"),
        "pass-import: managers/passpack.py",
        (
            shape(
                "entry name=title; user id=username; password; url=website; notes",
                "email; tags=+tags; extra fields=-extra fields",
            ),
        ),
    ),
    Preset(
        "saferpass",
        N_("SaferPass (CSV)"),
        "pass-import: managers/saferpass.py",
        (
            shape(
                "url=website; username; password; notes; title; modeltype=.",
                "favorite=favourite; text=notes; color=.",
                special=special.plain,
            ),
        ),
    ),
)
