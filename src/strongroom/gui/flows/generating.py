# SPDX-License-Identifier: GPL-3.0-or-later
"""The generator's recipes, from and to the settings: the last one used is the next one offered."""

from strongroom.app.settings import Generate, SettingsFile
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.generator_panel import Recipes


class Generating:
    """Belongs to the GUI thread; the file is written on the worker."""

    def __init__(self, settings: SettingsFile, tasks: Tasks) -> None:
        self._settings = settings
        self._tasks = tasks

    @property
    def recipes(self) -> Recipes:
        """The recipes to begin with."""
        kept = self._settings.current
        return Recipes(kept.password, kept.passphrase, kept.generate is Generate.PASSPHRASE)

    def keep(self, recipes: Recipes) -> None:
        """Begin with these the next time."""
        if recipes == self.recipes:
            return
        kind = Generate.PASSPHRASE if recipes.phrase_last else Generate.PASSWORD
        # Losing a recipe is not worth a person's attention while they take a password.
        self._tasks.run(
            lambda: self._settings.change(
                generate=kind, password=recipes.password, passphrase=recipes.passphrase
            ),
            lambda _settings: None,
            lambda _error: None,
            bound=False,
        )
