# SPDX-License-Identifier: GPL-3.0-or-later
"""Use cases: everything that either front end can do."""
