-- Shops' data at rest: the rows of the one model.
--
-- What is read and written whole (a product with its variants, an order with its lines and parcels, a refund, a level of
-- stock) is one row: the columns that lists filter and sort by, and all of it as JSON in `doc`. Every row says where it came
-- from. connection_id is '' for the merchant's own shop here; `hash` is of `doc`, so that a repetition is known without
-- reading it; run_id and source_record are of rows that a run brought in: which run, and what the source sent, word for word.

CREATE TABLE shops (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    source_id TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    synced_at BIGINT NOT NULL,
    run_id TEXT,
    version BIGINT NOT NULL,
    deleted_at BIGINT,
    hash BYTEA NOT NULL,
    source_record BYTEA,
    doc TEXT NOT NULL,
    UNIQUE (merchant_id, connection_id, source_id)
);
CREATE INDEX shops_by_change ON shops (merchant_id, updated_at, id);

CREATE TABLE products (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    shop_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    source_id TEXT NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    synced_at BIGINT NOT NULL,
    run_id TEXT,
    version BIGINT NOT NULL,
    deleted_at BIGINT,
    hash BYTEA NOT NULL,
    source_record BYTEA,
    doc TEXT NOT NULL,
    UNIQUE (merchant_id, connection_id, source_id)
);
CREATE INDEX products_by_change ON products (merchant_id, updated_at, id);
CREATE INDEX products_by_creation ON products (merchant_id, created_at, id);

CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    shop_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    source_id TEXT NOT NULL,
    number TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    synced_at BIGINT NOT NULL,
    run_id TEXT,
    version BIGINT NOT NULL,
    deleted_at BIGINT,
    hash BYTEA NOT NULL,
    source_record BYTEA,
    doc TEXT NOT NULL,
    UNIQUE (merchant_id, connection_id, source_id)
);
CREATE INDEX orders_by_change ON orders (merchant_id, updated_at, id);
CREATE INDEX orders_by_creation ON orders (merchant_id, created_at, id);
CREATE INDEX orders_by_status ON orders (merchant_id, status);

CREATE TABLE refunds (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    shop_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    source_id TEXT NOT NULL,
    order_source_id TEXT NOT NULL,
    status TEXT NOT NULL,
    -- When it was asked for.
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    synced_at BIGINT NOT NULL,
    run_id TEXT,
    version BIGINT NOT NULL,
    deleted_at BIGINT,
    hash BYTEA NOT NULL,
    source_record BYTEA,
    doc TEXT NOT NULL,
    UNIQUE (merchant_id, connection_id, source_id)
);
CREATE INDEX refunds_by_change ON refunds (merchant_id, updated_at, id);
CREATE INDEX refunds_by_status ON refunds (merchant_id, status);
CREATE INDEX refunds_by_order ON refunds (merchant_id, connection_id, order_source_id);

CREATE TABLE stock_levels (
    id TEXT NOT NULL PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    shop_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    platform TEXT NOT NULL,
    product_id TEXT NOT NULL,
    variant_id TEXT NOT NULL,
    sku TEXT,
    -- Empty: the shop as a whole.
    warehouse_id TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    synced_at BIGINT NOT NULL,
    run_id TEXT,
    version BIGINT NOT NULL,
    deleted_at BIGINT,
    hash BYTEA NOT NULL,
    source_record BYTEA,
    doc TEXT NOT NULL,
    UNIQUE (merchant_id, connection_id, product_id, variant_id, warehouse_id)
);
CREATE INDEX stock_levels_by_change ON stock_levels (merchant_id, updated_at, id);
