# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures and pages of PDFs, decoded by a process that knows no secret but that one file.

Decoders of pictures and PDFs are large and are attacked through hostile files.  So they run
beside the program, in a process without the vault, its keys, or any way to files and network;
bytes go there by a pipe, and nothing but points of colour comes back.
"""
