"""Write CSV as a release does, for `-O out.csv`."""

from __future__ import annotations

from typing import Any

from itemadapter import ItemAdapter
from scrapy.exporters import CsvItemExporter

from mayadeen.normalise.cells import cell


class Cells(CsvItemExporter):
    """Scrapy's own writes lists with bare commas, objects as Python writes them, and formulas."""

    def export_item(self, item: Any) -> None:
        """Write a row of cells."""
        super().export_item({name: cell(value) for name, value in ItemAdapter(item).items()})
