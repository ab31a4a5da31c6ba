"""A small RML processor for CSV tables: RML-Core (http://w3id.org/rml/) and the older rr:/rml: vocabulary.

:mod:`model` is what a mapping says, :mod:`reader` reads it from RDF, :mod:`terms` makes terms of cells,
:mod:`engine` goes through the rows, :mod:`lookup` goes back from a triple to its cells. Why there is one of our own:
docs/decisions/0002-rml-engine.md.
"""
