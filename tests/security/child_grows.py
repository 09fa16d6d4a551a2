"""A child that wants more memory than it may have."""

from auditor.confined import confine

confine(1 << 30)
held = bytearray(2 << 30)
print(len(held))
