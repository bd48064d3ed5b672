-- SPDX-License-Identifier: EUPL-1.2
-- The points of requests.

-- name: place_point :one
SELECT lat, lon, origin FROM ticket_point WHERE ticket_id = :ticket_id;

-- name: place_point_put :exec
INSERT INTO ticket_point (ticket_id, lat, lon, cell, origin) VALUES (:ticket_id, :lat, :lon, :cell, :origin)
ON CONFLICT (ticket_id) DO UPDATE SET lat = excluded.lat, lon = excluded.lon, cell = excluded.cell, origin = excluded.origin;

-- name: place_point_drop :exec
DELETE FROM ticket_point WHERE ticket_id = :ticket_id;

-- name: place_in_cell :many
-- The newest of one cell of the grid.
SELECT p.ticket_id, p.lat, p.lon, p.origin, t.open, t.category_id
  FROM ticket_point p JOIN ticket t ON t.id = p.ticket_id
 WHERE p.cell = :cell ORDER BY p.ticket_id DESC LIMIT :n;

-- name: place_streets :many
-- Streets whose middle lies in a frame.
-- param: south int
-- param: north int
-- param: west int
-- param: east int
SELECT name, lat, lon FROM street
 WHERE lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east ORDER BY lat LIMIT :n;
