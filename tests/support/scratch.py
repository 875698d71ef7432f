# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where tests put what they throw away: in memory where the machine has the room, for a database is a thousand files."""
import os
import shutil

_SHARED = "/dev/shm"
_ENOUGH = 4 << 30


def folder() -> str | None:
    """For tempfile's `dir`; None is the usual place."""
    return _SHARED if os.path.isdir(_SHARED) and shutil.disk_usage(_SHARED).free > _ENOUGH else None
