# SPDX-License-Identifier: GPL-3.0-or-later
"""What the attacks share beside the ground that vaults are tested on."""

import json
from hashlib import sha256

import pytest

from strongroom.errors import Altered


def refused(ground, kind=Altered):
    with pytest.raises(kind):
        ground.open()


def header_of(ground):
    return json.loads(ground.sql("SELECT CAST(substr(header, 33) AS TEXT) FROM vault")[0][0])


def put_header(ground, header):
    text = json.dumps(header, separators=(",", ":")).encode()
    ground.sql("UPDATE vault SET header = :header", header=sha256(text).digest() + text)
