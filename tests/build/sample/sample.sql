-- SPDX-License-Identifier: EUPL-1.2
-- Statements of every kind.

-- name: sample_add :insert
-- The parameters stand in another order than the columns.
INSERT INTO sample (name, note, data, weight, at) VALUES (:name, :note, :data, :weight, nullif(:at, 0));

-- name: sample_row :one
SELECT id, name, note, data, weight, at FROM sample WHERE id = :id;

-- name: sample_after :many
-- The text holds ''quotes'', "names" and -- what is no comment.
SELECT id, name, 'it''s -- no "comment"; a \ and a ?' AS quoted FROM sample WHERE id > :after_id ORDER BY id LIMIT :n;
-- col: quoted text

-- name: sample_note :changes
UPDATE sample SET note = :note WHERE id <= :last_id;

-- name: sample_drop :exec
DELETE FROM sample WHERE id = :id;

-- name: sample_put :one
INSERT INTO sample (name, note) VALUES (:name, :note)
ON CONFLICT (name) DO UPDATE SET note = excluded.note RETURNING id, note;

-- name: sample_take :many
DELETE FROM sample WHERE id <= :last_id RETURNING id, name;
