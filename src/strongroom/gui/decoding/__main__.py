# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the decoder, whose memory nobody reads from its first line on.

An exec takes away what the program that started it refuses others, and a limit for core dumps
holds for none that goes to a program (core(5)): a crash, which hostile files are made for, would
leave what the file holds on the disk.
"""

from strongroom.system.hardening import harden

if __name__ == "__main__":
    harden()
    from strongroom.gui.decoding.child import main

    main()
