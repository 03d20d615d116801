# SPDX-License-Identifier: GPL-3.0-or-later
"""How things stand, in plain words: the sentences of the Security page."""

from collections.abc import Mapping

from strongroom.app.inspecting import PublicInfo
from strongroom.gui.surroundings import Protection
from strongroom.gui.widgets.setting_controls import Standing
from strongroom.texts import _, ngettext

_KIB_IN_MIB = 1024


def of_program(protection: Protection) -> Mapping[str, Standing]:
    """Return what is known of this process, by the ids of the rows."""
    return {
        "memory": _memory(protection.scrubbed),
        "dumps": _dumps(protection),
        "confined": _confined(protection.confines),
    }


def of_vault(info: PublicInfo) -> Mapping[str, Standing]:
    """Return what anyone can read of the open vault's file, by the ids of the rows."""
    return {"argon2": _cost(info), "methods": _methods(info)}


def unlooked() -> Standing:
    """Return how something stands that nobody has looked at."""
    return Standing(_("Nobody has looked here yet."), _("Unknown"))


def _memory(scrubbed: bool | None) -> Standing:  # noqa: FBT001 - what was found
    if scrubbed is None:
        return unlooked()
    if scrubbed:
        sentence = _(
            "Memory that this program frees is overwritten at once; a self-test made sure of it."
        )
        return Standing(sentence, _("On"), good=True)
    sentence = _(
        "Here memory that this program frees is not overwritten; only its own buffers of keys"
        " and of typed passwords are zeroed."
    )
    return Standing(sentence, _("Off"), good=False)


def _dumps(protection: Protection) -> Standing:
    readers, core = protection.unreadable, protection.no_core
    if readers is None or core is None:
        return unlooked()
    if readers and core:
        sentence = _(
            "No other program of yours can read it or attach a debugger, and a crash leaves no"
            " copy on the disk. An administrator still can."
        )
        return Standing(sentence, _("On"), good=True)
    if readers:
        sentence = _("No other program of yours can read it, but a crash may leave a copy.")
    elif core:
        sentence = _("A crash leaves no copy, but other programs of yours can read it.")
    else:
        sentence = _("Other programs of yours can read it, and a crash may leave a copy.")
    return Standing(sentence, _("Partly") if readers or core else _("Off"), good=False)


def _confined(confines: bool | None) -> Standing:  # noqa: FBT001 - what was found
    if confines is None:
        return unlooked()
    if confines:
        sentence = _(
            "A process of its own reads them, which can open no file, start no program and reach"
            " no network; where that cannot be had, they are not shown."
        )
        return Standing(sentence, _("On"), good=True)
    sentence = _(
        "A process of its own reads them, which knows nothing of the vault, but this system does"
        " not keep it from your files and the network."
    )
    return Standing(sentence, _("Partly"), good=False)


def _cost(info: PublicInfo) -> Standing:
    cost = next((method.cost for method in info.methods if method.cost), None)
    if cost is None:
        return Standing(_("No unlock method of this vault has a password."))
    sentence = _(
        "Argon2id: every guess at the master password needs {memory} MiB of memory, {passes}"
        " passes over it and {lanes}."
    )
    lanes = ngettext("{count} lane", "{count} lanes", cost.lanes).format(count=cost.lanes)
    memory = cost.memory_kib // _KIB_IN_MIB
    return Standing(
        sentence.format(memory=memory, passes=cost.passes, lanes=lanes),
        _("{memory} MiB").format(memory=memory),
    )


def _methods(info: PublicInfo) -> Standing:
    names = [method.name for method in info.methods]
    return Standing("; ".join(name[:1].upper() + name[1:] for name in names))
