"""Finished answers, bounded by their bytes, the least recently asked for leaving first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

OVERHEAD = 512
"""What an entry costs beside its bytes."""


class Cache:
    """A map from keys to bytes that never holds more than ``limit`` bytes."""

    def __init__(self, limit: int):
        self._limit = limit
        self._items: OrderedDict[Hashable, bytes] = OrderedDict()
        self.size = 0
        self.hits = 0
        self.misses = 0

    @property
    def largest(self) -> int:
        """The largest answer that is kept: an eighth of the whole."""
        return self._limit // 8

    def get(self, key: Hashable) -> bytes | None:
        """The answer under ``key``, or None."""
        item = self._items.get(key)
        if item is None:
            self.misses += 1
            return None
        self.hits += 1
        self._items.move_to_end(key)
        return item

    def put(self, key: Hashable, item: bytes) -> None:
        """Keep ``item`` if it is not too large."""
        if len(item) > self.largest or key in self._items:
            return
        self._items[key] = item
        self.size += len(item) + OVERHEAD
        while self.size > self._limit:
            _, old = self._items.popitem(last=False)
            self.size -= len(old) + OVERHEAD

    def clear(self) -> None:
        """Forget everything: the release has changed."""
        self._items.clear()
        self.size = 0
