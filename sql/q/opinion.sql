-- SPDX-License-Identifier: EUPL-1.2
-- What readers think of a page or of a service; of nobody in particular.

-- name: opinion_add :insert
INSERT INTO opinion (token_hash, at, about, page, stars) VALUES (:token_hash, :now_at, :about, :page, :stars);

-- name: opinion_by_token :one
SELECT id, at, about, page, stars, reason, text FROM opinion WHERE token_hash = :token_hash;

-- name: opinion_say :exec
UPDATE opinion SET stars = :stars, reason = :reason, text = :text WHERE id = :id;

-- name: opinion_words_sweep :exec
-- param: before_at int
UPDATE opinion SET text = '' WHERE text <> '' AND at < :before_at;

-- name: opinion_pages :many
-- param: since_at int
-- col: stars int
-- col: low int
-- scan-ok: read by the index in its order, a page and its stars, for one table of the responsabile
SELECT about, page, count(*) AS n, sum(stars) AS stars, sum(stars <= 2) AS low FROM opinion
 WHERE at >= :since_at GROUP BY about, page ORDER BY about, page LIMIT :n;

-- name: opinion_words :many
-- What was written lately, newest first.
-- param: since_at int
SELECT at, about, page, stars, reason, text FROM opinion WHERE text <> '' AND at >= :since_at ORDER BY at DESC LIMIT :n;

-- name: rating_offices :many
-- col: name text
-- How requests went, by the office that had them; of nobody in particular.
-- param: since_at int
-- col: stars int
-- col: low int
-- scan-ok: one row for each judgement, for one table of the responsabile
SELECT coalesce(s.name, '') AS name, count(*) AS n, sum(r.stars) AS stars, sum(r.stars <= 2) AS low
  FROM rating r JOIN ticket t ON t.id = r.ticket_id LEFT JOIN settore s ON s.id = t.settore_id
 WHERE r.at >= :since_at GROUP BY t.settore_id ORDER BY 1;
