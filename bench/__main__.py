"""``python -m bench``: everything that is measured, one after the other."""

from __future__ import annotations

from bench import build, mapping, serve

if __name__ == "__main__":
    for part in (serve, mapping, build):
        part.main()
