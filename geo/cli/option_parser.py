"""The parser of the command line, apart from the commands: some need none of what most of them import."""

from __future__ import annotations

import argparse
from typing import NoReturn

from geo.errors import InputError

PROGRAM = "sitewatt"


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line and exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise InputError(message, where=self.prog, mend=f"{self.prog} --help")
