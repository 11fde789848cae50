"""The site's own menu: which sections, categories and regions there are, and where they lie."""

from mayadeen.pages.menu.menu import Entry, Menu
from mayadeen.pages.menu.reading import fallback, menu_of, read_menu

__all__ = ["Entry", "Menu", "fallback", "menu_of", "read_menu"]
