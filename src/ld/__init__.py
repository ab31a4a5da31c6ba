"""koryu: from curated tables to a served release of linked data.

One way through: sources → mappings → shapes → ontology → release → engine → web. Imports go one way:
``publication``, ``formats``, ``problems`` ← ``build``, ``engine`` ← ``web`` ← ``cli``.
"""

__version__ = "0.1.0"
