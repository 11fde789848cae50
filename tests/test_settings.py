"""What the project's settings load, and what they keep away."""

from __future__ import annotations

from scrapy.utils.project import get_project_settings


def loaded(name: str) -> str:
    return " ".join(get_project_settings().get_component_priority_dict_with_base(name))


def test_nothing_that_runs_the_python_it_is_sent():
    extensions = loaded("EXTENSIONS")
    assert "CloseSpider" in extensions
    assert "Telnet" not in extensions
    assert "RemoteControl" not in extensions


def test_no_cookies():
    middlewares = loaded("DOWNLOADER_MIDDLEWARES")
    assert "OwnHosts" in middlewares
    assert "Cookies" not in middlewares
