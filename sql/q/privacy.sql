-- SPDX-License-Identifier: EUPL-1.2
-- The privacy notice and its versions.

-- name: privacy_notice_newest :one
SELECT id, since_at, digest FROM privacy_notice ORDER BY id DESC LIMIT 1; -- scan-ok: the last row

-- name: privacy_notice_add :insert
-- param: now_at int
INSERT INTO privacy_notice (since_at, digest) VALUES (:now_at, :digest);

-- name: privacy_notice_say :exec
INSERT INTO privacy_notice_text (notice_id, lang, text) VALUES (:notice_id, :lang, :text);

-- name: privacy_notice_text :one
-- In this language; in Italian when that came later than the version.
-- col: until_at int
SELECT n.since_at, t.lang, t.text, coalesce((SELECT min(l.since_at) FROM privacy_notice l WHERE l.id = n.id + 1), 0) AS until_at
  FROM privacy_notice n JOIN privacy_notice_text t ON t.notice_id = n.id
 WHERE n.id = :id AND (t.lang = :lang OR t.lang = 'it') ORDER BY t.lang = 'it' LIMIT 1;

-- name: privacy_notice_times :one
-- col: until_at int
SELECT n.since_at, coalesce((SELECT min(l.since_at) FROM privacy_notice l WHERE l.id = n.id + 1), 0) AS until_at FROM privacy_notice n WHERE n.id = :id;

-- name: privacy_notice_list :many
SELECT id, since_at FROM privacy_notice ORDER BY id DESC LIMIT :n; -- scan-ok: so many, from the end
