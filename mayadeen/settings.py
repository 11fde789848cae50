"""Scrapy's switches for this project; each departure shows Scrapy's default and the reason."""

import os
from importlib.util import find_spec
from pathlib import Path

from scrapy.settings import default_settings
from scrapy.utils.conf import closest_scrapy_cfg

# identity
BOT_NAME = "mayadeen"
SPIDER_MODULES = ["mayadeen.spiders"]
NEWSPIDER_MODULE = "mayadeen.spiders"
COMMANDS_MODULE = "mayadeen.commands"

# Who the site's people can write to. Set it before a crawl of the live site.
MAYADEEN_CONTACT = os.environ.get("MAYADEEN_CONTACT", "")
USER_AGENT = "mayadeen/0.1 (dataset crawler; {contact})"  # default "Scrapy/VERSION"

# this project
MAYADEEN_BASE_URL = "https://english.almayadeen.net/"
# Beside scrapy.cfg, wherever below it a command is given: two folders would be two ledgers.
_root = Path(closest_scrapy_cfg()).parent
_data = "data" if _root in (Path(), Path.cwd()) else str(_root / "data")
MAYADEEN_DATA_DIR = os.environ.get("MAYADEEN_DATA_DIR", _data)
# An SQLAlchemy URL; empty is `ledger.sqlite` in the data folder.
MAYADEEN_LEDGER = os.environ.get("MAYADEEN_LEDGER", "")
# Ages after publication at which a known post is due again; or `always`, or `never`.
MAYADEEN_REVISIT = "1h,6h,1d,3d,7d,30d"
# Listings that grow by a script: `auto` learns their requests in a browser, `never` starts none,
# `always` opens each listing that has no further pages, and clicks.
MAYADEEN_BROWSER = "auto"
# Chromium's path; empty is Playwright's own, or the system's.
MAYADEEN_CHROMIUM = os.environ.get("MAYADEEN_CHROMIUM", "")
MAYADEEN_ARCHIVE = ""
# Where the archives stand that `scrapy crawl captures` knows by name.
MAYADEEN_COMMONCRAWL_INDEX = "https://index.commoncrawl.org/"
MAYADEEN_COMMONCRAWL_DATA = "https://data.commoncrawl.org/"
MAYADEEN_WAYBACK = "https://web.archive.org/"
MAYADEEN_ARQUIVO = "https://arquivo.pt/wayback/"
MAYADEEN_FRONTIER = os.environ.get("MAYADEEN_FRONTIER", "")
MAYADEEN_LEASE = 120  # seconds of silence after which a node of a shared crawl counts as dead
# A JSON file with further houses and agencies; mayadeen/normalise/houses.json shows the shape.
MAYADEEN_HOUSES = ""

# politeness
ROBOTSTXT_OBEY = True  # default False
DOWNLOAD_DELAY = 1  # default 0; one request a second to the live site
DOWNLOAD_DELAY_JITTER = 0  # default 0.5, which would now and then halve the delay
CONCURRENT_REQUESTS = 1  # default 16; one site, one request in flight, and a stop that is prompt
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8
AUTOTHROTTLE_ENABLED = True  # default False; slower when the site is slow, never faster than above
AUTOTHROTTLE_START_DELAY = 1  # default 5; the delay above is polite from the first request on
MAYADEEN_CRAWL_DELAY_MAX = 30  # seconds; a longer Crawl-delay is cut to it, with a warning
MAYADEEN_RETRY_AFTER_MAX = 600  # seconds; a longer Retry-After is cut to it
MAYADEEN_BACKOFF = 2  # seconds of pause after a failure; doubles with each further one
MAYADEEN_BACKOFF_MAX = 120  # seconds
MAYADEEN_FAILURES = 20  # addresses in a row that fail end the run: the site is down
# Seconds without any progress that end the run; a time-out (DOWNLOAD_TIMEOUT) is some, a pause that
# the site or a delay asks for is none. 0 is never.
MAYADEEN_STALLED = 300
MAYADEEN_REFUSALS = 3  # refusals in a row that end the run
RETRY_TIMES = 3  # default 2; the pauses make it cheap for the site
RETRY_GIVE_UP_LOG_LEVEL = "WARNING"  # default ERROR; the ledger keeps it, a later run asks again

# limits
DOWNLOAD_TIMEOUT = 60  # default 180
DOWNLOAD_MAXSIZE = 2 * 1024 * 1024  # default 1 GiB; a page is below 1 MiB, sitemaps ask for more
DOWNLOAD_WARNSIZE = 1024 * 1024  # default 32 MiB
DEPTH_LIMIT = 20_000  # default 0, none; posts come from the ledger, so this counts listing pages
URLLENGTH_LIMIT = 4096  # default 2083; an Arabic address, encoded, is six times its letters
REDIRECT_MAX_TIMES = 5  # default 20
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False; anybody on the way could stand in for the site
MEMUSAGE_LIMIT_MB = 1024  # default 0, none; headers without end are bounded by nothing else
MEMUSAGE_CHECK_INTERVAL_SECONDS = 15  # default 60
METAREFRESH_MAXDELAY = 10  # default 100; what reloads itself after a minute is a page

# what leads to what
DOWNLOAD_HANDLERS = {
    # Scrapy's own for all but the few requests that are meant for a browser.
    "http": "mayadeen.downloader.handler.PacedDownloadHandler",
    "https": "mayadeen.downloader.handler.PacedDownloadHandler",
    # Nothing else is ever fetched.
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
DOWNLOADER_MIDDLEWARES = {
    # First of all: nothing that leaves the site reaches robots.txt or a slot.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "mayadeen.middlewares.own_hosts.OwnHosts": 50,
    # Before robots.txt: costs nothing, asks nothing.
    "mayadeen.middlewares.traps.Traps": 60,
    # In Scrapy's own place; ends the run where there are no rules to obey.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "mayadeen.middlewares.robots.Robots": 100,
    # In Scrapy's own place; pauses the whole site where Scrapy would ask again at once.
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "mayadeen.middlewares.retry.Retry": 550,
    # Before Retry hears of it: what an archive says of its own, and how fast it is asked.
    "mayadeen.middlewares.archives.Archives": 555,
    # In Scrapy's own places: a redirect is judged where it is met, so that its request fails.
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "mayadeen.middlewares.redirects.SiteMetaRefresh": 580,
    # Before refreshes and retries: a challenge refreshes itself, and its 503 does not pass.
    "mayadeen.middlewares.refusal.Refusal": 582,
    # Right after decompression: everything nearer the engine sees decoded text.
    "mayadeen.middlewares.content.Content": 585,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "mayadeen.middlewares.compression.Compression": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "mayadeen.middlewares.redirects.SiteRedirect": 600,
}
_UNUSED = {
    # Both run whatever Python they are sent.
    "scrapy.extensions.telnet.TelnetConsole",
    "scrapy.extensions.remote_control.RemoteControl",
    # Nothing here needs a session.
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
}
# Out of Scrapy's own lists, since it imports what is switched off, too: with these two a web server
# and the public suffixes, a tenth of a crawl's start.
EXTENSIONS_BASE = {
    name: order for name, order in default_settings.EXTENSIONS_BASE.items() if name not in _UNUSED
}
DOWNLOADER_MIDDLEWARES_BASE = {
    name: order
    for name, order in default_settings.DOWNLOADER_MIDDLEWARES_BASE.items()
    if name not in _UNUSED
}
SPIDER_MIDDLEWARES = {"mayadeen.middlewares.ledger_fault.LedgerFault": 10}
EXTENSIONS = {
    # Judges the run before RunLifecycle, which hears the same signal, settles its status.
    "mayadeen.extensions.monitors.Monitors": -20,
    # Opens the ledger and the run's folder before anything is written.
    "mayadeen.extensions.lifecycle.RunLifecycle": -10,
    # Stands in Scrapy's exporter's place: tells the ledger when a line is on disk.
    "scrapy.extensions.feedexport.FeedExporter": None,
    "mayadeen.extensions.feeds.Feeds": 0,
    "mayadeen.extensions.frontier.Frontier": 10,
    "mayadeen.extensions.lost_items.LostItems": 20,
    "mayadeen.extensions.field_stats.FieldStats": 30,
    "mayadeen.extensions.warc_writer.Archive": 40,
    "mayadeen.extensions.stall_watchdog.StallWatchdog": 45,
    "mayadeen.extensions.crawl_delay.CrawlDelay": 50,  # of robots.txt; hears a signal
    # Stands in the place of Scrapy's LogStats; after RunLifecycle, so that its line comes last.
    "scrapy.extensions.logstats.LogStats": None,
    "mayadeen.extensions.progress.Progress": 60,
    "mayadeen.extensions.notify.Notify": 70,  # where MAYADEEN_NOTIFY names a notifier
}
ITEM_PIPELINES = {
    "mayadeen.pipelines.text.TextPipeline": 100,
    "mayadeen.pipelines.addresses.AddressesPipeline": 150,
    "mayadeen.pipelines.dates.DatesPipeline": 200,
    "mayadeen.pipelines.attribution.AttributionPipeline": 300,
}

# what is written
FEED_EXPORT_ENCODING = "utf-8"  # default None: JSON with escapes, which nobody can read
FEED_EXPORTERS = {
    **dict.fromkeys(("jsonl", "jsonlines", "jl"), "mayadeen.extensions.lines.JsonLines"),
    "csv": "mayadeen.extensions.csv_feed.Cells",  # lists, objects, formulas
}
FEED_URI_PARAMS = "mayadeen.run.feed_params"
SPIDER_CONTRACTS = {"mayadeen.crawl.one_page.SiteContract": 5}  # `@site`, for `scrapy check`
# Scrapy's own keep a feed for a store elsewhere in a temporary file, which a crash takes along.
FEED_STORAGES = {
    "": "mayadeen.extensions.feed_storages.Appended",
    "file": "mayadeen.extensions.feed_storages.Appended",
    "s3": "mayadeen.extensions.feed_storages.KeptS3",
    "gs": "mayadeen.extensions.feed_storages.KeptGCS",
    "ftp": "mayadeen.extensions.feed_storages.KeptFTP",
}
FEEDS = {
    f"%(folder)s/{name}.jsonl": {
        "format": "jsonl",
        "item_classes": [f"mayadeen.items.{item}"],
        "store_empty": False,
    }
    for name, item in (
        ("articles", "Article"),
        ("links", "Link"),
        ("breaking", "Headline"),
        ("authors", "Author"),
    )
}

# the machine
CONCURRENT_ITEMS = 1  # default 100, a task each for every page; a page gives one item
# default True: for each page it reads the source of the callback anew; no callback here returns
WARN_ON_GENERATOR_RETURN_VALUE = False
if find_spec("uvloop"):
    ASYNCIO_EVENT_LOOP = "uvloop.Loop"  # default None; quicker, where it installs
LOG_LEVEL = "INFO"  # default DEBUG, which prints every item
# 1: the log as one JSON object a line.
MAYADEEN_LOG_JSON = os.environ.get("MAYADEEN_LOG_JSON", "0")
# Who is told of a run that is not complete: some of slack, telegram, discord. Spidermon's notifiers
# read the rest.
MAYADEEN_NOTIFY = os.environ.get("MAYADEEN_NOTIFY", "")
SPIDERMON_DISCORD_WEBHOOK_URL = os.environ.get("SPIDERMON_DISCORD_WEBHOOK_URL", "")
SPIDERMON_SLACK_SENDER_TOKEN = os.environ.get("SPIDERMON_SLACK_SENDER_TOKEN", "")
SPIDERMON_SLACK_SENDER_NAME = "mayadeen"
SPIDERMON_SLACK_RECIPIENTS = os.environ.get("SPIDERMON_SLACK_RECIPIENTS", "")
SPIDERMON_TELEGRAM_SENDER_TOKEN = os.environ.get("SPIDERMON_TELEGRAM_SENDER_TOKEN", "")
SPIDERMON_TELEGRAM_RECIPIENTS = os.environ.get("SPIDERMON_TELEGRAM_RECIPIENTS", "")
ADDONS = {
    "mayadeen.logs.plain_lines.PlainLog": 0,
    "mayadeen.logs.json_lines.JsonLog": 0,
    "mayadeen.logs.terminal.Terminal": 1,
    "mayadeen.extensions.user_agent.UserAgent": 5,
    "mayadeen.extensions.trial.Tools": 5,  # Scrapy's own tools work as in any project
    "mayadeen.nodes.addon.SharedCrawl": 10,  # where MAYADEEN_FRONTIER names a Redis
}
LOG_FORMATTER = "mayadeen.logs.formatter.QuietLogFormatter"
