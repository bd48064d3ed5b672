-- SPDX-License-Identifier: EUPL-1.2
-- Files of tickets.

-- name: attachment_add :insert
INSERT INTO attachment (ticket_id, message_id, at, sha256, shown, name, mime, size_bytes, shown_bytes, public, in_text, is_form)
VALUES (:ticket_id, nullif(:message_id, 0), :at, :sha256, :shown, :name, :mime, :size_bytes, :shown_bytes, :public, :in_text, :is_form);

-- name: attachment_list :many
SELECT id, ticket_id, message_id, at, sha256, shown, name, mime, size_bytes, shown_bytes, public, in_text, is_form
  FROM attachment WHERE ticket_id = :ticket_id ORDER BY id;

-- name: attachment_row :one
SELECT id, ticket_id, message_id, at, sha256, shown, name, mime, size_bytes, shown_bytes, public, in_text, is_form
  FROM attachment WHERE id = :id;

-- name: attachment_files :many
-- Every file that a row names, keyset-paged.
SELECT id, sha256, shown, size_bytes, shown_bytes FROM attachment WHERE id > :after_id ORDER BY id LIMIT :n;

-- name: draft_files_named :many
SELECT id, sha256, shown, size_bytes, shown_bytes FROM draft_file WHERE id > :after_id ORDER BY id LIMIT :n;

-- name: writing_files_named :many
SELECT id, sha256, shown, size_bytes, shown_bytes FROM writing_file WHERE id > :after_id ORDER BY id LIMIT :n;

-- name: identity_files_named :many
SELECT id, sha256, shown, size_bytes, shown_bytes FROM identity_copy WHERE id > :after_id ORDER BY id LIMIT :n;

-- name: page_files :many
SELECT id, sha256, size_bytes FROM message_page WHERE id > :after_id ORDER BY id LIMIT :n;

-- name: file_named :one
-- How many rows name this file.
-- param: sha256 text
-- col: n int
SELECT (SELECT count(*) FROM attachment WHERE sha256 = :sha256) +
       (SELECT count(*) FROM attachment WHERE shown = :sha256 AND shown <> sha256) +
       (SELECT count(*) FROM identity_copy WHERE sha256 = :sha256) +
       (SELECT count(*) FROM identity_copy WHERE shown = :sha256 AND shown <> sha256) +
       (SELECT count(*) FROM message_page WHERE sha256 = :sha256) +
       (SELECT count(*) FROM draft_file WHERE sha256 = :sha256 OR shown = :sha256) +
       (SELECT count(*) FROM writing_file WHERE sha256 = :sha256 OR shown = :sha256) AS n;
       -- scan-ok: files of drafts alone, which live for some days

-- name: file_gone_add :exec
-- param: now_at int
INSERT INTO file_gone (sha256, at) VALUES (:sha256, :now_at) ON CONFLICT (sha256) DO UPDATE SET at = excluded.at;

-- name: file_gone_all :many
SELECT sha256, at FROM file_gone ORDER BY sha256 LIMIT :n; -- scan-ok: usually empty

-- name: file_gone_end :exec
DELETE FROM file_gone WHERE sha256 = :sha256 AND at = :at;
