"""Our pipeline beside its peers on the same pages: see :mod:`bench.speed.command`."""
