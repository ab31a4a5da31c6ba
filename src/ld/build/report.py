"""What the gate found: for a terminal, as HTML, and as a SHACL validation report in Turtle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape

import pyoxigraph as ox

from ld.problems import Finding, Severity, listing

SH = "http://www.w3.org/ns/shacl#"
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SEVERITIES = {Severity.ERROR: "Violation", Severity.WARNING: "Warning"}
_TEXTS = {
    "en": {
        "title": "What stands in the way of a release",
        "fine": "Nothing stands in the way of a release.",
        "heads": ("File", "Row", "Column", "Value", "What is wrong", "Rule"),
        "more": "{count} of {kind}; {shown} are shown",
        "sum": "{errors} errors, {warnings} warnings",
    },
    "ja": {
        "title": "公開の妨げになっているもの",
        "fine": "公開の妨げはない。",
        "heads": ("ファイル", "行", "列", "値", "問題", "規則"),
        "more": "{kind} が {count} 件、うち {shown} 件を示す",
        "sum": "誤り {errors} 件、注意 {warnings} 件",
    },
}
_STYLE = """body{font:1rem/1.6 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.4rem .6rem;
border-bottom:1px solid #d0d0d0}td:nth-child(2){text-align:end}code{overflow-wrap:anywhere}
.warning td:first-child{border-inline-start:.3rem solid #b58900}
.error td:first-child{border-inline-start:.3rem solid #b00020}
@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}th,td{border-color:#444}}"""


@dataclass(frozen=True)
class Result:
    """One SHACL result: what a ``sh:ValidationResult`` says (SHACL §3.6.2)."""

    focus: ox.NamedNode
    path: ox.NamedNode | None
    value: ox.NamedNode | ox.Literal | None
    component: str
    shape: ox.NamedNode | None
    severity: Severity
    kind: str
    messages: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True)
class Report:
    """All findings of one check: at most 50 a kind in ``findings``, the count of each kind in ``counts``."""

    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    results: tuple[Result, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether nothing stops the build (warnings do not)."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    def terminal(self, language: str = "en") -> str:
        """The findings as lines."""
        texts = _TEXTS.get(language, _TEXTS["en"])
        if not self.findings:
            return str(texts["fine"])
        lines = [listing(self.findings, language, most=len(self.findings)), self.sum(language)]
        return "\n".join([*lines[:1], *self.more(language), lines[1]])

    def published(self) -> Report:
        """The same without row numbers: what a release keeps depends on what the rows hold, not on their order."""
        bare = (replace(finding, row=0) for finding in self.findings)
        return replace(self, findings=tuple(sorted(bare, key=lambda finding: (finding, finding.message()))))

    def sum(self, language: str = "en") -> str:
        """How many there are, in one line."""
        grave = {finding.kind for finding in self.findings if finding.severity is Severity.ERROR}
        errors = sum(count for kind, count in self.counts.items() if kind in grave)
        warnings = sum(self.counts.values()) - errors
        return str(_TEXTS.get(language, _TEXTS["en"])["sum"]).format(errors=errors, warnings=warnings)

    def more(self, language: str = "en") -> list[str]:
        """One line for each kind of which not all findings are shown."""
        text = str(_TEXTS.get(language, _TEXTS["en"])["more"])
        lines = []
        for kind, count in sorted(self.counts.items()):
            shown = sum(finding.kind == kind and finding.stands_for == 1 for finding in self.findings)
            if 0 < shown < count:
                lines.append(text.format(kind=kind, count=count, shown=shown))
        return lines

    def html(self, language: str = "en") -> str:
        """A small page that stands alone."""
        texts = _TEXTS.get(language, _TEXTS["en"])
        parts = [f'<!doctype html>\n<html lang="{escape(language)}"><meta charset="utf-8">']
        parts.append('<meta name="viewport" content="width=device-width">')
        parts.append(f"<title>{escape(str(texts['title']))}</title><style>{_STYLE}</style>")
        parts.append(f"<h1>{escape(str(texts['title']))}</h1>")
        if not self.findings:
            return "\n".join([*parts, f"<p>{escape(str(texts['fine']))}</p></html>\n"])
        parts += [f"<p>{escape(line)}</p>" for line in (self.sum(language), *self.more(language))]
        heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in texts["heads"])
        parts.append(f"<table><thead><tr>{heads}</tr></thead><tbody>")
        parts += [_row(finding, language) for finding in self.findings]
        return "\n".join([*parts, "</tbody></table></html>\n"])

    def turtle(self, base: str) -> str:
        """A ``sh:ValidationReport`` (SHACL §3.6) whose nodes are IRIs under ``base``."""
        report = ox.NamedNode(f"{base}report")
        triples = [
            ox.Triple(report, _RDF_TYPE, _sh("ValidationReport")),
            ox.Triple(report, _sh("conforms"), ox.Literal(not self.results)),
        ]
        for number, result in enumerate(sorted(self.results, key=_order), 1):
            node = ox.NamedNode(f"{base}report#result-{number}")
            triples.append(ox.Triple(report, _sh("result"), node))
            triples += _result(node, result)
        return "".join(f"{triple} .\n" for triple in triples)


def _row(finding: Finding, language: str) -> str:
    cells = (
        escape(finding.file),
        str(finding.row or ""),
        escape(finding.column),
        f"<code>{escape(finding.value)}</code>" if finding.value else "",
        escape(finding.message(language)),
        escape(finding.kind),
    )
    return f'<tr class="{finding.severity}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _result(node: ox.NamedNode, result: Result) -> Iterable[ox.Triple]:
    yield ox.Triple(node, _RDF_TYPE, _sh("ValidationResult"))
    yield ox.Triple(node, _sh("focusNode"), result.focus)
    if result.path is not None:
        yield ox.Triple(node, _sh("resultPath"), result.path)
    if result.value is not None:
        yield ox.Triple(node, _sh("value"), result.value)
    if result.shape is not None:
        yield ox.Triple(node, _sh("sourceShape"), result.shape)
    yield ox.Triple(node, _sh("resultSeverity"), _sh(_SEVERITIES[result.severity]))
    yield ox.Triple(node, _sh("sourceConstraintComponent"), _sh(f"{result.component}ConstraintComponent"))
    for language, text in sorted(result.messages.items()):
        yield ox.Triple(node, _sh("resultMessage"), ox.Literal(text, language=language))


def _order(result: Result) -> tuple[str, ...]:
    return (result.kind, str(result.focus), str(result.path), str(result.value), result.messages.get("en", ""))


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)
