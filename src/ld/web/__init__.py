"""What readers and programs meet: the site as one Flask application, one blueprint for each promise.

:func:`ld.web.app.create_app` puts it together. The way in for ``/sparql`` and for streams stands in front of it
(:mod:`ld.web.front`).
"""
