-- SPDX-License-Identifier: EUPL-1.2
-- Who asks, and the copies of documents.

-- name: identity_rule_all :kept
SELECT type, ask, papers, text FROM identity_rule ORDER BY id; -- scan-ok: at most nine rows

-- name: identity_rule_put :exec
INSERT INTO identity_rule (type, ask, papers, text) VALUES (:type, :ask, :papers, :text)
ON CONFLICT (type) DO UPDATE SET ask = excluded.ask, papers = excluded.papers, text = excluded.text;

-- name: identity_rule_drop_all :exec
DELETE FROM identity_rule; -- scan-ok: at most nine rows

-- name: identity_last :one
-- What was last said of who asks: a way that was chosen, or what somebody found.
-- col: data text
SELECT kind, at, actor, actor_id, unpack(packed) AS data FROM event
 WHERE ticket_id = :ticket_id AND (kind = 'identita' OR kind = 'identificata') ORDER BY version DESC LIMIT 1;

-- name: identity_copy_add :insert
-- param: now_at int
INSERT INTO identity_copy (ticket_id, at, sha256, shown, name, mime, size_bytes, shown_bytes)
VALUES (:ticket_id, :now_at, :sha256, :shown, :name, :mime, :size_bytes, :shown_bytes);

-- name: identity_copy_list :many
SELECT id, at, sha256, shown, name, mime, size_bytes, shown_bytes FROM identity_copy WHERE ticket_id = :ticket_id ORDER BY id;

-- name: identity_copy_drop :exec
DELETE FROM identity_copy WHERE ticket_id = :ticket_id;

-- name: identity_copy_over :many
-- Requests that ended, with copies that nobody looked at. One that was reopened needs to know again who asks: its days begin at its new
-- end (closed_at is empty meanwhile). And whatever came before oldest_at: a request without an end is no reason to keep it for ever.
-- param: before_at int
-- param: oldest_at int
SELECT DISTINCT c.ticket_id FROM identity_copy c JOIN ticket t ON t.id = c.ticket_id
 WHERE (t.open = 0 AND coalesce(t.closed_at, t.answered_at, t.updated_at) <= :before_at) OR c.at <= :oldest_at LIMIT :n; -- scan-ok: copies are few: they are there to go

-- name: identity_year :one
-- Of a type since a moment: how many there are, and of how many it was known who asked.
-- param: type text
-- param: since_at int
-- col: n int
-- col: n_known int
SELECT count(*) AS n,
       coalesce(sum(EXISTS (SELECT 1 FROM event e WHERE e.ticket_id = t.id AND (e.kind = 'identificata' OR (e.kind = 'identita' AND
           (instr(unpack(e.packed), '"way":"oidc"') OR instr(unpack(e.packed), '"way":"proxy"') OR instr(unpack(e.packed), '"way":"in_person"')))))), 0) AS n_known
  FROM ticket t WHERE t.type = :type AND t.created_at >= :since_at;

-- name: identity_user :one
SELECT name FROM user WHERE id = :id;
