//! Real data out of a file: CSV or NDJSON into a merchant's own shop.
