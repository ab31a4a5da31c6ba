"""A query in, an answer out: isolated read-only workers behind one interface (:class:`~ld.engine.engine.Engine`)."""
