"""One planted fault for each rule of shapes/rules.ttl: the rule's name, and the SPARQL update that plants it."""

PREFIXES = """
PREFIX k: <https://w3id.org/koryu/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX wd: <http://www.wikidata.org/entity/>
BASE <https://w3id.org/koryu/>
"""
ONE, TWO, TOTAL = "<id/dialogue/one>", "<id/dialogue/two>", "<id/dialogue/total>"


def put(triples: str) -> str:
    return f"INSERT DATA {{ {triples} }}"


def drop(subject: str, path: str) -> str:
    return f"DELETE WHERE {{ {subject} {path} ?o }}"


def swap(subject: str, path: str, value: str) -> str:
    return f"{drop(subject, path)} ; {put(f'{subject} {path} {value}')}"


LIKE_ONE = (
    "INSERT { <id/dialogue/like> ?p ?o } WHERE { <id/dialogue/one> ?p ?o "
    "FILTER (?p NOT IN (k:ordinal, k:series, k:firstClaim, k:topicMention)) }"
)

FAULTS = {
    "bounds-order": swap(ONE, "k:earliest", '"2024-07-01"^^xsd:date'),
    "date-starts-bounds": swap(ONE, "k:earliest", '"2024-06-02"^^xsd:date'),
    "date-ends-bounds": swap("<id/step/pact-in-force>", "k:latest", '"2024-02-28"^^xsd:date'),
    "date-needs-bounds": drop(ONE, "k:latest"),
    "bounds-need-relation": drop(ONE, "k:dateRelation"),
    "date-only-on-or-span": put(f'{TOTAL} k:date "2024-04"^^xsd:gYearMonth'),
    "date-fits-precision": swap(ONE, "k:datePrecision", "<concept/date-precision/season>"),
    "date-datatype": swap(ONE, "k:date", '"2024-06-01"^^xsd:date'),
    "end-only-of-span": put(f'{ONE} k:dateEnd "2024-07"^^xsd:gYearMonth'),
    "since-is-open": put(f'{TOTAL} k:latest "2025-03-31"^^xsd:date'),
    "by-has-latest": drop("<id/step/pact-standing>", "k:latest"),
    "by-has-no-earliest": put('<id/step/pact-standing> k:earliest "2020-01-01"^^xsd:date'),
    "span-has-bounds": drop("<id/step/pact-in-force>", "k:latest"),
    "date-has-evidence": drop("<id/dialogue/one#e1-0-9>", "k:aboutProperty"),
    "relative-date-has-anchor": drop("<id/dialogue/two#e1-0-9>", "k:anchor"),
    "reading-is-date": swap("<id/dialogue/two#e1-0-9>", "k:reading", '"2023-09"'),
    "no-day-in-text": swap(ONE, "k:dateText", '"2024年6月3日"@ja'),
    "no-day-in-identifier": put("<id/dialogue/talks-2024-06-03> a k:Dialogue"),
    "realised-by-publication": swap(ONE, "k:earliest", '"2025-10-01"^^xsd:date'),
    "step-order": swap("<id/step/pact-signed>", "k:earliest", '"2025-01-01"^^xsd:date'),
    "meeting-has-partner": drop(TWO, "k:partner"),
    "agreement-has-partner": drop("<id/agreement/pact>", "k:partner"),
    "home-is-no-partner": put(f"{ONE} k:partner <id/partner/JPN>"),
    "person-of-a-side": swap("<id/dialogue/one#b>", "k:forPartner", "<id/partner/BOR>"),
    "passage-inside-line": swap("<passage/paper/1#char=0,9>", "k:endChar", "101"),
    "line-inside-document": swap("<passage/paper/1>", "k:lineNumber", "10"),
    "ordinals-rise": swap(ONE, "k:ordinal", "3"),
    "ordinal-once": swap(ONE, "k:ordinal", "2"),
    "ordinal-needs-series": drop(ONE, "k:series"),
    "one-wikidata-item": put("<id/partner/RUR> skos:exactMatch wd:Q3"),
    "wikidata-item-once": put("<id/partner/RUR> skos:exactMatch wd:Q2"),
    "code-once": swap("<id/partner/BOR#cow>", "k:code", '"900"'),
    "code-form": swap("<id/partner/BOR#cow>", "k:code", '"BO"'),
    "code-of-key": put(
        "<id/partner/BOR> k:codeEntry <id/partner/BOR#iso3166-1-alpha-3> . "
        "<id/partner/BOR#iso3166-1-alpha-3> a k:CodeEntry ; "
        'k:codeScheme <concept/code-scheme/iso3166-1-alpha-3> ; k:code "RUR" ; k:source "made up"'
    ),
    "call-has-direction": drop(TWO, "k:direction"),
    "in-person-somewhere": f"{drop(ONE, 'k:place')} ; {drop(ONE, 'k:occasion')}",
    "place-has-basis": drop(ONE, "k:placeBasis"),
    "place-of-occasion": drop("<id/conference/fair>", "k:place"),
    "first-has-scope": drop("<id/dialogue/one#first-x>", "k:scopeType"),
    "years-of-first": put("<id/dialogue/one#first-x> k:years 15"),
    "one-holder-at-a-time": put(
        f'{TWO} k:earliest "2024-06-01"^^xsd:date . <id/dialogue/two#c> k:post <id/post/chief>'
    ),
    "mark-of-former": swap("<id/dialogue/one#b>", "k:wording", '"乙長(当時)"@ja'),
    "only-done-is-counted": swap(TOTAL, "k:realisation", "<concept/realisation/scheduled>"),
    "count-is-no-ordinal": put(f"{TOTAL} k:ordinal 4"),
    "total-overlaps": drop(TOTAL, "k:overlap"),
    "heading-names-partner": swap("<id/statement/heading>", "k:partner", "<id/partner/BOR>"),
    "caption-beside-record": f"{LIKE_ONE} ; {drop('<id/dialogue/like>', 'k:evidence')} ; "
    + put(
        "<id/dialogue/like> k:evidence <id/dialogue/like#e2-0-9> ."
        "<id/dialogue/like#e2-0-9> a k:Evidence ; k:passage <passage/paper/2#char=0,9>"
    ),
    "concept-of-scheme": swap(ONE, "k:mode", "<concept/form/talks>"),
    "probable-duplicate": LIKE_ONE,
    "few-topics": put(
        " . ".join(
            f"{ONE} k:topicMention <id/dialogue/one#topic-{n}> . "
            f"<id/dialogue/one#topic-{n}> k:topic <concept/topic/{n}>"
            for n in "abcdefghi"
        )
    ),
    "labelled-in-both": swap("<id/place/strelsau>", "rdfs:label", '"Strelsau"@en'),
    "no-loose-end": put(f"{ONE} k:occasion <id/conference/nowhere>"),
    "no-orphan": put("<id/dialogue/nowhere> k:partner <id/partner/RUR>"),
    "known-term": put(f"{ONE} k:resembles {TWO}"),
    "known-class": put("<id/partner/XXX> a k:Planet"),
}
