"""A listing's page whose script does its worst, in a real Chromium, among listeners that record."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mayadeen.browser.gate import CLICK, OPENING
from tests.crawl import Because, crawl, start
from tests.middlewares.server import Answer, Stream, answer, redirect, serve
from tests.processes import await_end, descendants
from tests.spiders.hostile_pages import story
from tests.spiders.test_hostile import page

pytestmark = pytest.mark.skipif(
    not (shutil.which("chromium") or "CI" in os.environ), reason="no Chromium on this machine"
)

MENU = ("news/politics", "news/economy", "news/health", "news/sports", "news/science")
POLITICS = {"sections": "Politics", "follow": "none"}
ROBOTS = answer(body=b"User-agent: *\nDisallow: /private", content_type="text/plain")

# Beside the cards stands a button; the page's own script runs before it.
LISTING = """<div id="list">{cards}</div><button id="more" class="load-more">Load more</button>
<script>
var next = 2, button = document.getElementById("more");
button.onclick = function () {{
  fetch("/more{path}?page=" + next).then((one) => one.text()).then(function (html) {{
    next++;
    if (!html.trim()) button.remove();
    document.getElementById("list").insertAdjacentHTML("beforeend", html);
  }});
}};
</script>{script}"""


def growing(path: str, script: str, batches: int = 3) -> dict[str, Answer]:
    """A listing with a button, what its button asks for, and its posts: two a batch."""
    posts = [f"{path}/the-ferry-sails-on-day-{number}" for number in range(2 * batches)]
    cards = [f'<h3><a href="{one}">News of {one}</a></h3>' for one in posts]
    shown = ["".join(cards[first : first + 2]) for first in range(0, len(cards), 2)]
    answers: dict[str, Answer] = {one: answer(body=story().encode()) for one in posts}
    answers[path] = page(LISTING.format(cards=shown[0], path=path, script=script), MENU)
    for number, html in enumerate([*shown[1:], ""], start=2):
        answers[f"/more{path}?page={number}"] = answer(body=html.encode())
    return answers


def site(**scripts: str) -> dict[str, Answer]:
    """A site whose sections run these scripts."""
    answers = {"/robots.txt": ROBOTS, "/": page("<main></main>", MENU)}
    for section, script in scripts.items():
        answers |= growing(f"/news/{section}", script)
    return answers


@contextmanager
def listeners() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine, on all its addresses, and what reached it by TCP or UDP."""
    reached: list[str] = []
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("", 0))
        tcp.listen(100)
        port = tcp.getsockname()[1]
        udp.bind(("", port))

        def accept() -> None:
            while True:
                connection, _ = tcp.accept()
                with connection:
                    first = connection.recv(100)
                if first == b"end":
                    return
                reached.append(f"TCP {first!r}")

        def receive() -> None:
            while (packet := udp.recv(2000)) != b"end":
                reached.append(f"UDP {packet!r}")

        threads = [threading.Thread(target=one) for one in (accept, receive)]
        for one in threads:
            one.start()
        try:
            yield port, reached
        finally:
            with socket.create_connection(("127.0.0.1", port)) as last:
                last.sendall(b"end")
            with socket.socket(type=socket.SOCK_DGRAM) as last:
                last.sendto(b"end", ("127.0.0.1", port))
            for one in threads:
                one.join()


# Every way in which a page can ask for something, each for each address.
LEAKS = """const addresses = %(addresses)s, host = %(host)s;
const put = (html) => document.body.insertAdjacentHTML("beforeend", html);
const attempt = (way) => { try { const got = way(); if (got && got.catch) got.catch(() => 0); }
  catch (error) {} };
for (const url of addresses) {
  attempt(() => fetch(url + "fetch"));
  attempt(() => fetch(url + "none", { mode: "no-cors", keepalive: true, method: "POST" }));
  attempt(() => navigator.sendBeacon(url + "beacon", "x"));
  attempt(() => new EventSource(url + "events"));
  attempt(() => { const x = new XMLHttpRequest(); x.open("POST", url + "xhr"); x.send("x"); });
  attempt(() => new WebSocket(url.replace("http", "ws") + "socket"));
  attempt(() => new WebSocket(url.replace("http", "wss") + "socket"));
  attempt(() => new WebTransport(url.replace("http:", "https:") + "transport"));
  attempt(() => import(url + "module.js"));
  attempt(() => new Worker(url + "worker.js"));
  attempt(() => window.open(url + "window"));
  attempt(() => window.open(url + "unseen", "_blank", "noopener"));
  put(`<img src="${url}image"><script src="${url}script"></script>
    <iframe src="${url}frame"></iframe><link rel="stylesheet" href="${url}style">
    <link rel="prefetch" href="${url}prefetch"><link rel="preconnect" href="${url}">
    <link rel="dns-prefetch" href="${url}"><link rel="modulepreload" href="${url}pre.js">
    <link rel="preload" as="font" crossorigin href="${url}preload">
    <link rel="prerender" href="${url}prerender"><link rel="icon" href="${url}icon">
    <link rel="manifest" href="${url}manifest.json">
    <object data="${url}object"></object><embed src="${url}embed">
    <video src="${url}film" autoplay muted></video><audio src="${url}sound" autoplay></audio>
    <style>@import "${url}import"; @font-face { font-family: f; src: url(${url}font) }
      p { font-family: f; background: url(${url}background) }</style><p>text</p>
    <svg><image href="${url}svg"></image><use href="${url}use#a"></use></svg>
    <iframe name="inner" srcdoc="<meta http-equiv=refresh content='0;url=${url}refresh'>"></iframe>
    <form id="f" target="inner" method="post" action="${url}form"></form>
    <a id="a" href="${url}link" ping="${url}ping">link</a>
    <a id="d" download target="inner" href="${url}download">download</a>
    <a id="t" target="_blank" href="${url}target">target</a>`);
  for (const id of ["f", "a", "d", "t"]) {
    const one = document.getElementById(id);
    one.remove(), document.body.append(one), one.id = "";
    // A download that is led elsewhere becomes the page's own way there.
    if (id == "d" && url.startsWith(location.origin)) continue;
    attempt(() => (id == "f" ? one.submit() : id == "a" ? 0 : one.click()));
  }
  const rules = document.createElement("script");
  rules.type = "speculationrules";
  rules.textContent = JSON.stringify({
    prefetch: [{ source: "list", urls: [url + "speculated"], eagerness: "immediate" }],
    prerender: [{ source: "list", urls: [url + "prerendered"], eagerness: "immediate" }],
  });
  document.head.append(rules);
}
attempt(() => new SharedWorker("/worker.js"));
attempt(() => new Worker("/worker.js"));
attempt(() => navigator.serviceWorker.register("/worker.js"));
attempt(async () => {
  const servers = ["stun:" + host, "turn:" + host, "turn:" + host + "?transport=tcp"];
  const call = new RTCPeerConnection({ iceServers: servers.map(
    (urls) => ({ urls, username: "u", credential: "c" })) });
  call.createDataChannel("x");
  await call.setLocalDescription(await call.createOffer());
  await call.addIceCandidate({ sdpMid: "0",
    candidate: "candidate:1 1 udp 2130706431 " + host.replace(":", " ") + " typ host" });
});
document.getElementById("more").addEventListener("click", () => {
  for (const url of addresses) attempt(() => window.open(url + "clicked"));
});"""
WORKER = """const addresses = %(addresses)s;
for (const url of addresses) {
  fetch(url + "from-worker").catch(() => 0);
  try { new WebSocket(url.replace("http", "ws") + "from-worker"); } catch (error) {}
  try { importScripts(url + "imported"); } catch (error) {}
}"""


@pytest.mark.parametrize("mode", ["auto", "always"])
def test_no_script_leaves_the_site_or_what_it_allows(mode: str, tmp_path: Path) -> None:
    settings = Because("each has its own way with a listing", MAYADEEN_BROWSER=mode)
    with listeners() as (port, reached), serve({}) as running:
        away = f"http://127.0.0.1:{port}/"
        addresses = {
            away: "/away",
            f"http://localhost:{port}/": "/localhost",
            f"http://127.0.0.2:{port}/": "/other-address",
            f"http://[::ffff:127.0.0.1]:{port}/": "/mapped",
            running.url + "private/": "/forbidden",
        }
        asked = [*addresses, *(running.url[:-1] + one + "/" for one in addresses.values())]
        given = {"addresses": json.dumps(asked), "host": json.dumps(f"127.0.0.1:{port}")}
        answers = site(politics='<script src="/leaks.js"></script>')
        for path, script in (("/leaks.js", LEAKS), ("/worker.js", WORKER)):
            body = (script % given).encode()
            answers[path] = answer(body=body, content_type="text/javascript")
        running.answers.update({path: [one] for path, one in answers.items()})
        # Each of the site's own addresses below these leads where the script may not go.
        running.answers = Led(running.answers, {path: url for url, path in addresses.items()})
        run = crawl("articles", running.url, tmp_path, POLITICS, settings)
        told = [head for head in running.headers if "/favicon" not in head]
    assert reached == []
    paths = running.paths()
    assert not [path for path in paths if path.startswith("/private")]
    assert any(path.startswith("/away/") for path in paths), "no redirect was tried"
    assert "/worker.js" in paths
    [agent] = {line for head in told for line in head.split("\r\n") if "user-agent" in line.lower()}
    assert "mayadeen" in agent
    assert (run.code, len(run.articles)) == (0, 6), run.log
    [walked] = run.manifest["listings"]
    assert walked["means"] == {"auto": "learned", "always": "browser"}[mode]
    assert run.errors == []


class Led(dict[str, list[Answer]]):
    """Answers by path, and for all below some folders a redirect."""

    def __init__(self, answers: dict[str, list[Answer]], to: dict[str, str]) -> None:
        super().__init__(answers)
        self.to = to

    def get(self, path: str, other: list[Answer]) -> list[Answer]:  # type: ignore[override]
        for folder, url in self.to.items():
            if path.startswith(f"{folder}/"):
                return [redirect(url + "redirected")]
        return super().get(path, other)


# What one script does, and how its listing ends: None where its button is read to the end.
DEEDS: dict[str, tuple[str, str | None]] = {
    "economy": (
        "<script>onload = () => setTimeout(() => { while (true); }, 50);</script>",
        "stuck",
    ),
    "health": ("<script>onload = () => { while (true) alert('Buy!'); };</script>", "browser_stuck"),
    "sports": (
        """<script>onload = () =>
          document.body.append(document.createComment("x".repeat(2e7)));</script>""",
        "too_large",
    ),
    "science": (
        """<script>onload = () => { const kept = []; setInterval(() => {
          kept.push(new Uint8Array(2e7).fill(kept.length + 1)) }, 10); };</script>""",
        "browser_memory",
    ),
    "politics": (
        """<script>for (let n = 0; n < 20; n++) document.body.insertAdjacentHTML("beforeend",
          `<iframe src="/endless?${n}"></iframe>`);
        for (let n = 0; n < 400; n++) fetch("/flood?" + n).catch(() => 0);
        for (let n = 0; n < 200; n++) window.open("/popup?" + n);
        addEventListener("beforeunload", (event) => event.preventDefault());</script>""",
        None,
    ),
}


def test_scripts_without_end_cost_their_listing_alone(tmp_path: Path) -> None:
    answers = site(**{section: script for section, (script, _) in DEEDS.items()})
    head = answer(content_length=None, content_disposition="attachment")
    answers |= {f"/endless?{n}": Stream(head, bytes(2**20), times=10_000) for n in range(20)}
    with serve(answers) as running:
        arguments = {"sections": ",".join(DEEDS), "follow": "none"}
        run = crawl("articles", running.url, tmp_path, arguments, {"DOWNLOAD_TIMEOUT": "8"})
    ended = {one["label"].lower(): one["ended_by"] for one in run.manifest["listings"]}
    failed = {one["url"]: one["reason"] for one in run.manifest["failures"]}
    for section, (_, why) in DEEDS.items():
        assert ended[section] == ("failed" if why else "end"), (section, run.log)
        if why:
            assert why in failed[f"{running.url}news/{section}"]
    assert (run.code, run.manifest["status"]) == (3, "partial")
    # What stands on the pages themselves is got, and of the last what its button brings.
    assert len(run.articles) == 2 * (len(DEEDS) - 1) + 6
    assert len([path for path in running.paths() if "/flood" in path]) <= OPENING + 9 * CLICK
    assert "Traceback" not in run.log


def test_a_run_that_is_told_to_end_does_not_wait_for_a_script(tmp_path: Path) -> None:
    hangs, _ = DEEDS["economy"]
    with serve(site(politics=f'{hangs}<script src="/last.js"></script>')) as running:
        process = start("articles", running.url, tmp_path, POLITICS)
        running.wait_for("/last.js")
        family = descendants(process.pid)
        assert any("chrom" in name for name in family.values())
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=15)  # an eighth of what an opening may take
    assert process.returncode == 3, log
    assert "Traceback" not in log
    # They were ended before the run was, and some take a moment to be gone.
    await_end(family, 5)
