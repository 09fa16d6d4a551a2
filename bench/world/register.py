"""The register of a world, as ``auditor fleet`` reads it."""

from __future__ import annotations

from bench.world.counties import County


def register_text(counties: tuple[County, ...], port: int, interval: float, minutes: int = 30) -> str:
    """YAML: one back-end per platform, all with the same interval, and the hosts that loopback answers for."""
    lines = [
        "defaults:",
        f"  interval: {interval:g}",
        f"  budget: {{pages: 500, minutes: {minutes}}}",
        "backends:",
    ]
    lines += [
        f"  {backend}: {{interval: {interval:g}}}" for backend in sorted({each.backend for each in counties})
    ]
    lines.append("portals:")
    for county in counties:
        lines += [
            f'  - code: "{county.code}"',
            f"    name: {county.title}",
            f"    url: {county.url}",
            f"    backend: {county.backend}",
        ]
    lines.append("rehearsal:")
    lines += [f"  {county.host}: 127.0.0.1:{port}" for county in counties]
    lines += [f"  {county.host.removeprefix('www.')}: 127.0.0.1:{port}" for county in counties]
    return "\n".join(lines) + "\n"
