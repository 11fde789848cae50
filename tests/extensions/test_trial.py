"""Scrapy's own tools, and spiders that are not ours, in this project."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import sys
from dataclasses import asdict

import pytest
from scrapy import Spider
from scrapy.exporters import CsvItemExporter
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings
from scrapy.utils.test import get_crawler

from mayadeen.extensions.csv_feed import Cells
from mayadeen.extensions.trial import Tools, is_trial
from mayadeen.extensions.user_agent import UserAgent
from mayadeen.items import Article, Image, Video
from mayadeen.normalise.cells import cell
from mayadeen.spiders.articles import ArticlesSpider
from tests.crawl import QUICK, Because, crawl, run_to_end
from tests.replica import serve


@pytest.fixture(scope="module")
def site():
    with serve(posts=40, seed=2) as served:
        yield served


def tool(site, data, name, *given, url=""):
    settings = {**QUICK, "MAYADEEN_BASE_URL": site.url, "MAYADEEN_DATA_DIR": data}
    line = [
        *(sys.executable, "-m", "scrapy", name, *given, *([url] if url else [])),
        *(part for pair in settings.items() for part in ("-s", "{}={}".format(*pair))),
    ]
    return run_to_end(line, timeout=60)


def test_the_shell_leaves_neither_ledger_nor_run(site, tmp_path):
    shown = "(spider.name, response.status, spider.run.base_url)"
    ended = tool(site, tmp_path / "data", "shell", "--spider=articles", "-c", shown, url=site.url)
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), ended.stderr
    assert f"('articles', 200, '{site.url}')" in ended.stdout
    assert not (tmp_path / "data").exists()


def test_a_spider_keeps_its_contract(site, tmp_path):
    ended = tool(site, tmp_path / "data", "check", "articles")
    assert (ended.returncode, "OK" in ended.stderr) == (0, True), ended.stderr
    assert not (tmp_path / "data").exists()


def test_each_spider_has_a_contract():
    for name in SpiderLoader.from_settings(get_project_settings()).list():
        spider = SpiderLoader.from_settings(get_project_settings()).load(name)
        assert "@site\n" in (spider.parse.__doc__ or ""), name


def test_parse_reads_one_post(site, tmp_path):
    post = site.truth[-1]
    ended = tool(site, tmp_path / "data", "parse", "--spider=videos", "--nolog", url=post["url"])
    assert f"'post_id': '{post['post_id']}'" in ended.stdout
    assert not (tmp_path / "data").exists()


PLAIN = """
import scrapy
class Plain(scrapy.Spider):
    name = "plain"
    start_urls = [{url!r}]
    def parse(self, response):
        yield {{"title": "=1+1", "tags": ["a|b", "c"]}}
        yield from ([] if response.meta["depth"] else [response.follow("/news")])
"""


def test_a_spider_of_the_users_own_runs_as_in_any_project(site, tmp_path):
    file = tmp_path / "plain.py"
    file.write_text(PLAIN.format(url=site.url))
    ended = tool(site, tmp_path / "data", "runspider", str(file), "-O", str(tmp_path / "o.csv"))
    assert "Traceback" not in ended.stderr
    assert "{contact}" not in ended.stderr
    assert (tmp_path / "o.csv").read_text().splitlines() == [
        "title,tags",
        *2 * ["'=1+1,a\\|b | c"],
    ]


VIDEO = '{"url":"u|v","platform":null,"video_id":null,"duration_seconds":3}'


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (3, 3),
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("\u200b ＝HYPERLINK()", "'\u200b ＝HYPERLINK()"),
        ("'-1", "''-1"),
        (["a", "b|c", "d\\e"], "a | b\\|c | d\\\\e"),
        (["@x", "y"], "'@x | y"),
        ([], ""),
        ({"title": "page"}, "title=page"),
        ([{"url": "u", "alt": None}], '{"url":"u","alt":null}'),
        (Video(url="u|v", duration_seconds=3), VIDEO),
        ([Video(url="u|v", duration_seconds=3)], VIDEO.replace("|", "\\|")),
    ],
)
def test_a_cell(value, shown):
    assert cell(value) == shown


def test_csv_has_no_reprs_of_python():
    file = io.BytesIO()
    exporter = Cells(file)
    assert isinstance(exporter, CsvItemExporter)
    exporter.start_exporting()
    item = Article(
        url="https://x.example/1",
        edition="en",
        discovered_via="start",
        fetched_at="2026-01-01",
        title="-a dash",
        tags=["one", "two"],
        images=[Image(url="https://x.example/1.jpg")],
        field_sources={"title": "page"},
    )
    exporter.export_item(item)
    exporter.finish_exporting()
    [row] = csv.DictReader(io.StringIO(file.getvalue().decode()))
    assert list(row) == list(asdict(item))
    told = (row["title"], row["tags"], row["field_sources"], row["body"])
    assert told == ("'-a dash", "one | two", "title=page", "")
    assert json.loads(row["images"])["url"] == "https://x.example/1.jpg"


def test_a_run_of_our_own_is_no_trial():
    assert not is_trial(ArticlesSpider, Settings())
    settings = Settings({"ITEM_PIPELINES": {"mayadeen.pipelines.text.TextPipeline": 100}})
    Tools.from_crawler(get_crawler(ArticlesSpider)).update_settings(settings)
    assert settings.getdict("ITEM_PIPELINES")


def test_the_user_agent_names_the_contact():
    settings = Settings({"USER_AGENT": "m ({contact})", "MAYADEEN_CONTACT": "a@b.example"})
    UserAgent().update_settings(settings)
    assert settings["USER_AGENT"] == "m (a@b.example)"


def test_of_other_spiders_only_what_the_user_set_is_left():
    own = {"mayadeen.pipelines.text.TextPipeline": 100, "theirs.Pipeline": 900}
    settings = Settings({"ITEM_PIPELINES": own})
    Tools.from_crawler(get_crawler(Spider)).update_settings(settings)
    assert settings.getdict("ITEM_PIPELINES") == {"theirs.Pipeline": 900}


def test_a_pipeline_of_the_users_own_may_give_dicts(site, tmp_path):
    (tmp_path / "own.py").write_text(
        "from itemadapter import ItemAdapter\n"
        "class AsDict:\n"
        "    def process_item(self, item):\n"
        "        return {**ItemAdapter(item).asdict(), 'mine': 1}\n"
    )
    import mayadeen.settings as project

    pipelines = json.dumps({**project.ITEM_PIPELINES, "own.AsDict": 900})
    with contextlib.ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setitem(os.environ, "PYTHONPATH", str(tmp_path))
        changed = Because("a pipeline of the user's own", ITEM_PIPELINES=pipelines)
        ended = crawl("articles", site.url, tmp_path / "data", {"limit": "2"}, changed)
    assert ended.ending == (0, "complete", "limit")
    assert [(post["mine"], bool(post["published_at"])) for post in ended.articles] == 2 * [
        (1, True)
    ]
    assert ended.lines("links")
