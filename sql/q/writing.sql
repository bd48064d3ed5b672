-- SPDX-License-Identifier: EUPL-1.2
-- What operators are writing: drafts, and what goes out later.

-- name: writing_draft_put :exec
INSERT INTO writing (ticket_id, user_id, action, version, text, outcome, fields, saved_at, rev)
VALUES (:ticket_id, :user_id, :action, :version, :text, :outcome, :fields, :now_at, 1)
ON CONFLICT (ticket_id, user_id, action) WHERE send_at IS NULL
DO UPDATE SET version = excluded.version, text = excluded.text, outcome = excluded.outcome, fields = excluded.fields, saved_at = excluded.saved_at,
              rev = rev + 1;

-- name: writing_draft :one
SELECT id, text, rev FROM writing WHERE ticket_id = :ticket_id AND user_id = :user_id AND action = :action AND send_at IS NULL;

-- name: writing_row :one
-- col: user_active int
-- col: user_roles int
SELECT w.id, w.ticket_id, w.user_id, w.action, w.version, w.text, w.outcome, w.fields, w.saved_at, w.rev, w.send_at, w.stopped,
       u.name AS user_name, u.active AS user_active, u.roles AS user_roles
  FROM writing w JOIN user u ON u.id = w.user_id WHERE w.id = :id;

-- name: writing_list :many
-- Of one ticket: what goes out first comes first, drafts at the end.
SELECT w.id, w.ticket_id, w.user_id, w.action, w.version, w.text, w.outcome, w.fields, w.saved_at, w.rev, w.send_at, w.stopped,
       u.name AS user_name
  FROM writing w JOIN user u ON u.id = w.user_id
 WHERE w.ticket_id = :ticket_id ORDER BY w.send_at IS NULL, w.send_at, w.id;

-- name: writing_due :many
-- param: now_at int
SELECT id FROM writing WHERE send_at IS NOT NULL AND stopped = '' AND send_at <= :now_at ORDER BY send_at LIMIT :n;

-- name: writing_send_at :exec
-- NULL makes it a draft again. E_CONFLICT: its author has another draft for this action.
-- param: user_id int
UPDATE writing SET send_at = nullif(:send_at, 0), user_id = :user_id, stopped = '', saved_at = :now_at WHERE id = :id;

-- name: writing_stopped :exec
-- From now on it waits for somebody, however long ago it was to go out.
UPDATE writing SET stopped = :why, saved_at = :now_at WHERE id = :id;

-- name: writing_sweep :changes
-- Drafts that nobody took up since then; what goes out by itself stays.
-- param: before_at int
DELETE FROM writing WHERE id IN (SELECT id FROM writing WHERE send_at IS NULL AND saved_at < :before_at ORDER BY saved_at LIMIT :n);

-- name: writing_stopped_before :many
-- What was stopped before then, and nobody took up.
-- param: before_at int
SELECT id FROM writing WHERE stopped <> '' AND saved_at < :before_at ORDER BY saved_at LIMIT :n;

-- name: writing_ending :many
-- What nobody took up since before_at, of one person, the oldest first: drafts, and what was stopped.
-- col: at int
-- param: before_at int
SELECT w.saved_at AS at, t.code FROM writing w CROSS JOIN ticket t ON t.id = w.ticket_id
 WHERE w.send_at IS NULL AND w.saved_at < :before_at AND w.user_id = :user_id
UNION ALL
SELECT w.saved_at, t.code FROM writing w CROSS JOIN ticket t ON t.id = w.ticket_id
 WHERE w.stopped <> '' AND w.saved_at < :before_at AND w.user_id = :user_id
 ORDER BY 1 LIMIT :n;

-- name: writing_planned :many
-- What goes out by itself, or was to: the nearest first.
SELECT id, ticket_id FROM writing WHERE send_at IS NOT NULL ORDER BY send_at LIMIT :n;

-- name: writing_drop :changes
DELETE FROM writing WHERE id = :id;

-- name: writing_file_add :insert
INSERT INTO writing_file (writing_id, attachment_id, sha256, shown, name, mime, size_bytes, shown_bytes)
VALUES (:writing_id, nullif(:attachment_id, 0), :sha256, :shown, :name, :mime, :size_bytes, :shown_bytes);

-- name: writing_file_list :many
SELECT id, attachment_id, sha256, shown, name, mime, size_bytes, shown_bytes FROM writing_file WHERE writing_id = :writing_id ORDER BY id;

-- name: writing_file_drop :changes
DELETE FROM writing_file WHERE writing_id = :writing_id AND id = :id;

-- name: writing_files_unpick :exec
-- Those of the ticket's own: which they are is said anew each time.
DELETE FROM writing_file WHERE writing_id = :writing_id AND attachment_id IS NOT NULL;
