"""Reports read the inventory, nothing else. One line per report; other packages add theirs by entry point."""

from __future__ import annotations

from scanner.lazy import Lazy, with_plugins

# format → write(inventory, target, lang="ja") -> Path
REPORTS: dict[str, Lazy] = {
    "html": Lazy("reports.html:write"),
    "csv": Lazy("reports.csv:write"),
    "json": Lazy("reports.json:write"),
    "sql-comments": Lazy("reports.catalogue.sql:write"),
    "openmetadata": Lazy("reports.catalogue.openmetadata:write"),
    "datahub": Lazy("reports.catalogue.datahub:write"),
}


def all_reports() -> dict[str, Lazy]:
    return with_plugins(REPORTS, "daicho.reports")
