# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same figures by R, where Debian has a package for them: the whole process, from its start to its last line, as ours is measured."""
import pathlib
import shutil
import subprocess

from cpu import cpu_of

RESPONSE = """
suppressPackageStartupMessages(library(survival))
waited <- read.csv(commandArgs(TRUE)[1])
print(summary(survfit(Surv(T, E) ~ kind, waited))$table)
print(survdiff(Surv(T, E) ~ kind, waited)$chisq)
"""
# By maximum likelihood and without a draw: what comes nearest to our model in what Debian has.
LEVEL = """
series <- read.csv(commandArgs(TRUE)[1])
season <- as.integer(commandArgs(TRUE)[2])
before <- ts(series$y[seq_len(as.integer(commandArgs(TRUE)[3]))], frequency = season)
fit <- StructTS(before, type = if (season > 1) "BSM" else "level")
print(sum(predict(fit, n.ahead = nrow(series) - length(before))$pred))
"""
NO_PACKAGE = "Debian has no package that does this"


def lacking() -> str | None:
    """Why nothing stands beside; None where R and its survival package are there."""
    if not shutil.which("Rscript"):
        return "R is not installed (r-base-core)"
    if subprocess.run(["Rscript", "-e", "library(survival)"], stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode:
        return "R has no survival (r-cran-survival)"
    return None


def beside_r(program: str, *words) -> str:
    """"R: 812 ms (its start alone 150)", or why there is nothing."""
    if reason := lacking():
        return reason
    alone = min(cpu_of("Rscript", "--vanilla", "-e", "invisible()") for _ in range(3))
    spent = min(cpu_of("Rscript", "--vanilla", "-e", program, *map(str, words)) for _ in range(3))
    return f"R: {spent * 1000:,.0f} ms (its start alone {alone * 1000:,.0f})"


def response(table: pathlib.Path) -> str:
    return beside_r(RESPONSE, table)


def level(series: pathlib.Path, season: bool, before: int) -> str:
    told = beside_r(LEVEL, series, 7 if season else 1, before)
    return told.replace("R:", "R's StructTS, no draws:")
