# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that mean something in a KeePass database, and what they are to us.

Sources: keepassxreboot/keepassxc-specs (kdbx-xml), KeePassXC's ``core/EntryAttributes.cpp``
and ``totp/totp.cpp``, keepass.info/help/base/placeholders.html (one-time passwords) and
keepass.info/help/kb/kdbx_4.1.html.

A text that stands elsewhere in the XML than among an entry's strings is given a name that no
string can have, so that one mapping goes both ways for all: see ``EXPIRES`` and those below.
"""

import re

from strongroom.model.fields import FieldKind, ItemKind, Role

TITLE, USERNAME, PASSWORD, URL, NOTES = "Title", "UserName", "Password", "URL", "Notes"
STANDARD = (TITLE, USERNAME, PASSWORD, URL, NOTES)

OTP = "otp"
TOTP_SEED, TOTP_SETTINGS = "TOTP Seed", "TOTP Settings"
TIME_OTP, HMAC_OTP = "TimeOtp-", "HmacOtp-"

MORE_URLS = re.compile(r"KP2A_URL.*|URL_[0-9]+")
MORE_URL = "KP2A_URL"
APP = re.compile(r"AndroidApp(_?[0-9]+)?")
ANDROID = "AndroidApp"
ANDROID_LINK = "androidapp://"

# Names without a string: U+0000 is in no XML.
EXPIRES = "\0expires"  # Times/ExpiryTime where Times/Expires is True, as a date
OVERRIDE_URL = "\0override"  # OverrideURL
SEQUENCE = "\0sequence"  # AutoType/DefaultSequence
NO_TYPING = "\0off"  # AutoType/Enabled where it is False
WINDOW = "\0window"  # AutoType/Association, each with a number behind: window, line end, keys

# What stands for the five strings and the names above in one of our items.
ROLES: dict[str, tuple[str, FieldKind]] = {
    USERNAME: (Role.USERNAME, FieldKind.TEXT),
    PASSWORD: (Role.PASSWORD, FieldKind.CONCEALED),
    URL: (Role.WEBSITE, FieldKind.WEBSITE),
    OTP: (Role.OTP, FieldKind.OTP),
    NOTES: (Role.NOTES, FieldKind.NOTE),
    EXPIRES: (Role.EXPIRES, FieldKind.DATE),
}
OVERRIDE_ROLE = "keepass.override_url"
SEQUENCE_ROLE = "keepass.sequence"
NO_TYPING_ROLE = "keepass.no_typing"
WINDOW_ROLE = "keepass.window"

_PASSKEY = "KPEX_PASSKEY_"
PASSKEY_RP = _PASSKEY + "RELYING_PARTY"
PASSKEY_ROLES: dict[str, tuple[str, FieldKind]] = {
    PASSKEY_RP: ("passkey.rp", FieldKind.TEXT),
    _PASSKEY + "USERNAME": ("passkey.username", FieldKind.TEXT),
    _PASSKEY + "CREDENTIAL_ID": ("passkey.credential", FieldKind.TEXT),
    _PASSKEY + "USER_HANDLE": ("passkey.user_handle", FieldKind.TEXT),
    _PASSKEY + "PRIVATE_KEY_PEM": ("passkey.private", FieldKind.CONCEALED),
}
# What KeePassXC protects although we show it.
PROTECTED = frozenset({OTP, _PASSKEY + "CREDENTIAL_ID", _PASSKEY + "USER_HANDLE"})
# What older versions called it.
PASSKEY_FORMERLY = {
    _PASSKEY + "GENERATED_USER_ID": _PASSKEY + "CREDENTIAL_ID",
    "KPXC_PASSKEY_USERNAME": _PASSKEY + "USERNAME",
}

FAVOURITE_TAG = "Favorite"  # KeePass' PwDefs.FavoriteTag; KeePassXC's importers set it too
TAGS_APART = re.compile(r"[;,\t]")

OWN_DATA = "Strongroom/Item"  # in an entry's CustomData: see own_data.py

# The standard icons (KeePass' PwIcon) that stand for kinds, when an item is written.
ICONS: dict[str, int] = {
    ItemKind.LOGIN: 0,  # Key
    ItemKind.PASSWORD: 13,  # MultiKeys
    ItemKind.NOTE: 7,  # Notepad
    ItemKind.CARD: 66,  # Money
    ItemKind.IDENTITY: 9,  # Identity
    ItemKind.SSH_KEY: 30,  # Console
    ItemKind.WIFI: 12,  # IRCommunication
    ItemKind.API_KEY: 32,  # ProgramIcons
    ItemKind.DOCUMENT: 22,  # PaperNew
}
FOLDER_ICON, TRASH_ICON = 48, 43
NOTE_ICONS = frozenset({7, 44})  # Notepad and Note: with notes alone, the entry is one

# What is left out knowingly, by where it stands in the XML; a test holds every key that KeePass
# writes to be read or to be here.  Of an expiry's moment the hour is left out as well, for our
# items expire with a day, and of ``Meta`` all but the recycle bin, attachments and description.
LEFT_OUT: dict[str, str] = {
    "Entry/UUID": "names an entry inside its own database; references by it are resolved",
    "Entry/IconID": "how an entry looks; but for a note's it says nothing that we have a place for",
    "Entry/QualityCheck": "a setting of the other program's reports",
    "Entry/PreviousParentGroup": "where it was, but for what is in the trash",
    "Entry/Times/LastAccessTime": "when it was looked at, which we never write down",
    "Entry/Times/UsageCount": "how often it was used, which we never write down",
    "Entry/Times/LocationChanged": "when it was moved, but for the trash",
    "Entry/AutoType/DataTransferObfuscation": "a setting of the other program's typing",
    "Entry/CustomData/KeePassXC-Browser Settings": "which sites may ask, in the browser plug-in",
    "Entry/CustomData/BrowserHideEntry": "as others of Browser…: settings of the browser plug-in",
    "Entry/CustomData/KnownBad": "what QualityCheck is called in older files",
    "Entry/CustomData/KPEX_DoNotSuggestForAutoFill": "a setting of the other program's filling",
    "Entry/CustomData/_LAST_MODIFIED": "when the other program wrote its own data",
    "Group/IsExpanded": "how the other program's window stood",
    "Group/LastTopVisibleEntry": "how the other program's window stood",
    "Group/IconID": "how a folder looks",
    "Group/CustomIconUUID": "how a folder looks",
    "Group/EnableAutoType": "a setting of the other program's typing",
    "Group/EnableSearching": "a setting of the other program's search",
    "Group/DefaultAutoTypeSequence": "a setting of the other program's typing",
    "Group/PreviousParentGroup": "where it was, but for what is in the trash",
    "Group/Times": "our folders have none",
    "Group/CustomData": "settings of the other program, above all of sharing",
    "Meta": "settings of the other program",
    "DeletedObjects": "what is no more",
}
LEFT_OUT_DATA = re.compile(
    r"_LAST_MODIFIED|_CREATED|KnownBad|KPEX_DoNotSuggestForAutoFill|KPXC_.*|FDO_SECRETS_.*"
    r"|KeePassXC-Browser Settings|keepassxc-browser Settings|KeePassHttp Settings"
    r"|Browser(HideEntry|SkipAutoSubmit|OnlyHttpAuth|NotHttpAuth|OmitWww|RestrictKey)"
)
