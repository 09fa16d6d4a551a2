"""The site of a fleet: pages about many audits. Pure: values in, bytes out; ``auditor.fleet_site`` reads and writes the disk."""
