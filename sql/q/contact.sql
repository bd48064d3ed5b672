-- SPDX-License-Identifier: EUPL-1.2
-- The phone and the counter: what was written down there, how long it took, and what is not saved yet.

-- name: contact_record :exec
INSERT INTO contact (ticket_id, at, channel, at_once, ms) VALUES (:ticket_id, :now_at, :channel, :at_once, nullif(:ms, 0));

-- name: contact_count :one
-- col: contacts int
-- col: measured int
SELECT count(*) AS contacts, count(ms) AS measured FROM contact WHERE at >= :since_at AND at_once = :at_once;

-- name: contact_median :one
-- A week of an office: some hundreds.
-- param: k int
SELECT ms FROM contact WHERE at >= :since_at AND at_once = :at_once AND ms IS NOT NULL ORDER BY ms LIMIT 1 OFFSET :k;

-- name: desk_draft_put :exec
INSERT INTO desk_draft (user_id, nonce, updated_at, fields) VALUES (:user_id, :nonce, :now_at, :fields)
ON CONFLICT (user_id, nonce) DO UPDATE SET updated_at = excluded.updated_at, fields = excluded.fields;

-- name: desk_draft_keep :exec
DELETE FROM desk_draft WHERE user_id = :user_id AND nonce NOT IN
       (SELECT nonce FROM desk_draft WHERE user_id = :user_id ORDER BY updated_at DESC, nonce LIMIT :n);

-- name: desk_draft_drop :exec
DELETE FROM desk_draft WHERE user_id = :user_id AND nonce = :nonce;

-- name: desk_draft_sweep :exec
-- param: before_at int
DELETE FROM desk_draft WHERE updated_at < :before_at;

-- name: desk_draft_list :many
SELECT nonce, updated_at, fields FROM desk_draft WHERE user_id = :user_id ORDER BY updated_at DESC, nonce LIMIT :n;

-- name: desk_draft_one :one
SELECT updated_at, fields FROM desk_draft WHERE user_id = :user_id AND nonce = :nonce;

-- name: requests_of_person :many
-- Of the newest thousand, as in person_others.
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, t.flags, t.created_at, t.version, t.open, x.subject, x.place, s.name AS settore
  FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id LEFT JOIN settore s ON s.id = t.settore_id
 WHERE t.person_id = :person_id AND +t.open = :open
   AND t.id >= coalesce((SELECT id FROM ticket WHERE person_id = :person_id ORDER BY id DESC LIMIT 1 OFFSET 999), 0)
 ORDER BY t.id DESC LIMIT :n;

-- name: typed_in_by :one
-- Who registered it at the desk.
SELECT actor_id, at FROM event WHERE ticket_id = :ticket_id AND version = 1 AND actor = 'urp';
