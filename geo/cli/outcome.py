"""How a command ends: an expected error becomes one line and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable

from geo.errors import CacheError, InputError, SitingError

EXIT_INPUT, EXIT_OTHER, EXIT_STOPPED = 2, 1, 130


def exit_code(run: Callable[[], int]) -> int:
    """What a command gives (0 done, 2 bad input, 1 anything else that we expected)."""
    try:
        return run()
    except SitingError as error:
        print(f"sitewatt: {error}", file=sys.stderr)
        return EXIT_INPUT if isinstance(error, InputError | CacheError) else EXIT_OTHER
    except KeyboardInterrupt:
        print("sitewatt: stopped; what was finished stays in the cache", file=sys.stderr)
        return EXIT_STOPPED
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_OTHER
