# SPDX-License-Identifier: GPL-3.0-or-later
"""The container of a KeePass database: what is around the XML, both ways."""
