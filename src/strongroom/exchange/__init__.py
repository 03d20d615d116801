# SPDX-License-Identifier: GPL-3.0-or-later
"""Other programs' formats, one a file: bytes in, items out; knows no vault."""
