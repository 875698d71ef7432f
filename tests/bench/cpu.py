# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a program takes of the processor."""
import resource
import subprocess


def cpu_of(*command: str) -> float:
    """Seconds of processor time, user and system, of a program that must succeed."""
    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime
    before = spent()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return spent() - before
