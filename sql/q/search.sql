-- SPDX-License-Identifier: EUPL-1.2
-- The one box.

-- name: search_doc_add :insert
INSERT INTO search_doc (ticket_id, message_id, author) VALUES (:ticket_id, nullif(:message_id, 0), :author);

-- name: search_index_add :exec
-- Every document of this batch, in one statement: FTS5 writes out what it holds at each savepoint.
INSERT INTO search (rowid, text) SELECT id, text FROM search_text WHERE id >= :from_id;

-- name: search_index_drop :exec
-- Before anything else of the ticket is changed. Documents of this batch are not in the index yet.
INSERT INTO search (search, rowid, text)
SELECT 'delete', t.id, t.text FROM search_doc d JOIN search_text t ON t.id = d.id
 WHERE d.ticket_id = :ticket_id AND d.id < :before_id;

-- name: search_index_put :exec
-- What search_index_drop took away, once the words are changed.
INSERT INTO search (rowid, text)
SELECT t.id, t.text FROM search_doc d JOIN search_text t ON t.id = d.id
 WHERE d.ticket_id = :ticket_id AND d.id < :before_id;

-- name: search_doc_drop :exec
DELETE FROM search_doc WHERE ticket_id = :ticket_id;

-- name: search_page :many
-- Newest documents first: the cost is that of the page, not of all hits. How well each fits (db/fts): from positions alone.
-- param: match text
-- param: words int
-- param: before_id int
-- col: fit int
-- col: message_id int
SELECT s.rowid AS doc_id, d.ticket_id, coalesce(d.message_id, 0) AS message_id, closeness(search, :words) AS fit
  FROM search s JOIN search_doc d ON d.id = s.rowid
 WHERE s.search MATCH :match AND s.rowid < :before_id
 ORDER BY s.rowid DESC LIMIT :n;

-- name: search_last :one
-- col: id int
SELECT coalesce(max(id), 0) AS id FROM search_doc;

-- name: search_newest :many
-- The newest documents that hold a word (or one of some): from the end of its list, and no further. Bounded for words alone: of an AND,
-- and of the beginning of a word, the index itself puts together what there is.
-- param: match text
SELECT rowid AS doc_id FROM search WHERE search MATCH :match ORDER BY rowid DESC LIMIT :n;

-- name: search_fits :one
-- Is this ticket one of those wanted? Every filter may be absent (NULL, 0).
-- param: only_open int
-- col: n int
SELECT count(*) AS n FROM ticket t
 WHERE t.id = :ticket_id AND (:only_open = 0 OR t.open = 1) AND (:type IS NULL OR t.type = :type)
   AND (:state IS NULL OR t.state = :state) AND (:channel IS NULL OR t.channel = :channel)
   AND (:settore_id = 0 OR t.settore_id = :settore_id) AND (:category_id = 0 OR t.category_id = :category_id);

-- name: search_seen :one
-- Did a newer document of this ticket, on a page before this one, hold the words as well?
-- param: match text
-- param: from_id int
-- col: n int
SELECT count(*) AS n FROM search_doc d CROSS JOIN search s ON s.rowid = d.id
 WHERE d.ticket_id = :ticket_id AND d.id >= :from_id AND s.search MATCH :match;

-- name: search_any :one
-- Is there anything with these words?
-- param: match text
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM search s WHERE s.search MATCH :match LIMIT 1);

-- name: search_shown :one
-- The words of a hit, as they were written.
-- param: message_id int
-- col: subject text
-- col: body text
-- col: place text
-- col: author text
SELECT coalesce(m.subject, x.subject) AS subject, coalesce(m.body, x.body) AS body, CASE WHEN m.id IS NULL THEN x.place ELSE '' END AS place,
       CASE WHEN m.id IS NULL THEN d.author ELSE '' END AS author
  FROM search_doc d
  JOIN ticket_text x ON x.ticket_id = d.ticket_id
  LEFT JOIN message m ON m.id = d.message_id
 WHERE d.ticket_id = :ticket_id AND coalesce(d.message_id, 0) = :message_id;

-- name: search_author :one
-- Who wrote a request, as given with it.
SELECT author FROM search_doc WHERE ticket_id = :ticket_id AND message_id IS NULL;

-- name: search_person_tickets :many
-- Requests of those who have exactly this telephone, e-mail or tax code; "" = none. Newest first.
-- param: phone text
-- param: email text
-- param: tax_code text
-- param: before_id int
SELECT t.id FROM person p JOIN ticket t ON t.person_id = p.id WHERE p.phone = :phone AND p.phone <> '' AND t.id < :before_id
UNION
SELECT t.id FROM person p JOIN ticket t ON t.person_id = p.id WHERE p.email = :email AND p.email <> '' AND t.id < :before_id
UNION
SELECT t.id FROM person p JOIN ticket t ON t.person_id = p.id WHERE p.tax_code = :tax_code AND p.tax_code <> '' AND t.id < :before_id
ORDER BY 1 DESC LIMIT :n;

-- name: search_structure :one
-- Of what segments the index is made at the moment: another value while merging goes on.
SELECT block FROM search_data WHERE id = 10;

-- name: search_merge :exec
-- The words of what was forgotten stay in the segments of the index until these are merged (SQLite 3.40 has no secure-delete for FTS5).
-- Below zero: begins with all segments; above: goes on. So many pages.
-- param: pages int
INSERT INTO search (search, rank) VALUES ('merge', :pages);

-- name: search_purge_due :one
-- 0: nobody asked.
-- col: asked_at int
SELECT coalesce(max(ran_at), 0) AS asked_at FROM job WHERE name = 'search_purge';

-- name: search_purge_ask :exec
-- Each time another moment, also within one second: who is at it begins anew.
-- param: now_at int
INSERT INTO job (name, ran_at) VALUES ('search_purge', :now_at) ON CONFLICT (name) DO UPDATE SET ran_at = max(ran_at + 1, excluded.ran_at);

-- name: search_purge_end :exec
DELETE FROM job WHERE name = 'search_purge';
