# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``add`` and ``edit``, and what they make of an item's content.

What is secret never comes from an option.  Its questions are asked in one order, so that a
script can pipe the answers: the item's password, then concealed fields and the one-time
password as their options stand, then the note, which is the rest.  Where nothing takes the
rest, more lines than answers are refused if they show that the answers may be off by one.
"""

import functools
from collections.abc import Iterable
from typing import Any

import click
import msgspec

from strongroom.cli import options
from strongroom.cli.options import together
from strongroom.cli.showing import names_of
from strongroom.cli.terminal import Terminal
from strongroom.errors import InvalidInput, NotFound
from strongroom.model.fields import (
    ROLE_LABELS,
    Field,
    FieldKind,
    Role,
    RoleTemplate,
    template_of,
)
from strongroom.model.item import Content
from strongroom.model.naming import split_path
from strongroom.texts import _

_ORDER = "strongroom.order"
_ASKED = ("concealed_fields", "otp_prompt")


class ContentCommand(click.Command):
    """A verb that remembers in which order its prompting options stood."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse once for the order alone, which click does not hand on, and then as ever."""
        _options, _rest, order = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[_ORDER] = [p.name for p in order if p.name in _ASKED]
        return super().parse_args(ctx, args)


def _without_ends(names: list[str]) -> list[str]:
    first = 0 if names[0] else 1
    last = len(names) if names[-1] else -1
    return names[first:last]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the options say; None and () where they say nothing."""

    title: str | None
    kind: str | None
    username: str | None
    urls: tuple[str, ...]
    tags: tuple[str, ...]
    folder: str | None
    generate: bool
    password_prompt: bool
    fields: tuple[str, ...]
    concealed_fields: tuple[str, ...]
    otp_prompt: bool
    note_stdin: bool
    removed_fields: tuple[str, ...] = ()
    favourite: bool | None

    @property
    def path(self) -> tuple[str, ...]:
        """The folder's names from the root down."""
        return tuple(part for part in split_path(self.folder or "") if part)

    def check(self) -> None:
        """Refuse what contradicts itself, before anything is asked.

        Raises:
            click.UsageError: it does.
        """
        if self.generate and self.password_prompt:
            raise click.UsageError(_("Choose one of --generate and --password-prompt."))
        for text in self.fields:
            if not text.partition("=")[0].strip() or "=" not in text:
                raise click.UsageError(_("--field takes “label=value”."))
        if self.folder and not self.path:
            raise InvalidInput(options.no_folder(self.folder))
        # A slash in front or at the end is how some write a folder; within, a name is missing.
        if self.folder and not all(_without_ends(split_path(self.folder))):
            raise InvalidInput(options.empty_name(self.folder))

    def check_new(self) -> None:
        """Refuse what takes away where nothing is there yet, before anything is asked.

        Raises:
            InvalidInput: an empty folder or tag.
        """
        if self.folder == "":
            raise InvalidInput(options.no_folder(self.folder))
        if not all(tag.strip() for tag in self.tags):
            raise InvalidInput(_("A tag is empty: type something there, or leave --tag out."))


_OPTIONS = together(
    options.kind,
    click.option("--username", metavar="NAME", help=_("The username.")),
    click.option("--url", "urls", metavar="URL", multiple=True, help=_("A website; repeatable.")),
    click.option("--tag", "tags", metavar="TAG", multiple=True, help=_("A tag; repeatable.")),
    click.option("--folder", metavar="A/B", help=_("The folder, made where it is missing.")),
    click.option("--generate", is_flag=True, help=_("Make up a password.")),
    click.option("--password-prompt", is_flag=True, help=_("Ask for the password.")),
    click.option(
        "--field",
        "fields",
        metavar="LABEL=VALUE",
        multiple=True,
        help=_("A field that is shown; repeatable."),
    ),
    click.option(
        "--concealed-field",
        "concealed_fields",
        metavar="LABEL",
        multiple=True,
        help=_("Ask for a field that is concealed; repeatable."),
    ),
    click.option(
        "--otp-prompt",
        is_flag=True,
        help=_("Ask for the secret or otpauth: link of a one-time password."),
    ),
    click.option("--note-stdin", is_flag=True, help=_("Read the note, to the end of the input.")),
)


def content_options(function: Any) -> Any:
    """Give a verb the options of content, as one argument named ``given``.

    The verb brings ``title``, ``favourite`` and perhaps ``removed_fields`` itself; they
    are taken up into it.
    """

    @functools.wraps(function)
    def with_given(*arguments: Any, **others: Any) -> Any:
        own = [name for name in Given.__struct_fields__ if name in others]
        given = Given(**{name: others.pop(name) for name in own})
        given.check()
        return function(*arguments, given=given, **others)

    return _OPTIONS(with_given)


class Answers(msgspec.Struct, frozen=True):
    """What was asked for: values by the label of their field, "" for a one-time password."""

    password: str | None
    concealed: tuple[tuple[str, str], ...]
    note: str | None

    def __repr__(self) -> str:
        return "Answers(…)"


def ask(given: Given, terminal: Terminal) -> Answers:
    """Ask for what the options want asked, in the one order.

    Raises:
        Cancelled, InvalidInput: an answer is missing or empty, or there are too many.
    """
    password = _generated() if given.generate else None
    if given.password_prompt:
        password = _answer(terminal, _("Password"))
    labels = iter(given.concealed_fields)
    wanted = dict.fromkeys(
        ("", _("One-time password secret or link"))
        if name == "otp_prompt"
        else (label := next(labels), label)
        for name in click.get_current_context().meta[_ORDER]
    )
    concealed = tuple((label, _answer(terminal, question)) for label, question in wanted)
    note = terminal.read_note() if given.note_stdin else None
    if note is None and (given.password_prompt or concealed):
        terminal.refuse_more()
    return Answers(password, concealed, note)


def changed(content: Content, given: Given, answers: Answers) -> Content:
    """Return ``content`` with all that was given and answered; the folder is not here.

    Raises:
        InvalidInput: a field was given in the wrong way for what it is.
        NotFound: a field to be taken away is not there.
    """
    kind = given.kind or content.kind
    kept = _Fields(kind, content.fields)
    for label in given.removed_fields:
        kept.remove(label)
    if given.username is not None:
        kept.set_role(Role.USERNAME, FieldKind.TEXT, given.username)
    if given.urls:
        kept.set_websites(url for url in given.urls if url)
    if answers.password is not None:
        kept.set_role(Role.PASSWORD, FieldKind.CONCEALED, answers.password)
    for text in given.fields:
        label, _equals, value = text.partition("=")
        kept.set_shown(label.strip(), value)
    for label, value in answers.concealed:
        if label:
            kept.set_concealed(label, value)
        else:
            kept.set_role(Role.OTP, FieldKind.OTP, value)
    if answers.note is not None:
        kept.set_role(Role.NOTES, FieldKind.NOTE, answers.note)
    return msgspec.structs.replace(
        content,
        kind=kind,
        title=content.title if given.title is None else given.title,
        fields=tuple(kept.all),
        tags=tuple(tag for tag in given.tags if tag) if given.tags else content.tags,
        favourite=content.favourite if given.favourite is None else given.favourite,
    )


class _Fields:
    """The fields of one item while options are put on them."""

    def __init__(self, kind: str, fields: Iterable[Field]) -> None:
        self.all = list(fields)
        self._template = template_of(kind).roles

    def set_role(self, role: str, kind: str, value: str, label: str = "") -> None:
        """Give the first field of a role another value; an empty one takes it away."""
        for place, field in enumerate(self.all):
            if field.role == role and (role or field.label == label):
                self._replace(place, value)
                return
        if value:
            self._insert(Field(id=0, role=role, kind=kind, label=label, value=value))

    def set_websites(self, urls: Iterable[str]) -> None:
        """Have these websites and no others; those that stay keep their place and label."""
        wanted = list(dict.fromkeys(urls))
        self.all = [f for f in self.all if f.kind != FieldKind.WEBSITE or f.value in wanted]
        there = {f.value for f in self.all if f.kind == FieldKind.WEBSITE}
        for url in wanted:
            if url not in there:
                self._insert(Field(id=0, role=Role.WEBSITE, kind=FieldKind.WEBSITE, value=url))

    def set_shown(self, label: str, value: str) -> None:
        """Set a field from the command line, which must not be one that is concealed."""
        role, kind = self._find(label, FieldKind.TEXT)
        if Field(id=0, kind=kind).concealed:
            sentence = _("“{label}” is concealed: give it with --concealed-field, which asks.")
            raise InvalidInput(sentence.format(label=label))
        self._set(label, role, kind, value)

    def set_concealed(self, label: str, value: str) -> None:
        """Set a field that was asked for, which must be one that is concealed."""
        role, kind = self._find(label, FieldKind.CONCEALED)
        if not Field(id=0, kind=kind).concealed:
            sentence = _("“{label}” is not concealed: give it with --field.")
            raise InvalidInput(sentence.format(label=label))
        self._set(label, role, kind, value)

    def remove(self, label: str) -> None:
        """Take away every field that answers to ``label``."""
        left = [field for field in self.all if label.casefold() not in names_of(field)]
        if len(left) == len(self.all):
            raise NotFound(_("The item has no field “{label}”.").format(label=label))
        self.all = left

    def _set(self, label: str, role: str, kind: str, value: str) -> None:
        for place, field in enumerate(self.all):
            if field.role == role and label.casefold() in names_of(field):
                self._replace(place, value)
                return
        self.set_role(role, kind, value, "" if role else label)

    def _find(self, label: str, otherwise: str) -> tuple[str, str]:
        """Return role and kind of the field that ``label`` names, there or in the template."""
        wanted = label.casefold()
        for field in self.all:
            if wanted in names_of(field):
                return field.role, field.kind
        for role in (*self._template, _EXPIRES):
            if wanted in names_of(Field(id=0, role=role.role)):
                return role.role, role.kind
        return Role.CUSTOM, otherwise

    def _replace(self, place: int, value: str) -> None:
        if value:
            self.all[place] = msgspec.structs.replace(self.all[place], value=value)
        else:
            del self.all[place]

    def _insert(self, new: Field) -> None:
        """Put a field where its kind's template has it, a custom one at the end."""
        rank = self._rank(new)
        place = next((n for n, f in enumerate(self.all) if self._rank(f) > rank), len(self.all))
        self.all.insert(place, new)

    def _rank(self, field: Field) -> int:
        roles = [role.role for role in self._template]
        return roles.index(field.role) if field.role in roles else len(roles)


_EXPIRES = RoleTemplate(Role.EXPIRES, FieldKind.DATE, ROLE_LABELS[Role.EXPIRES])


def _answer(terminal: Terminal, question: str) -> str:
    with terminal.ask_secret(question) as secret:
        if not secret:
            raise InvalidInput(_("This was left empty: {what}.").format(what=question))
        return secret.text()


def _generated() -> str:
    from strongroom.model.generator import (  # noqa: PLC0415 - start-up time
        PasswordRecipe,
        generate,
    )

    return generate(PasswordRecipe())
