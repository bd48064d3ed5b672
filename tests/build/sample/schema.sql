-- SPDX-License-Identifier: EUPL-1.2
-- A table with every type, for the tests of sqlgen.
CREATE TABLE sample (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    note   TEXT,
    data   BLOB,
    weight REAL NOT NULL DEFAULT 0,
    at     INTEGER
) STRICT;
