"""``python -m bench``: everything that is measured, one after the other."""

from __future__ import annotations

from bench import serve

if __name__ == "__main__":
    serve.main()
