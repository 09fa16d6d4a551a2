"""``auditor site``: the audits below an output folder become a static site; only what changed is rendered again."""

from auditor.fleet_site.build import Built, build_site

__all__ = ["Built", "build_site"]
