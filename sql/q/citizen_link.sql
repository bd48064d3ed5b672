-- SPDX-License-Identifier: EUPL-1.2
-- Links that citizens ask for.

-- name: citizen_link_add :insert
-- param: now_at int
INSERT INTO citizen_link (kind, ticket_id, email, asked_at) VALUES (:kind, nullif(:ticket_id, 0), :email, :now_at);

-- name: citizen_link_row :one
SELECT id, kind, ticket_id, email, asked_at, done_at FROM citizen_link WHERE id = :id;

-- name: citizen_link_lately :one
-- param: since_at int
-- col: n int
SELECT count(*) AS n FROM citizen_link WHERE email = :email AND email <> '' AND kind = :kind AND asked_at > :since_at;

-- name: citizen_link_done :exec
-- param: now_at int
UPDATE citizen_link SET done_at = :now_at WHERE id = :id;

-- name: citizen_link_over :exec
-- Other new addresses that were asked for: the last word on where this request is answered was said.
UPDATE citizen_link SET email = '' WHERE ticket_id = :ticket_id AND kind = 'address' AND done_at IS NULL AND id <> :id;

-- name: citizen_link_sweep :exec
-- param: address_before_at int
-- param: own_before_at int
-- scan-ok: by the index of those that are not over, a day's or a week's worth
UPDATE citizen_link SET email = '' WHERE email <> '' AND asked_at < iif(kind = 'address', :address_before_at, :own_before_at);

-- name: citizen_link_erase :exec
-- param: passage text
UPDATE citizen_link SET email = '' WHERE ticket_id = :ticket_id AND email <> '' AND instr(email, :passage) > 0;

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
