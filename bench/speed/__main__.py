"""``python -m bench.speed``: see :mod:`bench.speed.command`."""

import sys

from bench.speed.command import main

if __name__ == "__main__":
    sys.exit(main())
