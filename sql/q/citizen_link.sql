-- SPDX-License-Identifier: EUPL-1.2
-- Links that citizens ask for.

-- name: citizen_link_add :insert
-- param: now_at int
INSERT INTO citizen_link (kind, ticket_id, email, lang, asked_at) VALUES (:kind, nullif(:ticket_id, 0), :email, :lang, :now_at);

-- name: citizen_link_add_draft :insert
-- param: draft_hash blob
-- param: now_at int
INSERT INTO citizen_link (kind, email, secret, draft_hash, asked_at) VALUES ('draft', :email, :secret, :draft_hash, :now_at);

-- name: citizen_link_row :one
SELECT id, kind, ticket_id, email, secret, lang, asked_at, done_at FROM citizen_link WHERE id = :id;

-- name: citizen_link_lately :one
-- param: since_at int
-- col: n int
SELECT count(*) AS n FROM citizen_link WHERE email = :email AND email <> '' AND kind = :kind AND asked_at > :since_at;

-- name: citizen_link_of_draft :one
-- Back to the same draft, to the same address.
-- param: draft_hash blob
-- param: since_at int
-- col: n int
SELECT count(*) AS n FROM citizen_link WHERE email = :email AND email <> '' AND kind = 'draft' AND draft_hash = :draft_hash AND asked_at > :since_at;

-- name: citizen_link_mailed :changes
-- Only so many of one draft.
UPDATE draft SET mailed = mailed + 1 WHERE id = :draft_id AND mailed < :n;

-- name: citizen_link_done :exec
-- param: now_at int
UPDATE citizen_link SET done_at = :now_at WHERE id = :id;

-- name: citizen_link_others :many
-- Other new addresses that were asked for: the last word on where this request is answered was said.
SELECT id FROM citizen_link WHERE ticket_id = :ticket_id AND kind = 'address' AND done_at IS NULL AND email <> '' AND id <> :id LIMIT :n;

-- name: citizen_link_late :many
-- param: address_before_at int
-- param: own_before_at int
-- scan-ok: by the index of those that are not over, a day's or a week's worth
SELECT id FROM citizen_link WHERE email <> '' AND asked_at < iif(kind = 'address', :address_before_at, :own_before_at) LIMIT :n;

-- name: citizen_link_holding :many
-- param: passage text
SELECT id FROM citizen_link WHERE ticket_id = :ticket_id AND email <> '' AND instr(email, :passage) > 0 LIMIT :n;

-- name: citizen_link_forget :exec
UPDATE citizen_link SET email = '', secret = '', draft_hash = NULL WHERE id = :id;

-- name: citizen_link_mail_made :exec
UPDATE citizen_link SET secret = '' WHERE id = :id;

-- name: citizen_link_unsend :exec
-- What waits to be sent to an address that is erased does not go; what went says no longer where. Not the word to the old address, which is another.
-- param: now_at int
-- param: params text
UPDATE outbox SET to_addr = '', state = iif(settled_at IS NULL, 'cancelled', state), settled_at = coalesce(settled_at, :now_at)
 WHERE params = :params AND (kind = 'own_list' OR kind = 'address_ask' OR kind = 'draft_link');

-- name: own_tickets :many
-- Of people with this address, answered there; 4 is TICKET_CONFIDENTIAL.
-- param: confidential int
SELECT t.id FROM person p JOIN ticket t ON t.person_id = p.id JOIN ticket_text x ON x.ticket_id = t.id
 WHERE p.email = :email AND p.email <> '' AND p.erased_at IS NULL AND x.reply_by = 'email' AND t.flags & :confidential = 0
 ORDER BY t.id DESC LIMIT :n;

-- name: person_tickets :one
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM ticket WHERE person_id = :person_id LIMIT 2);

-- name: reply_by_email :exec
UPDATE ticket_text SET reply_by = 'email' WHERE ticket_id = :ticket_id;

-- name: track_until :one
SELECT track_until FROM ticket_text WHERE ticket_id = :ticket_id;

-- name: track_renew :exec
-- param: salt blob
-- param: until_at int
UPDATE ticket_text SET track_salt = :salt, track_until = :until_at WHERE ticket_id = :ticket_id;
