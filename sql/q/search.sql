-- SPDX-License-Identifier: EUPL-1.2
-- The one box.

-- name: search_doc_add :insert
INSERT INTO search_doc (ticket_id, message_id, text) VALUES (:ticket_id, nullif(:message_id, 0), :text);

-- name: search_index_add :exec
-- The entry of the row just added, with the very same text.
INSERT INTO search (rowid, text) VALUES (:id, :text);

-- name: search_index_drop :exec
-- Before the rows themselves: the index must be told the old text exactly, or the old words stay.
INSERT INTO search (search, rowid, text) SELECT 'delete', id, text FROM search_doc WHERE ticket_id = :ticket_id;

-- name: search_doc_drop :exec
DELETE FROM search_doc WHERE ticket_id = :ticket_id;

-- name: search_page :many
-- Newest documents first, without ranking: the cost is that of the page, not of all hits.
-- param: match text
-- param: before_id int
SELECT s.rowid AS doc_id, d.ticket_id FROM search s JOIN search_doc d ON d.id = s.rowid
 WHERE s.search MATCH :match AND s.rowid < :before_id
 ORDER BY s.rowid DESC LIMIT :n;

-- name: search_seen :one
-- Did a newer document of this ticket, on a page before this one, hold the words as well?
-- param: match text
-- param: from_id int
-- col: n int
SELECT count(*) AS n FROM search_doc d CROSS JOIN search s ON s.rowid = d.id
 WHERE d.ticket_id = :ticket_id AND d.id >= :from_id AND s.search MATCH :match;
