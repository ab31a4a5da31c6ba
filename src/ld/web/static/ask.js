// Runs a query on the page and shows the answer as it comes. Without this the form still gives every format.
"use strict";
const form = document.getElementById("ask");
const words = form.dataset;
const byId = (id) => document.getElementById(id);
const [query, run, stop, link, answer, status, table, graph] =
  ["query", "run", "stop", "link", "answer", "status", "table", "graph"].map(byId);
const MOST = 1000;
let running = null;

class Refusal extends Error {}

byId("plain").hidden = true;
for (const each of [run, link, byId("insert")]) each.hidden = false;

byId("insert").addEventListener("click", () => {
  query.value = byId("heads").textContent + query.value.replace(/^(\s*PREFIX[^\n]*\n)*/i, "");
  query.focus();
});
const address = () => {
  link.href = `${link.pathname}?${new URLSearchParams({ query: query.value })}`;
};
query.addEventListener("input", address);
address();
query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) start();
});
run.addEventListener("click", () => start());
stop.addEventListener("click", () => running && running.abort());

const escapes = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f", '"': '"', "'": "'", "\\": "\\" };
const plain = (text) => text.replace(/\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)/g, (_, mark) =>
  mark.length > 1 ? String.fromCodePoint(parseInt(mark.slice(1), 16)) : escapes[mark] ?? mark);

// One cell of SPARQL's TSV: <iri>, "literal"@tag, "literal"^^<type>, a bare number, _:blank, or nothing.
function cell(text) {
  const made = document.createElement("td");
  const literal = /^"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<[^>]*>)?$/.exec(text);
  if (text.startsWith("<")) {
    const iri = plain(text.slice(1, -1));
    const anchor = document.createElement("a");
    const ours = iri.startsWith(words.base);
    anchor.textContent = ours ? iri.slice(words.base.length) : iri;
    if (/^https?:/.test(iri)) anchor.href = ours ? new URL(`..${"/"}${iri.slice(words.base.length)}`, new URL(words.page, location)) : iri;
    made.append(anchor);
  } else if (literal) {
    made.textContent = plain(literal[1]);
    if (literal[2]) made.lang = literal[2];
  } else {
    made.textContent = text;
  }
  return made;
}

async function start() {
  if (running) running.abort();
  const mine = running = new AbortController();
  const begun = performance.now();
  answer.hidden = stop.hidden = false;
  table.replaceChildren();
  graph.hidden = true;
  if (byId("wholes")) byId("wholes").remove();
  status.textContent = words.running;
  try {
    const reply = await fetch(form.action, {
      method: "POST",
      headers: {
        Accept: "text/tab-separated-values, application/sparql-results+json;q=0.8, text/turtle;q=0.8",
        "Accept-Language": words.language,
        "Content-Type": "application/sparql-query",
      },
      body: query.value,
      signal: mine.signal,
    });
    if (!reply.ok) throw await refusal(reply);
    const kind = reply.headers.get("Content-Type") || "";
    const count = kind.startsWith("text/tab") ? await rows(reply) : await whole(reply);
    const time = words.seconds.replace("{n}", ((performance.now() - begun) / 1000).toFixed(2));
    status.textContent = [count, time].filter(Boolean).join(" · ");
  } catch (problem) {
    if (running === mine) {
      status.textContent = problem instanceof Refusal ? `${words.failed}: ${problem.message}` : words.broken;
    }
  } finally {
    if (running === mine) {
      running = null;
      stop.hidden = true;
    }
  }
}

async function refusal(reply) {
  const text = await reply.text();
  try {
    const told = JSON.parse(text);
    return new Refusal([told.title, told.detail].filter(Boolean).join(". "));
  } catch {
    return new Refusal(`${reply.status} ${text.slice(0, 500)}`);
  }
}

async function whole(reply) {
  graph.textContent = await reply.text();
  graph.hidden = false;
  return "";
}

async function rows(reply) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  const body = document.createElement("tbody");
  let rest = "", head = null, count = 0, done = false, ended = false;
  while (!done && !ended) {
    const part = await reader.read();
    done = part.done;
    rest += part.value || "";
    const lines = rest.split("\n");
    rest = lines.pop();
    if (done && rest) lines.push(rest);
    for (const line of lines) {
      if (!head) {
        head = table.createTHead().insertRow();
        for (const name of line.replace(/\r$/, "").split("\t")) {
          const made = document.createElement("th");
          made.scope = "col";
          made.textContent = name.replace(/^\?/, "");
          head.append(made);
        }
        table.append(body);
      } else if (count < MOST) {
        count += 1;
        body.insertRow().append(...line.replace(/\r$/, "").split("\t").map(cell));
      } else {
        ended = true;
        break;
      }
    }
    status.textContent = `${words.running} ${words.rows.replace("{n}", count)}`;
  }
  if (ended) await reader.cancel();
  return (ended ? words.cut : words.rows).replace("{n}", count.toLocaleString(words.language));
}

const given = new URLSearchParams(location.search);
if (given.has("query") && !given.has("show")) start();
