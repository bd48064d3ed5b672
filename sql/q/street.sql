-- SPDX-License-Identifier: EUPL-1.2
-- The streets of the body.

-- name: street_area :one
SELECT id, area_id, lat, lon, name FROM street WHERE folded = :folded;

-- name: street_row :one
SELECT id, name, area_id, source, lat, lon FROM street WHERE folded = :folded;

-- name: street_number_at :one
SELECT lat, lon FROM street_number WHERE street_id = :street_id AND door = :door;

-- name: street_box :kept
-- One row: what the streets lie in; n 0: none has a point.
-- col: n int
-- col: south int
-- col: north int
-- col: west int
-- col: east int
SELECT count(*) AS n, coalesce(min(lat), 0) AS south, coalesce(max(lat), 0) AS north, coalesce(min(lon), 0) AS west, coalesce(max(lon), 0) AS east
  FROM street WHERE lat <> 0 OR lon <> 0; -- scan-ok: once for each change of the registers; some thousands of rows

-- name: street_by_word :many
-- Streets one of whose words begins with something: it lies in [from, until).
-- param: from_text text
-- param: until_text text
SELECT s.id, s.name, s.folded, a.name AS area
  FROM street_word w JOIN street s ON s.id = w.street_id LEFT JOIN area a ON a.id = s.area_id
 WHERE w.word >= :from_text AND w.word < :until_text ORDER BY w.word, w.street_id LIMIT :n;

-- name: street_words :many
-- The words of all streets, for one that was typed wrong.
-- param: shortest int
-- param: longest int
SELECT DISTINCT word FROM street_word WHERE length(word) BETWEEN :shortest AND :longest ORDER BY word LIMIT :n; -- scan-ok: the index alone, only while a typed street is not known

-- name: street_count :one
-- col: streets int
-- col: no_area int
-- col: points int
-- col: numbers int
SELECT count(*) AS streets, coalesce(sum(area_id IS NULL), 0) AS no_area, coalesce(sum(lat <> 0 OR lon <> 0), 0) AS points,
       (SELECT count(*) FROM street_number) AS numbers FROM street; -- scan-ok: a page of the settings counts some thousands

-- name: street_of_list :many
-- By folded name, so that a list in the same order is compared in one walk.
SELECT id, folded FROM street WHERE source = 'list' ORDER BY folded; -- scan-ok: all of them

-- name: street_add :insert
INSERT INTO street (area_id, name, folded, source, lat, lon) VALUES (nullif(:area_id, 0), :name, :folded, :source, :lat, :lon);

-- name: street_word_add :exec
INSERT INTO street_word (word, street_id) VALUES (:word, :street_id) ON CONFLICT DO NOTHING;

-- name: street_change :exec
UPDATE street SET name = :name, area_id = nullif(:area_id, 0), lat = :lat, lon = :lon,
       source = CASE source WHEN 'stale' THEN 'ente' ELSE source END WHERE id = :id;

-- name: street_numbers_drop :exec
DELETE FROM street_number WHERE street_id = :street_id;

-- name: street_number_add :exec
INSERT INTO street_number (street_id, door, lat, lon) VALUES (:street_id, :door, :lat, :lon) ON CONFLICT DO NOTHING;

-- name: street_drop :exec
DELETE FROM street WHERE id = :id;

-- name: street_stale_of_ente :exec
-- The streets of the body's file, before it is loaded anew: those that are in it again keep their id and their house numbers.
UPDATE street SET source = 'stale' WHERE source = 'ente'; -- scan-ok: all of them

-- name: street_stale_of_area :exec
UPDATE street SET source = 'stale' WHERE source = 'ente' AND area_id = :area_id; -- scan-ok: a change of the settings looks at some thousands

-- name: street_leave_area :exec
-- Before the area goes: what came from the list of the registry office outlives it, with its house numbers.
UPDATE street SET area_id = NULL WHERE area_id = :area_id AND source = 'list'; -- scan-ok: an area goes once in years

-- name: street_count_of_areas :many
-- How many streets each area has, and how many of them came from the list.
-- col: n int
-- col: of_list int
SELECT area_id, count(*) AS n, sum(source = 'list') AS of_list FROM street WHERE area_id IS NOT NULL GROUP BY area_id; -- scan-ok: a page of the settings counts some thousands

-- name: street_drop_stale :exec
DELETE FROM street WHERE source = 'stale'; -- scan-ok: all of them
