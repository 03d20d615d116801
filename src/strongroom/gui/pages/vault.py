# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of an open vault: places, the items of one, and the item that is looked at.

It ties three panes to the flows and holds no more than where one stands.  It lives from
unlock to lock; with it goes everything that was shown.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from strongroom.errors import StrongroomError
from strongroom.gui import theme
from strongroom.gui.actions import NEW_PREFIX, Fact
from strongroom.gui.finding import Finding
from strongroom.gui.flows.browsing import Browsing, Question, Survey
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.looking import Looking
from strongroom.gui.flows.watching import Watching
from strongroom.gui.models.chosen import Chosen
from strongroom.gui.models.undo_state import UndoState
from strongroom.gui.pages.detail import DetailPane
from strongroom.gui.pages.file_notice import FileNotice, file_sentence, may_be_mended
from strongroom.gui.pages.vault_acts import Acts
from strongroom.gui.pages.vault_facts import Standing, facts_of
from strongroom.gui.pages.vault_list import Mark, VaultList
from strongroom.gui.pages.vault_menus import VaultMenus
from strongroom.gui.pages.vault_words import Offers, lost_text
from strongroom.gui.widgets.empty_state import Offer
from strongroom.gui.widgets.list_pane import ListPane
from strongroom.gui.widgets.notice_bar import Offer as Offered
from strongroom.gui.widgets.sidebar import Sidebar
from strongroom.gui.widgets.toast import Saying
from strongroom.model.changes import Changes
from strongroom.model.fields import KINDS, ItemKind
from strongroom.model.item import Overview
from strongroom.model.scopes import Place, Scope
from strongroom.texts import _

_PANES = "panes"


class VaultPage(QWidget):
    """``facts_changed`` tells that other actions can be done now."""

    facts_changed = Signal()

    def __init__(
        self,
        path: Path,
        *,
        browsing: Browsing,
        editing: Editing,
        looking: Looking,
        watching: Watching,
        detail: DetailPane,
        actions: Mapping[str, QAction],
        fill_switcher: Callable[[QMenu], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        for flow in (browsing, watching):  # what lives no longer than the page
            flow.setParent(self)
        self.detail = detail
        self._browsing = browsing
        self._editing = editing
        self._looking = looking
        self._watching = watching
        self._actions = actions
        self._fill_switcher = fill_switcher
        self._writable = True
        self._finding: Finding | None = None
        self._undo = UndoState()
        self._expected = Scope.all()
        self._kind = str(ItemKind.LOGIN)
        self.sidebar = Sidebar(self)
        self.list = ListPane(self)
        self.notice = FileNotice(self)
        self.items = VaultList(self.list, browsing, self._offers())
        self._held = self.items.mark()
        self.menus = VaultMenus(self, actions, self.items, lambda: Fact.TRASHED in self.facts)
        self.acts = Acts(self, self, editing, looking)
        self.handlers = self._all_handlers()
        self.fills: dict[str, Callable[[QMenu], None]] = {
            "move": self.acts.fill_folders,
            "sort": self.menus.fill_sorts,
        }
        self._lay_out()
        self._connect()

    def start(self, *, writable: bool, geometry: bytes | None = None) -> None:
        """Show what the vault holds; ``geometry`` is that of the panes when last seen."""
        if geometry is not None:
            self._panes.restoreState(geometry)
        self.set_writable(writable=writable)
        self._editing.start()
        self._browsing.start(Question())
        self._watching.start()
        self.detail.offer_drafts()
        self.list.table.setFocus()

    def set_writable(self, *, writable: bool) -> None:
        """Offer changes, or none where the vault is for looking only."""
        self._writable = writable
        self.detail.set_writable(writable)
        self.sidebar.set_writable(writable=writable)
        self.facts_changed.emit()

    # What the window asks

    @property
    def facts(self) -> frozenset[Fact]:
        """What is true now."""
        chosen = self.chosen()
        return facts_of(
            Standing(
                scope=self.scope,
                count=len(chosen),
                first=chosen.first,
                undo=self._undo,
                writable=self._writable,
                editing=self.detail.editing,
                trash_full=bool(self.survey.tally.trashed),
            )
        )

    @property
    def unfinished(self) -> bool:
        """Whether something typed is not saved yet."""
        return self.detail.has_changes()

    def leave(self, then: Callable[[], None]) -> None:
        """Ask what to do with what is unfinished, and call ``then`` unless it is kept."""
        self.detail.leave(then)

    def geometry_parts(self) -> dict[str, bytes]:
        """Return the widths of the panes."""
        return {_PANES: bytes(self._panes.saveState().data())}

    # What the actions ask

    @property
    def scope(self) -> Scope:
        """The place whose items are shown."""
        return self.items.question.scope

    @property
    def survey(self) -> Survey:
        """The places there are."""
        return self.items.survey

    def chosen(self) -> Chosen:
        """Return the selected items."""
        return self.list.table.selected()

    # How it is put together

    def _offers(self) -> Offers:
        new, bring = self._actions["new"], self._actions["import"]
        return Offers(
            new_item=Offer(_("New item"), new.trigger),
            import_file=Offer(_("Import…"), bring.trigger),
            clear_search=Offer(_("Clear search"), self.list.search.clear),
            search_all=Offer(_("Search all items"), self._search_all),
        )

    def _all_handlers(self) -> dict[str, Callable[[], None]]:
        kinds = {NEW_PREFIX + kind: partial(self._new, kind) for kind in KINDS}
        return {
            **self.acts.handlers,
            **kinds,
            "new": self._new_of_last_kind,
            "edit": self.detail.start_edit,
            "save": self.detail.save,
            "reveal": self.detail.toggle_secret,
            "search": self.list.search.start,
            "select_all": self.list.table.selectAll,
            "move": partial(self.menus.pop_up, "move", self.list.table),
            "sort": partial(self.menus.pop_up, "sort", self.list.sort),
        }

    def _lay_out(self) -> None:
        self._panes = QSplitter(Qt.Orientation.Horizontal, self)
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        for pane in (self.sidebar, self.list, self.detail):
            self._panes.addWidget(pane)
        for number, stretch in enumerate((0, 0, 1)):
            self._panes.setStretchFactor(number, stretch)
        self.detail.setMinimumWidth(theme.DETAIL_LEAST)
        width = theme.WINDOW[0] - theme.SIDEBAR - theme.LIST
        self._panes.setSizes([theme.scaled(theme.SIDEBAR), theme.scaled(theme.LIST), width])
        self._page = page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.notice)
        page.addWidget(self._panes, 1)

    def _connect(self) -> None:
        self._connect_flows()
        sidebar, middle, detail, opens = self.sidebar, self.list, self.detail, self.menus
        sidebar.switcher.clicked.connect(
            lambda: opens.show_below(sidebar.switcher, self._fill_switcher)
        )
        sidebar.chosen.connect(self._go_to)
        sidebar.dropped_items.connect(self.acts.drop)
        sidebar.dropped_folder.connect(self._editing.move_folder)
        sidebar.folder_wanted.connect(self._actions["new_folder"].trigger)
        sidebar.rename_wanted.connect(self._rename_place)
        sidebar.delete_wanted.connect(self._actions["delete_folder"].trigger)
        sidebar.menu_wanted.connect(opens.show_place)
        middle.table.menu_wanted.connect(opens.show_item)
        middle.table.opened.connect(self._open)
        middle.sort.clicked.connect(self._actions["sort"].trigger)
        middle.new.clicked.connect(lambda: opens.show_kinds(middle.new))
        middle.clear_out.clicked.connect(self._actions["empty_trash"].trigger)
        detail.wanted.connect(self._trigger)
        detail.menu_wanted.connect(opens.fill_item)
        detail.filter_tag.connect(self._go_to_tag)
        detail.saved.connect(self.items.want)
        detail.made.connect(self.items.seek)
        detail.focus_given_back.connect(middle.table.setFocus)
        detail.editing_changed.connect(self._editing_changed)

    def _connect_flows(self) -> None:
        self._browsing.surveyed.connect(self._surveyed)
        self._browsing.failed.connect(self._say_error)
        self._editing.changed.connect(self._changed)
        self._editing.said.connect(self.detail.say)
        self._editing.failed.connect(self._refused)
        self._editing.undo_state.connect(self._undo_changed)
        self._looking.used.connect(self._used)
        self._watching.changed.connect(self._changed_elsewhere)
        self._watching.trouble.connect(self._take_trouble)
        self.items.chosen.connect(self._chosen)
        self.items.followed.connect(self._followed)
        self.items.lost.connect(self._lost)
        self.items.missed.connect(self._show_among_all)
        self.items.shown.connect(self._list_shown)

    # Places

    def _go_to(self, scope: Scope) -> None:
        self.sidebar.mark(self.scope)
        self.detail.leave(partial(self._gone_to, scope))

    def _gone_to(self, scope: Scope) -> None:
        self.sidebar.mark(scope)
        self.items.go_to(scope)
        self.facts_changed.emit()

    def _go_to_tag(self, tag: str) -> None:
        self._go_to(Scope.tag(tag))

    def expect(self, scope: Scope) -> None:
        """Go to ``scope`` when the present place is no more, instead of to all items."""
        self._expected = scope

    def _rename_place(self) -> None:
        self._trigger("rename_tag" if self.scope.place == Place.TAG else "rename_folder")

    def _search_all(self) -> None:
        self.sidebar.mark(Scope.all())
        self.items.look_everywhere()

    def _show_among_all(self, item_id: int) -> None:
        """Show what was just made where the search or place is without it."""
        self.items.want(item_id)
        self._gone_to(Scope.all())

    def _surveyed(self, survey: Survey) -> None:
        self.sidebar.switcher.show_name(survey.name)
        if not self.sidebar.show_outline(survey.outline, survey.tally, self.scope):
            self._gone_to(self._expected)
        self._expected = Scope.all()
        self.detail.know(survey.tally.folders, [tag for tag, _count in survey.tally.tags])
        self.facts_changed.emit()

    # What is selected

    def _chosen(self) -> None:
        if self.detail.has_changes():
            wanted = self.items.mark()
            self.items.restore(self._held)
            self.detail.leave(partial(self._choose_again, wanted))
        elif self.detail.editing:
            self.detail.leave(self._look)
        else:
            self._look()

    def _choose_again(self, wanted: Mark) -> None:
        self.items.restore(wanted)
        self._look()

    def _followed(self) -> None:
        if not self.detail.editing:
            self._look()

    def _look(self) -> None:
        """Show in the right pane what is selected in the middle one."""
        self._held = self.items.mark()
        chosen = self._held.chosen
        first = chosen.first
        if len(chosen) > 1:
            self.detail.show_many(len(chosen), trashed=first is not None and bool(first.trashed))
        else:
            self.detail.show_item(first.id if first is not None else None)
        self._tell_facts()

    def _list_shown(self) -> None:
        self._held = self.items.mark()
        self._tell_facts()

    def _tell_facts(self) -> None:
        all_are = self.chosen().all_favourites
        text = _("Remove from favourites") if all_are else _("Add to favourites")
        self._actions["favourite"].setText(text)
        self.facts_changed.emit()

    def _editing_changed(self, editing: bool) -> None:  # noqa: FBT001 - Qt's signal
        if editing:
            self.facts_changed.emit()
        else:
            self._look()

    def _open(self) -> None:
        self.detail.setFocus(Qt.FocusReason.TabFocusReason)

    # New items

    def _new_of_last_kind(self) -> None:
        scope = self.scope
        self._new(scope.value if scope.place == Place.KIND else self._kind)

    def _new(self, kind: str) -> None:
        self._kind = kind
        self.detail.start_new(kind, self.scope.folder_id)

    # What the flows tell

    def _changed(self, changes: Changes) -> None:
        if len(changes.made) == 1:
            self.items.want(next(iter(changes.made)))
        self._browsing.take(changes)

    def _changed_elsewhere(self, changes: Changes) -> None:
        self.items.follow_elsewhere(changes.items.keys())
        self._browsing.take(changes)
        self.detail.apply(changes)

    def _used(self, _item_id: object) -> None:
        self._browsing.used()

    def _undo_changed(self, state: UndoState) -> None:
        self._undo = state
        self.list.search.give_way()
        self.facts_changed.emit()

    def _lost(self, now: Overview | None) -> None:
        """Say what became of the item that was selected, and is not in the list any more."""
        if not self.detail.editing:
            self.detail.say(Saying(lost_text(now)))

    def add_notice(self, notice: QWidget) -> None:
        """Put something that is to be said of the vault over the panes."""
        self._page.insertWidget(1, notice)

    # The vault's file

    @property
    def finding(self) -> Finding | None:
        """Why the file is not the latest, None where it is or that was accepted."""
        return self._finding

    def show_finding(self, finding: Finding | None, offers: Sequence[Offered] = ()) -> None:
        """Say that the file is not the latest, for as long as it is not; None: it is again."""
        self._finding = finding
        self.notice.show_finding(finding, offers)
        self.set_writable(writable=finding is None)
        self._tell_trouble()

    def _take_trouble(self, error: StrongroomError | None) -> None:
        ways = (self._backups_offer, (_("Lock and mend…"), self._actions["lock"].trigger))
        self.notice.show_error(error, ways if may_be_mended(error) else ())
        self._tell_trouble()

    def show_problem(self, sentence: str) -> None:
        """Say for as long as the vault is open what is wrong with a part of it."""
        self.notice.show_problem(sentence, (self._backups_offer,))

    @property
    def _backups_offer(self) -> Offered:
        return _("Backups…"), self._actions["backups"].trigger

    def _tell_trouble(self) -> None:
        readable = self._watching.error is None
        self.detail.take_trouble(can_save=readable and self._finding is None, can_read=readable)

    def _refused(self, error: StrongroomError) -> None:
        self._say_error(error)
        self._watching.look()  # what stands in the way of a save is told at once

    def _say_error(self, error: StrongroomError) -> None:
        self.detail.say(Saying(file_sentence(error)))

    def _trigger(self, action_id: str) -> None:
        self._actions[action_id].trigger()
