-- SPDX-License-Identifier: EUPL-1.2
-- Drafts of the web form: rows of fields under a secret token.

-- name: draft_by_token :one
SELECT id, type, created_at, updated_at, ticket_id, mailed FROM draft WHERE token_hash = :token_hash;

-- name: draft_add :insert
INSERT INTO draft (token_hash, type, created_at, updated_at) VALUES (:token_hash, :type, :now_at, :now_at);

-- name: draft_touch :exec
UPDATE draft SET updated_at = :now_at WHERE id = :id;

-- name: draft_rename :exec
-- From now on under this token alone.
-- param: token_hash blob
UPDATE draft SET token_hash = :token_hash WHERE id = :id;

-- name: draft_sent :exec
UPDATE draft SET ticket_id = :ticket_id, updated_at = :now_at WHERE id = :id;

-- name: draft_field_put :exec
INSERT INTO draft_field (draft_id, name, value) VALUES (:draft_id, :name, :value)
ON CONFLICT (draft_id, name) DO UPDATE SET value = excluded.value;

-- name: draft_field_list :many
SELECT name, value FROM draft_field WHERE draft_id = :draft_id;

-- name: draft_fields_clear :exec
-- Once sent, the words live on the ticket only.
DELETE FROM draft_field WHERE draft_id = :draft_id;

-- name: draft_file_add :insert
INSERT INTO draft_file (draft_id, sha256, shown, name, mime, size_bytes, shown_bytes, key, placed, paper)
VALUES (:draft_id, :sha256, :shown, :name, :mime, :size_bytes, :shown_bytes, :key, :placed, :paper);

-- name: draft_file_list :many
SELECT id, sha256, shown, name, mime, size_bytes, shown_bytes, key, placed, paper FROM draft_file WHERE draft_id = :draft_id ORDER BY id;

-- name: draft_file_drop :changes
DELETE FROM draft_file WHERE draft_id = :draft_id AND id = :id;

-- name: draft_files_clear :exec
DELETE FROM draft_file WHERE draft_id = :draft_id;

-- name: draft_sweep_files :many
-- Of those that the next draft_sweep takes.
-- param: before_at int
SELECT sha256, shown FROM draft_file WHERE draft_id IN (SELECT id FROM draft WHERE updated_at < :before_at ORDER BY updated_at, id LIMIT :n);

-- name: draft_sweep :changes
-- Drafts nobody sent: personal data that we have no reason to keep.
-- param: before_at int
DELETE FROM draft WHERE id IN (SELECT id FROM draft WHERE updated_at < :before_at ORDER BY updated_at, id LIMIT :n);
