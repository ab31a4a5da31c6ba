"""Every reason for which the engine gives no answer, as a reader meets it (RFC 9457), in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ld.problems import Problem

_POSITION = re.compile(r"error at (\d+):(\d+): ")
_CLASSES = re.compile(r",? *\[(?:[^\]\[]|\[[^\]]*\])*\]|,? *\n?\| [^,]*")
_PREFIX = "Prefix not found"
_SENTENCE = re.compile(r"(?:expected (?:one of )?|, )([A-Z][a-z]+ [a-zA-Z][^,]*)")
"""What the parser says of its own among the signs that it expected."""
MESSAGE = 300


def malformed(message: str, at: tuple[int, int]) -> Problem:
    """400: the text is no SPARQL query; ``at`` is line and column, from 1."""
    line, column = at
    return Problem(
        400,
        "malformed-query",
        {"en": "The query is not well-formed", "ja": "クエリの構文に誤りがあります"},
        {
            "en": f"Line {line}, column {column}: {message}",
            "ja": f"{line} 行 {column} 桁：{message}",
        },
        {"line": line, "column": column},
    )


def syntax(told: str) -> Problem:
    """400 out of what pyoxigraph says of a text that it cannot parse (``error at 1:2: expected …``)."""
    match = _POSITION.search(told)
    at = (int(match.group(1)), int(match.group(2))) if match else (1, 1)
    message = told[match.end() :] if match else told
    message = " ".join(_CLASSES.sub("", message).split())
    if sentence := _SENTENCE.search(message):
        message = sentence[1] + ("; a line PREFIX name: <…> before the query declares it" * (sentence[1] == _PREFIX))
    elif message in {"", "expected", "expected one of"}:
        message = "unexpected text"
    return malformed(message if len(message) <= MESSAGE else message[: MESSAGE - 1] + "…", at)


def query_too_long(kilobytes: int) -> Problem:
    """413: the text is longer than the service reads."""
    return Problem(
        413,
        "query-too-long",
        {"en": "The query is too long", "ja": "クエリが長すぎます"},
        {"en": f"A query may have {kilobytes} kB.", "ja": f"クエリは {kilobytes} kB までです。"},
        {"limit_kb": kilobytes},
    )


def update_refused(word: str) -> Problem:
    """400: an update; releases do not change."""
    return Problem(
        400,
        "update-refused",
        {"en": "Updates are refused", "ja": "更新は受け付けません"},
        {
            "en": f"{word} would change the data. A release never changes; this endpoint only answers queries.",
            "ja": f"{word} はデータを変更する操作です。公開版は変更されないため、検索のみ受け付けます。",
        },
    )


def service_refused(at: tuple[int, int]) -> Problem:
    """403: SERVICE; this service asks no other endpoint."""
    return Problem(
        403,
        "service-refused",
        {"en": "SERVICE is refused", "ja": "SERVICE は受け付けません"},
        {
            "en": f"Line {at[0]}, column {at[1]}: this endpoint sends no requests to others."
            " Run the federated query where you are, with this endpoint as its SERVICE.",
            "ja": f"{at[0]} 行 {at[1]} 桁：このエンドポイントは他へ問い合わせません。"
            "連合検索は手元で実行し、ここを SERVICE に指定してください。",
        },
        {"line": at[0], "column": at[1]},
    )


def too_deep(depth: int, limit: int) -> Problem:
    """400: brackets or signs nested deeper than the limit."""
    return Problem(
        400,
        "query-too-deep",
        {"en": "The query is nested too deeply", "ja": "クエリの入れ子が深すぎます"},
        {
            "en": f"It is nested {depth} levels deep; {limit} are allowed.",
            "ja": f"{depth} 段です。上限は {limit} 段です。",
        },
        {"depth": depth, "limit": limit},
    )


def deadline(seconds: float) -> Problem:
    """504: the query ran into its deadline before anything was sent."""
    return Problem(
        504,
        "deadline",
        {"en": "The query took too long", "ja": "クエリが時間切れになりました"},
        {
            "en": f"It was ended after {seconds:g} seconds. Ask for less, or take the downloads.",
            "ja": f"{seconds:g} 秒で打ち切りました。範囲を絞るか、ダウンロードをご利用ください。",
        },
        {"deadline_seconds": seconds},
    )


def memory(megabytes: int) -> Problem:
    """500: the query's worker ended for want of memory."""
    return Problem(
        500,
        "memory",
        {"en": "The query needs too much memory", "ja": "クエリに必要なメモリが上限を超えました"},
        {
            "en": f"One query may use {megabytes} MB. Sort, group or join less at once.",
            "ja": f"1 件のクエリが使えるのは {megabytes} MB までです。並べ替え・集計・結合の対象を減らしてください。",
        },
        {"limit_mb": megabytes},
    )


def worker_ended() -> Problem:
    """500: the query's worker ended, of the query or from outside."""
    return Problem(
        500,
        "worker-ended",
        {"en": "The query could not be carried through", "ja": "クエリを最後まで実行できませんでした"},
        {
            "en": "The process that evaluated it ended. Nothing else is touched; the same query may end it again.",
            "ja": "評価中のプロセスが終了しました。他には影響しませんが、同じクエリは再び失敗する可能性があります。",
        },
    )


def answer_too_large(megabytes: int) -> Problem:
    """500: the answer grew beyond the ceiling before anything was sent."""
    return Problem(
        500,
        "answer-too-large",
        {"en": "The answer is too large", "ja": "結果が大きすぎます"},
        {
            "en": f"An answer may have {megabytes} MB. Ask for less, or take the downloads.",
            "ja": f"結果は {megabytes} MB までです。範囲を絞るか、ダウンロードをご利用ください。",
        },
        {"limit_mb": megabytes},
    )


def unwritable(format_name: str, what: str) -> Problem:
    """406: the answer holds what this format cannot."""
    return Problem(
        406,
        "unwritable",
        {"en": f"{format_name} cannot hold this answer", "ja": f"この結果は {format_name} では表せません"},
        {
            "en": f"The answer has {what}. Ask for another format, for example JSON or N-Triples.",
            "ja": f"結果に含まれるもの：{what}。JSON や N-Triples など他の形式を指定してください。",
        },
    )


def evaluation(told: str) -> Problem:
    """500: the evaluation failed."""
    return Problem(
        500,
        "evaluation-failed",
        {"en": "The query could not be evaluated", "ja": "クエリを評価できませんでした"},
        {"en": told[:MESSAGE]},
    )


def bad_graph(iri: str) -> Problem:
    """400: a graph of the dataset is named by something that is no absolute IRI."""
    return Problem(
        400,
        "bad-graph",
        {"en": "A graph's name is no absolute IRI", "ja": "グラフ名が絶対 IRI ではありません"},
        {"en": iri[:MESSAGE]},
    )


def busy(seconds: int) -> Problem:
    """503: the waiting line is full, or it did not move in time."""
    return _wait(503, "busy", seconds, {"en": "The service is busy", "ja": "混み合っています"})


def share_used(seconds: int) -> Problem:
    """429: one client has its share of the waiting line already."""
    titles = {"en": "You have too many queries waiting", "ja": "お待ちのクエリが多すぎます"}
    return _wait(429, "too-many-queries", seconds, titles)


def unavailable(seconds: int) -> Problem:
    """503: no release is loaded at this moment."""
    return _wait(503, "unavailable", seconds, {"en": "No release is being served", "ja": "公開中の版がありません"})


def _wait(status: int, slug: str, seconds: int, titles: Mapping[str, str]) -> Problem:
    return Problem(
        status,
        slug,
        titles,
        {"en": f"Ask again in {seconds} s.", "ja": f"{seconds} 秒後にもう一度お試しください。"},
        {"retry_after": seconds},
        {"Retry-After": str(seconds)},
    )
