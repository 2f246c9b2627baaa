//! The tables of the center, for both back ends. What arrived, was recorded, signed or noted is never changed or deleted:
//! by triggers in the embedded database, by the rights of the programs' roles in PostgreSQL (docs/center/rights.sql), and by there
//! being no statement in this folder that does it.

/// Version of the tables; a database of another one is refused.
pub(super) const VERSION: i64 = 2;

/// Every table, in words that [`of_sqlite`] and [`of_postgres`] translate. `verdict`, `cause`, `flags`, `kind` and
/// `outcome` are the words of the receipts and exports. Numbers are given by the statement that adds a row, but for
/// `NUMBERED` ones, which the database gives because rows are added by several at once.
const TABLES: &str = "
CREATE TABLE owner (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    version INTEGER NOT NULL,
    election INTEGER NOT NULL,
    package BLOB NOT NULL CHECK (length(package) = 32)
) STRICT;

-- Whoever decides holds this one row until its transaction ends.
CREATE TABLE turn (
    row INTEGER PRIMARY KEY CHECK (row = 1)
) STRICT;
INSERT INTO turn VALUES (1);

-- Everything that gateways brought, as it came: the sightings. A packet is here before it is decrypted; device, message
-- and chunk are what the gate saw in it, and absent if it is of no device of this center.
CREATE TABLE arrival (
    id NUMBERED PRIMARY KEY,
    at INTEGER,
    bearer TEXT NOT NULL,
    gateway TEXT NOT NULL,
    imei TEXT,
    cdr INTEGER NOT NULL,
    momsn INTEGER NOT NULL,
    session INTEGER NOT NULL,
    bytes BLOB,
    device INTEGER,
    message BLOB,
    chunk BLOB,
    outcome TEXT
) STRICT;
CREATE INDEX arrival_open ON arrival (id) WHERE outcome IS NULL;
CREATE INDEX arrival_device ON arrival (device, id);

CREATE TABLE part (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    message BLOB NOT NULL,
    header BLOB NOT NULL,
    chunk BLOB NOT NULL,
    UNIQUE (device, message, header, chunk)
) STRICT;

CREATE TABLE device (
    device INTEGER PRIMARY KEY,
    certificate BLOB NOT NULL,
    imei TEXT,
    card TEXT,
    revoked TEXT
) STRICT;
CREATE INDEX device_imei ON device (imei);

CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    message BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    station INTEGER,
    digest BLOB NOT NULL,
    bytes BLOB NOT NULL,
    authentic INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    cause TEXT,
    flags TEXT NOT NULL,
    note TEXT NOT NULL,
    arrived INTEGER,
    UNIQUE (device, message)
) STRICT;
CREATE INDEX record_number ON record (device, sequence);
CREATE INDEX record_station ON record (station, id);

CREATE TABLE receipt (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    message BLOB NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX receipt_message ON receipt (device, message, id);
CREATE TABLE receipt_number (
    device INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

CREATE TABLE leaf (
    place INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE
) STRICT;

-- What the leaves of the log at these places say of a publication.
CREATE TABLE statement (
    place INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE votes (
    votes BLOB NOT NULL,
    station INTEGER NOT NULL,
    PRIMARY KEY (votes, station)
) STRICT;

CREATE TABLE annulment (
    voids BLOB PRIMARY KEY CHECK (length(voids) = 12),
    officers TEXT NOT NULL
) STRICT;

-- Receipts on their way down. One row a message of a device: the newest receipt replaces one that waits. Of several
-- gateways the holder offers it, for a while.
CREATE TABLE departure (
    id INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    message BLOB NOT NULL,
    imei TEXT NOT NULL,
    bytes BLOB NOT NULL,
    urgent INTEGER NOT NULL,
    partial INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    queued TEXT,
    told TEXT,
    holder INTEGER,
    held_until INTEGER
) STRICT;
CREATE INDEX departure_open ON departure (id) WHERE queued IS NULL;
CREATE INDEX departure_message ON departure (device, message, id);

CREATE TABLE card (
    station INTEGER PRIMARY KEY,
    device INTEGER NOT NULL,
    at TEXT,
    outcome TEXT NOT NULL,
    details TEXT NOT NULL
) STRICT;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at INTEGER,
    event TEXT NOT NULL,
    good INTEGER NOT NULL,
    device INTEGER,
    station INTEGER,
    details TEXT NOT NULL
) STRICT;
";

const GUARDS: &str = "
CREATE TRIGGER arrival_delete BEFORE DELETE ON arrival
BEGIN SELECT RAISE(ABORT, 'what arrived stays'); END;
CREATE TRIGGER arrival_update BEFORE UPDATE OF
    at, bearer, gateway, imei, cdr, momsn, session, bytes, device, message, chunk ON arrival
BEGIN SELECT RAISE(ABORT, 'what arrived stays as it came'); END;
CREATE TRIGGER record_delete BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'a record stays'); END;
CREATE TRIGGER record_update BEFORE UPDATE OF device, message, sequence, kind, digest, bytes, arrived ON record
BEGIN SELECT RAISE(ABORT, 'of a record only its standing changes'); END;
CREATE TRIGGER receipt_delete BEFORE DELETE ON receipt
BEGIN SELECT RAISE(ABORT, 'a receipt stays'); END;
CREATE TRIGGER receipt_update BEFORE UPDATE ON receipt
BEGIN SELECT RAISE(ABORT, 'a receipt stays as it was signed'); END;
CREATE TRIGGER leaf_delete BEFORE DELETE ON leaf BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER leaf_update BEFORE UPDATE ON leaf BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER statement_delete BEFORE DELETE ON statement BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER statement_update BEFORE UPDATE ON statement BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
CREATE TRIGGER event_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END;
CREATE TRIGGER event_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the event log only grows'); END;
";

/// The tables as SQLite reads them.
pub(super) fn of_sqlite() -> String {
    format!("{}{GUARDS}", TABLES.replace(" NUMBERED ", " INTEGER "))
}

/// The tables as PostgreSQL reads them, and engines that speak its protocol.
pub(super) fn of_postgres() -> String {
    TABLES
        .replace(" STRICT", "")
        .replace(" NUMBERED ", " BIGINT GENERATED BY DEFAULT AS IDENTITY ")
        .replace(" INTEGER", " BIGINT")
        .replace(" BLOB", " BYTEA")
}
