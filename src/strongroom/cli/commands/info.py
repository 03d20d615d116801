# SPDX-License-Identifier: GPL-3.0-or-later
"""``info``: what a vault tells anyone, and what it tells its owner."""

from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import click

from strongroom.app import inspecting
from strongroom.app.inspecting import PublicInfo
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.cli import options
from strongroom.cli.advice import copies_beside, merging
from strongroom.cli.opening import open_vault, vault_path, wiped_told
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.showing import local_moment, moment, size_text
from strongroom.cli.verbs import verb
from strongroom.texts import _, ngettext

_KIBI = 1024


@verb(
    "info",
    _(
        "Show what a vault tells without unlocking: its unlock methods, its size, how many rows "
        "it has, and copies that a sync service left beside it.\n\n"
        "With --unlock also its name, and how many items, folders and tags are in it."
    ),
)
@click.option("--unlock", is_flag=True, help=_("Unlock it, and show more."))
@options.opening
@options.as_json
@pass_program
def command(program: Program, *, unlock: bool, opening: Opening, as_json: bool) -> None:
    """Look, and open where that is wanted."""
    path = vault_path(program, opening.path)
    with wiped_told(program, path):
        seen = inspecting.public_info(path)
    copies = copies_beside(path, seen.vault_id)
    inside: dict[str, Any] | None = None
    if unlock:
        with open_vault(program, opening) as session:
            inside = _inside(session)
    if as_json:
        inner = {} if inside is None else inside | {"created": moment(inside["created"])}
        program.terminal.print_json(_public_json(path, seen) | {"copies": copies} | inner)
    else:
        facts = _public_facts(path, seen) + ([] if inside is None else _inner_facts(inside))
        labels = chain([_("copies beside")], repeat(""))
        program.terminal.print_facts([*facts, *zip(labels, copies, strict=False)])
        for sentence in merging(path, copies):
            program.terminal.say(sentence)


def _inside(session: Session) -> dict[str, Any]:
    items, settings = Items(session), session.vault.settings
    overviews = items.overviews().values()
    trashed = sum(overview.trashed is not None for overview in overviews)
    return {
        "name": settings.name,
        "created": settings.created,
        "items": len(overviews) - trashed,
        "trashed": trashed,
        "folders": len(items.folders()),
        "tags": len(items.tags()),
        "trash_days": settings.trash_days,
        "history_length": settings.history_length,
    }


def _public_json(path: Path, seen: PublicInfo) -> dict[str, Any]:
    return {
        "path": str(path),
        "format_version": seen.format_version,
        "vault_id": seen.vault_id.hex(),
        "generation": seen.generation,
        "size": seen.size,
        "rows": seen.rows,
        "unlock_methods": [
            {"factors": method.factors, "argon2": method.cost} for method in seen.methods
        ],
    }


def _public_facts(path: Path, seen: PublicInfo) -> list[tuple[str, str]]:
    facts = [
        (_("file"), str(path)),
        (_("format"), str(seen.format_version)),
        (_("vault id"), seen.vault_id.hex()),
        (_("size"), size_text(seen.size)),
        (_("saves"), f"{seen.generation:,}"),
        (_("rows"), _rows(seen.rows)),
    ]
    labels = chain([_("opens with")], repeat(""))
    return facts + list(zip(labels, _methods(seen), strict=False))


def _methods(seen: PublicInfo) -> Iterator[str]:
    for method in seen.methods:
        cost = method.cost
        if cost is None:
            yield method.name
            continue
        sentence = ngettext(
            "{method} (Argon2id: {memory:,} MiB, {passes} passes, {lanes} lane)",
            "{method} (Argon2id: {memory:,} MiB, {passes} passes, {lanes} lanes)",
            cost.lanes,
        )
        yield sentence.format(
            method=method.name,
            memory=cost.memory_kib // _KIBI,
            passes=cost.passes,
            lanes=cost.lanes,
        )


def _rows(rows: dict[str, int]) -> str:
    return _("{overviews:,} overviews, {details:,} details, {parts:,} parts of attachments").format(
        overviews=rows["overview"], details=rows["details"], parts=rows["attachment"]
    )


def _inner_facts(inside: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("name"), inside["name"]),
        (_("items"), f"{inside['items']:,}"),
        (_("in the trash"), f"{inside['trashed']:,}"),
        (_("folders"), f"{inside['folders']:,}"),
        (_("tags"), f"{inside['tags']:,}"),
        (_("made on"), local_moment(inside["created"])),
    ]
