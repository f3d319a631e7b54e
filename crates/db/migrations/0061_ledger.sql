-- What apps do, day by day: calls by operation, refusals by code, and network addresses. The gateway sums up in memory and
-- adds to these rows now and then.

CREATE TABLE usage_operations (
    app_id TEXT NOT NULL,
    -- Empty for what an app asks for itself.
    merchant_id TEXT NOT NULL,
    -- Days since 1970-01-01, UTC.
    day BIGINT NOT NULL,
    operation TEXT NOT NULL,
    calls BIGINT NOT NULL,
    -- Of the calls: those that were refused, and those that failed by our fault. The others succeeded.
    refused BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    records_read BIGINT NOT NULL,
    records_written BIGINT NOT NULL,
    -- How long calls took: up to 1, 3, 10, 30, 100, 300, 1000 ms, and longer.
    took_1 BIGINT NOT NULL,
    took_3 BIGINT NOT NULL,
    took_10 BIGINT NOT NULL,
    took_30 BIGINT NOT NULL,
    took_100 BIGINT NOT NULL,
    took_300 BIGINT NOT NULL,
    took_1000 BIGINT NOT NULL,
    took_longer BIGINT NOT NULL,
    PRIMARY KEY (app_id, merchant_id, day, operation)
);
CREATE INDEX usage_operations_by_day ON usage_operations (day, app_id);
CREATE INDEX usage_operations_by_app ON usage_operations (app_id, day);

CREATE TABLE usage_refusals (
    app_id TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    operation TEXT NOT NULL,
    code TEXT NOT NULL,
    calls BIGINT NOT NULL,
    PRIMARY KEY (app_id, merchant_id, day, operation, code)
);
CREATE INDEX usage_refusals_by_day ON usage_refusals (day);
CREATE INDEX usage_refusals_by_app ON usage_refusals (app_id, day);

CREATE TABLE usage_addresses (
    app_id TEXT NOT NULL,
    merchant_id TEXT NOT NULL,
    day BIGINT NOT NULL,
    -- An IPv4 address, the /64 of an IPv6 address, or 'other'.
    address TEXT NOT NULL,
    calls BIGINT NOT NULL,
    PRIMARY KEY (app_id, merchant_id, day, address)
);
CREATE INDEX usage_addresses_by_day ON usage_addresses (day);

-- Of calls that were counted before, only the number is known. The older table is no longer read or written; it goes when no
-- older release runs any more.
INSERT INTO usage_operations (app_id, merchant_id, day, operation, calls, refused, failed, records_read, records_written, took_1,
    took_3, took_10, took_30, took_100, took_300, took_1000, took_longer)
SELECT app_id, merchant_id, day, 'unknown', calls, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM usage_days;
