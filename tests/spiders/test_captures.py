"""Posts out of web archives: all that was captured comes, nothing damaged does, none twice."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta

from tests.archives.posts import EARLY, LATE, MIDDLE, SITE, befallen, capture, pages
from tests.archives.standin import SLOW_DOWN, Archive, Captured, Crawl, serve
from tests.crawl import Because, crawl, kill, runs, start


def settings(archive):
    return Because("the archives are the stand-in's", **archive.settings)


def ask(archive, data, site=SITE, **arguments):
    return crawl("captures", f"{site}/", data, arguments, settings(archive))


def readings(run):
    """For each post the months of its lines, in the order of the feed, with their numbers."""
    found = defaultdict(list)
    for article in run.articles:
        found[article["url"]].append((article["fetched_at"][:7], article["revision"]))
    return dict(found)


def as_told(named):
    """The same as `befallen` tells it."""
    return {
        captures[0].url.partition("?")[0]: [(month, n) for n, month in enumerate(months, 1)]
        for _, captures, months in named
    }


def times(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def test_common_crawl_with_all_that_goes_wrong(tmp_path):
    given = pages(13)
    named = list(befallen(given))
    cut, damaged, lone = given[10:13]
    captures = [one for _, group, _ in named for one in group]
    captures += [capture(cut, EARLY), replace(capture(cut, MIDDLE, "Cut"), truncated="length")]
    captures += [capture(damaged, EARLY)]
    captures += [replace(capture(damaged, MIDDLE, "Damaged"), befell="damaged")]
    captures += [replace(capture(lone, MIDDLE), truncated="time")]
    elsewhere = Captured("https://aaa.example/", EARLY, b"<html>")
    crawls = [
        Crawl(f"CC-MAIN-2024-{week}", [elsewhere, *(o for o in captures if o.at == at)])
        for week, at in (("10", EARLY), ("38", MIDDLE), ("46", LATE))
    ]
    busy = (503, {"Content-Type": "application/xml"}, SLOW_DOWN)
    faults = {
        "/CC-MAIN-2024-38-index": [busy, (504, {}, b"")],
        "/crawl-data": [busy, (429, {}, b""), (502, {}, b"")],
    }
    with serve(Archive(crawls=crawls, faults=faults)) as archive:
        run = ask(archive, tmp_path, source="commoncrawl", captures="all")
    assert run.ending == (3, "partial", "finished")
    wanted = as_told(named) | {one[0]: [("2024-03", 1)] for one in (cut, damaged)}
    assert readings(run) == wanted
    assert [one["reason"] for one in run.manifest["failures"]] == ["capture_truncated"]
    assert run.manifest["failures"][0]["url"] == lone[0]
    between = {a["url"]: a["gone_between"] for a in run.articles if a["gone_between"]}
    expected = {
        group[0].url: [times(EARLY), times(MIDDLE)]
        for name, group, _ in named
        if name in ("withdrawn", "led home")
    }
    assert between == expected
    assert set(run.manifest["gone"]) == set(expected)
    assert run.manifest["passed_by"] == {
        "revisit": 1,
        "404": 2,
        "410": 1,
        "301": 2,
        "403": 1,
        "challenge": 1,
        "truncated": 2,
        "damaged": 1,
        "duplicate": 1,
    }
    told = run.manifest["captures"]["sources"]["commoncrawl"]
    assert told["listed"] == len(captures)
    assert told["read"] == sum(map(len, wanted.values()))
    assert told["listed"] == sum(
        number for name, number in told.items() if name not in ("listed", "posts", "first", "last")
    )
    assert run.manifest["captures"]["months_without"] == [
        f"2024-{month:02}" for month in (4, 5, 6, 7, 8, 10)
    ]
    one = next(a for a in run.articles if a["url"] == cut[0])
    assert one["discovered_via"] == "commoncrawl"
    assert one["archived"]["captured_at"] == one["fetched_at"] == times(EARLY)
    assert one["archived"]["address"] == one["discovered_from"]
    assert one["archived"]["digest"] == capture(cut, EARLY).digest
    assert {link["observed_at"] for link in run.lines("links")} <= {
        times(at) for at in (EARLY, MIDDLE, LATE)
    }


def test_wayback_with_all_that_goes_wrong(tmp_path):
    given = pages(16)
    named = list(befallen(given))
    other, lost, excluded, page_of_exclusion, cut, strange = given[10:16]
    captures = [one for _, group, _ in named for one in group]
    captures += [capture(other, EARLY), replace(capture(other, MIDDLE, "Other"), befell="other")]
    captures += [capture(lost, EARLY), replace(capture(lost, MIDDLE, "Lost"), befell="lost")]
    captures += [replace(capture(excluded, at, str(at)), befell="excluded") for at in (EARLY, LATE)]
    captures += [replace(capture(page_of_exclusion, EARLY), befell="excluded_page")]
    limits = Captured(strange[0], MIDDLE, b"<html>slow down", 429)
    captures += [capture(strange, EARLY), limits]
    told_so = (("cf-mitigated", "challenge"),)
    captures += [capture(cut, EARLY), replace(capture(cut, MIDDLE, "Challenged"), headers=told_so)]
    faults = {
        "/cdx/search/cdx": [(504, {}, b""), (429, {}, b"")],
        "/web/": [(503, {}, b"")],
    }
    with serve(Archive(captures, faults=faults, rows=5)) as archive:
        run = ask(archive, tmp_path, source="wayback", captures="all")
        again = ask(archive, tmp_path, source="wayback", captures="all")
        asked = archive.fetched()
    assert run.ending == (0, "complete", "finished")
    wanted = as_told(named) | {one[0]: [("2024-03", 1)] for one in (other, lost, cut, strange)}
    assert readings(run) == wanted
    assert run.manifest["passed_by"] == {
        "revisit": 1,
        "404": 2,
        "410": 1,
        "301": 2,
        "403": 1,
        "429": 1,
        "challenge": 2,
        "excluded": 2,
        "other_capture": 1,
        "lost": 1,
        "duplicate": 1,
    }
    between = {a["url"] for a in run.articles if a["gone_between"]}
    assert between == {g[0].url for name, g, _ in named if name in ("withdrawn", "led home")}
    # What was asked for is not asked for again, but for what its store had not.
    assert again.ending == (0, "complete", "finished")
    assert again.articles == []
    repeated = [path for path, number in Counter(asked).items() if number > 1]
    assert len(repeated) == 2  # the one that was answered 503 first, and the lost one
    assert f"{MIDDLE:%Y%m%d%H%M%S}id_/{lost[0]}" in "".join(path for path, _ in repeated)


def test_killed_three_times_and_run_again(tmp_path):
    moments = (EARLY, MIDDLE, LATE)
    captures = [capture(page, at, f"Edited in {at:%B}") for page in pages(8) for at in moments]
    arguments = {"source": "wayback", "captures": "all"}
    with serve(Archive(captures)) as archive:
        given = ("captures", f"{SITE}/", tmp_path, arguments)
        slow = Because("so that it can be killed in between", **archive.settings)
        slow["DOWNLOAD_DELAY"] = "0.3"
        for number in (4, 10, 16):
            process = start(*given, settings=slow)
            archive.wait_for(number)
            kill(process)
        last = crawl(*given, settings(archive))
        asked = Counter(archive.fetched())
    assert last.ending == (0, "complete", "finished")
    lines = [line for folder in runs(tmp_path, "captures") for line in read(folder)]
    got = Counter((line["url"], line["fetched_at"]) for line in lines)
    assert set(got) == {(one.url, times(one.at)) for one in captures}
    # In flight at a kill are a request, and what the feed brought to disk within the last second.
    assert sum(asked.values()) - len(captures) <= 3 * 5
    numbers = defaultdict(list)
    for line in sorted(lines, key=lambda line: line["fetched_at"]):
        if line["revision"] not in numbers[line["url"]]:
            numbers[line["url"]].append(line["revision"])
    assert set(map(tuple, numbers.values())) == {(1, 2, 3)}


def read(folder):
    path = folder / "articles.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_thousand_lines_cost_ten_requests_at_most(tmp_path):
    page = Captured(f"{SITE}/news/politics/one", EARLY, b"<html>")
    captures = [replace(page, at=EARLY + timedelta(minutes=n), body=b"%d" % n) for n in range(1000)]
    with serve(Archive(captures)) as archive:
        names = ["wayback", f"{archive.url}press"]
        run = ask(archive, tmp_path, source=",".join(names), count="yes")
    assert run.ending == (0, "complete", "finished")
    told = run.manifest["captures"]["sources"]
    assert {name: told[name]["listed"] for name in told} == dict.fromkeys(names, 1000)
    assert len(archive.log) <= 10
    assert archive.fetched() == []


def test_counting_sixty_crawls_costs_130_requests_at_most(tmp_path):
    given = pages(3)
    crawls = [
        Crawl(
            f"CC-MAIN-{2021 + number // 12}-{number % 12 + 10}",
            [capture(page, EARLY - timedelta(days=30 * (60 - number))) for page in given],
        )
        for number in range(60)
    ]
    with serve(Archive(crawls=crawls)) as archive:
        run = ask(archive, tmp_path, source="commoncrawl", count="yes")
    assert run.ending == (0, "complete", "finished")
    assert len(archive.log) <= 130
    told = run.manifest["captures"]
    assert told["sources"]["commoncrawl"]["listed"] == 180
    assert sum(month["captures"] for month in told["by_month"].values()) == 180
    assert "commoncrawl: 180 captures of 3 posts" in run.printed
    assert run.articles == []


def test_what_two_archives_hold_is_fetched_once_and_kept_as_warc(tmp_path):
    in_both, in_one, edited = pages(3)
    both = [capture(in_both, EARLY), capture(edited, EARLY)]
    captures = [*both, capture(in_one, MIDDLE), capture(edited, LATE, "A correction")]
    archived = Archive(
        captures, [Crawl("CC-MAIN-2024-10", [replace(one, at=one.at) for one in both])]
    )
    with serve(archived) as archive:
        given = settings(archive)
        given["MAYADEEN_ARCHIVE"] = str(tmp_path / "warc")
        arguments = {"source": "commoncrawl,wayback", "captures": "all"}
        run = crawl("captures", f"{SITE}/", tmp_path, arguments, given)
        asked = archive.fetched()
    assert run.ending == (0, "complete", "finished")
    assert sorted((a["url"], a["discovered_via"], a["revision"]) for a in run.articles) == sorted(
        [
            (in_both[0], "commoncrawl", 1),
            (in_one[0], "wayback", 1),
            (edited[0], "commoncrawl", 1),
            (edited[0], "wayback", 2),
        ]
    )
    assert len(asked) == len(set(asked)) == 4
    again = crawl("warc", f"{SITE}/", tmp_path, {"path": str(tmp_path / "warc" / "*.warc.gz")})
    assert story(again) == story(run)


def story(run):
    """What was read, without what tells of the way to it."""
    way = {"discovered_via", "discovered_from", "archived"}
    lines = [{n: a[n] for n in a if n not in way} for a in run.articles]
    return sorted(lines, key=lambda line: (line["url"], line["fetched_at"]))


def test_a_wrong_source_is_a_bad_argument(tmp_path):
    run = crawl("captures", f"{SITE}/", tmp_path, {"source": "internet"})
    assert run.ending == (2, "bad_argument", "bad_argument")
    assert run.errors == [
        "Bad argument: source='internet': allowed is commoncrawl, wayback, arquivo, or the address"
        " of a pywb collection"
    ]
