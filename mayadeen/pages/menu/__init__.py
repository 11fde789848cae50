"""Read the site's menu: its sections, categories and regions, and their addresses."""

from mayadeen.pages.menu.find_menu import fallback, menu_of, read_menu
from mayadeen.pages.menu.menu import Entry, Menu

__all__ = ["Entry", "Menu", "fallback", "menu_of", "read_menu"]
