"""Rules across records: the SELECTs of ``sh:sparql`` constraints, asked of Oxigraph."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ld.build.collect import Collector
from ld.build.report import Result
from ld.build.shapes import Rule
from ld.build.wording import Names, fill, short
from ld.problems import Finding


def run_rule(rule: Rule, store: ox.Store, names: Names, file: str, collector: Collector) -> Iterator[Result]:
    """What breaks ``rule``: one result a solution, ``{?name}`` of its messages filled from the solution.

    ``?this``, ``?path`` and ``?value`` are focus node, path and value (SHACL §5.3.2). A SELECT that cannot be run
    goes to ``collector``.
    """
    try:
        solutions = store.query(rule.select)
    except (SyntaxError, ValueError, RuntimeError) as error:
        messages = {"en": f"the rule's SELECT cannot be run: {error}", "ja": f"SELECT を実行できない：{error}"}
        collector.add(Finding(file, 0, rule.name, "shapes", messages=messages))
        return
    if not isinstance(solutions, ox.QuerySolutions):
        messages = {"en": "a rule is a SELECT", "ja": "規則は SELECT で書く"}
        collector.add(Finding(file, 0, rule.name, "shapes", messages=messages))
        return
    variables = [variable.value for variable in solutions.variables]
    for solution in solutions:
        found = {name: value for name in variables if (value := solution[name]) is not None}
        focus, path, value = found.get("this"), found.get("path"), found.get("value")
        if not isinstance(focus, ox.NamedNode):
            continue
        texts = {name: short(term, names) for name, term in found.items()}
        yield Result(
            focus,
            path if isinstance(path, ox.NamedNode) else None,
            value if isinstance(value, ox.NamedNode | ox.Literal) else None,
            "SPARQL",
            rule.shape,
            rule.severity,
            rule.name,
            {language: fill(text, texts) for language, text in rule.messages.items()},
        )
