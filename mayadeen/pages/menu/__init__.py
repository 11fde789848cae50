"""The site's own menu: which sections, categories and regions there are, and where they lie."""

from mayadeen.pages.menu.find_menu import fallback, menu_of, read_menu
from mayadeen.pages.menu.menu import Entry, Menu

__all__ = ["Entry", "Menu", "fallback", "menu_of", "read_menu"]
