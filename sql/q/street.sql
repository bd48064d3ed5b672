-- SPDX-License-Identifier: EUPL-1.2
-- The streets of the body.

-- name: street_area :one
SELECT area_id FROM street WHERE folded = :folded;

-- name: street_row :one
SELECT id, name, area_id, source FROM street WHERE folded = :folded;

-- name: street_by_word :many
-- Streets one of whose words begins with something: it lies in [from, until).
-- param: from_text text
-- param: until_text text
SELECT s.id, s.name, s.folded, a.name AS area
  FROM street_word w JOIN street s ON s.id = w.street_id LEFT JOIN area a ON a.id = s.area_id
 WHERE w.word >= :from_text AND w.word < :until_text ORDER BY w.word, w.street_id LIMIT :n;

-- name: street_count :one
-- col: streets int
-- col: no_area int
SELECT count(*) AS streets, coalesce(sum(area_id IS NULL), 0) AS no_area FROM street; -- scan-ok: a page of the settings counts some thousands

-- name: street_of_list :many
-- By folded name, so that a list in the same order is compared in one walk.
SELECT id, folded FROM street WHERE source = 'list' ORDER BY folded; -- scan-ok: all of them

-- name: street_add :insert
INSERT INTO street (area_id, name, folded, source) VALUES (nullif(:area_id, 0), :name, :folded, :source);

-- name: street_word_add :exec
INSERT INTO street_word (word, street_id) VALUES (:word, :street_id) ON CONFLICT DO NOTHING;

-- name: street_change :exec
UPDATE street SET name = :name, area_id = nullif(:area_id, 0) WHERE id = :id;

-- name: street_drop :exec
DELETE FROM street WHERE id = :id;

-- name: street_drop_of_ente :exec
DELETE FROM street WHERE source = 'ente'; -- scan-ok: all of them

-- name: street_drop_of_area :exec
DELETE FROM street WHERE source = 'ente' AND area_id = :area_id; -- scan-ok: a change of the settings looks at some thousands

-- name: street_count_of_areas :many
-- How many streets each area has, and how many of them came from the list.
-- col: n int
-- col: of_list int
SELECT area_id, count(*) AS n, sum(source = 'list') AS of_list FROM street WHERE area_id IS NOT NULL GROUP BY area_id; -- scan-ok: a page of the settings counts some thousands

-- name: street_pending_put :exec
INSERT INTO street_pending (id, token, rows) VALUES (1, :token, :rows)
ON CONFLICT (id) DO UPDATE SET token = excluded.token, rows = excluded.rows;

-- name: street_pending :one
SELECT rows FROM street_pending WHERE id = 1 AND token = :token;

-- name: street_pending_drop :exec
DELETE FROM street_pending WHERE id = 1;
