"""One file per part of the report."""
