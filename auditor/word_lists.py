"""Lists of words that a portal should not publish: wrong phrases with their corrections, and the inspector's own."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import WordHit


@dataclass(frozen=True, slots=True)
class WordLists:
    """Compiled lists; falsy when they hold nothing."""

    def hits(self, text: str) -> tuple[WordHit, ...]:
        """Words found in a text, each once per text with the words around it; at most 20."""
        return ()
