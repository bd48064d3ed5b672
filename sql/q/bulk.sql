-- SPDX-License-Identifier: EUPL-1.2
-- One action on many requests.

-- name: bulk_add :insert
INSERT INTO bulk (nonce, user_id, action, settore_id, tag_id, other_id, outcome, text, created_at, undo_until)
VALUES (:nonce, :user_id, :action, nullif(:settore_id, 0), nullif(:tag_id, 0), nullif(:other_id, 0), :outcome, :text, :now_at, :undo_until_at);

-- name: bulk_by_nonce :one
SELECT id, user_id FROM bulk WHERE nonce = :nonce;

-- name: bulk_row_add :exec
INSERT INTO bulk_row (bulk_id, ticket_id, version, state) VALUES (:bulk_id, :ticket_id, :version, 'new') ON CONFLICT DO NOTHING;

-- name: bulk_of :one
-- col: user_name text
-- col: user_active int
-- col: user_roles int
SELECT b.id, b.user_id, b.action, b.settore_id, b.tag_id, b.other_id, b.outcome, b.text, b.created_at, b.ended_at, b.undo_until AS undo_until_at, b.undone_at,
       b.back_at, coalesce(u.name, '') AS user_name, coalesce(u.active, 0) AS user_active, coalesce(u.roles, 0) AS user_roles
  FROM bulk b LEFT JOIN user u ON u.id = b.user_id WHERE b.id = :id;

-- name: bulk_pending :many
SELECT id, undone_at FROM bulk WHERE ended_at IS NULL OR (undone_at IS NOT NULL AND back_at IS NULL) ORDER BY id; -- scan-ok: partial index, as long as the work

-- name: bulk_rows_in :many
SELECT ticket_id, version FROM bulk_row WHERE bulk_id = :bulk_id AND state = :state AND ticket_id > :after_id ORDER BY ticket_id LIMIT :n;

-- name: bulk_row_of :one
SELECT version, state, first_event, last_event, message_id, before, attention FROM bulk_row WHERE bulk_id = :bulk_id AND ticket_id = :ticket_id;

-- name: bulk_row_set :exec
UPDATE bulk_row SET state = :state, why = :why WHERE bulk_id = :bulk_id AND ticket_id = :ticket_id;

-- name: bulk_row_done :exec
UPDATE bulk_row SET state = 'done', version = :version, first_event = :first_event, last_event = :last_event, message_id = nullif(:message_id, 0),
       before = :before, attention = :attention
 WHERE bulk_id = :bulk_id AND ticket_id = :ticket_id;

-- name: bulk_ended :exec
UPDATE bulk SET ended_at = :now_at WHERE id = :id AND ended_at IS NULL;

-- name: bulk_undone :changes
UPDATE bulk SET undone_at = :now_at WHERE id = :id AND undone_at IS NULL;

-- name: bulk_back :exec
UPDATE bulk SET back_at = :now_at, ended_at = coalesce(ended_at, :now_at) WHERE id = :id;

-- name: bulk_counts :one
-- col: waiting int
-- col: done int
-- col: failed int
-- col: undone int
-- col: stays int
SELECT (SELECT count(*) FROM bulk_row WHERE bulk_id = :bulk_id AND state = 'new') AS waiting,
       (SELECT count(*) FROM bulk_row WHERE bulk_id = :bulk_id AND state = 'done') AS done,
       (SELECT count(*) FROM bulk_row WHERE bulk_id = :bulk_id AND state = 'failed') AS failed,
       (SELECT count(*) FROM bulk_row WHERE bulk_id = :bulk_id AND state = 'undone') AS undone,
       (SELECT count(*) FROM bulk_row WHERE bulk_id = :bulk_id AND state = 'stays') AS stays;

-- name: bulk_lines :many
-- Per-row result, by ticket.
SELECT b.ticket_id, b.state, b.why, t.code, t.flags, x.subject
  FROM bulk_row b JOIN ticket t ON t.id = b.ticket_id JOIN ticket_text x ON x.ticket_id = t.id
 WHERE b.bulk_id = :bulk_id AND b.ticket_id > :after_id ORDER BY b.ticket_id LIMIT :n;

-- name: bulk_hold :exec
-- Mails that these events caused, whoever they go to: not before until_at.
-- param: first_event int
-- param: last_event int
-- param: until_at int
UPDATE outbox SET next_try_at = :until_at WHERE ticket_id = :ticket_id AND event_id BETWEEN :first_event AND :last_event AND state = 'new';

-- name: bulk_hold_all :exec
-- The same for all that wait for its last moment to be taken back.
-- param: until_at int
UPDATE outbox SET next_try_at = :until_at
 WHERE id IN (SELECT o.id FROM bulk b JOIN bulk_row r ON r.bulk_id = b.id AND r.state = 'done'
                JOIN outbox o ON o.ticket_id = r.ticket_id AND o.event_id BETWEEN r.first_event AND r.last_event
               WHERE b.id = :id AND o.state = 'new' AND o.next_try_at = b.undo_until);

-- name: bulk_mails_left :one
-- param: first_event int
-- param: last_event int
-- col: n int
SELECT count(*) AS n FROM outbox
 WHERE ticket_id = :ticket_id AND event_id BETWEEN :first_event AND :last_event AND (state NOT IN ('new', 'held') OR lease_until > :now_at);

-- name: bulk_cancel :exec
-- param: first_event int
-- param: last_event int
UPDATE outbox SET state = 'cancelled', settled_at = :now_at
 WHERE ticket_id = :ticket_id AND event_id BETWEEN :first_event AND :last_event AND state IN ('new', 'held');

-- name: bulk_words_hide :exec
UPDATE message SET public = 0, status = 'rejected' WHERE id = :message_id;

-- name: bulk_tag :one
-- col: n int
SELECT count(*) AS n FROM ticket_tag WHERE tag_id = :tag_id AND ticket_id = :ticket_id;

-- name: bulk_current :one
-- Of one person: still running, or to be taken back.
SELECT id FROM bulk WHERE user_id = :user_id AND (ended_at IS NULL OR (undone_at IS NULL AND undo_until > :now_at)) ORDER BY id DESC LIMIT 1;
