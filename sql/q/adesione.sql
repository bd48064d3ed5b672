-- SPDX-License-Identifier: EUPL-1.2
-- "Anche io": who joined a report.

-- name: area_name :one
SELECT name FROM area WHERE id = :id;

-- name: adesione_count :one
-- col: n int
SELECT coalesce((SELECT n FROM joined_n WHERE ticket_id = :ticket_id), 0) AS n;

-- name: adesione_of :one
SELECT id, asked_at, confirmed_at FROM adesione WHERE ticket_id = :ticket_id AND email = :email AND email <> '';

-- name: adesione_row :one
SELECT id, ticket_id, email, lang, asked_at, confirmed_at, left_at FROM adesione WHERE id = :id;

-- name: adesione_lately :one
-- param: since_at int
-- col: n int
-- Mails, not reports: somebody else may ask for the same one again and again.
SELECT count(*) AS n FROM outbox WHERE kind = 'join_ask' AND to_addr = :email AND created_at > :since_at;

-- name: adesione_add :insert
-- param: now_at int
INSERT INTO adesione (ticket_id, email, lang, asked_at) VALUES (:ticket_id, :email, :lang, :now_at);

-- name: adesione_asked :exec
-- param: now_at int
UPDATE adesione SET lang = :lang, asked_at = :now_at WHERE id = :id;

-- name: adesione_confirm :exec
-- param: now_at int
UPDATE adesione SET confirmed_at = :now_at WHERE id = :id AND confirmed_at IS NULL;

-- name: adesione_leave :exec
-- param: now_at int
UPDATE adesione SET left_at = :now_at, email = '' WHERE id = :id AND left_at IS NULL;

-- name: adesione_to_tell :many
SELECT id, email FROM adesione
 WHERE ticket_id = :ticket_id AND confirmed_at IS NOT NULL AND left_at IS NULL AND told_at IS NULL AND email <> '' ORDER BY id LIMIT :n;

-- name: adesione_told :exec
-- param: now_at int
UPDATE adesione SET told_at = :now_at WHERE id = :id;

-- name: adesione_both :many
-- Of those who joined both, one of the two: never the one that was confirmed when the other was only asked for.
-- param: to_id int
-- col: id int
SELECT iif(a.confirmed_at IS NOT NULL AND o.confirmed_at IS NULL, o.id, a.id) AS id FROM adesione a JOIN adesione o ON o.ticket_id = :to_id AND o.email = a.email AND o.email <> '' WHERE a.ticket_id = :ticket_id AND a.email <> '';

-- name: adesione_move :exec
-- param: to_id int
UPDATE adesione SET ticket_id = :to_id WHERE ticket_id = :ticket_id AND left_at IS NULL;

-- name: adesione_holding :many
-- param: passage text
SELECT id FROM adesione WHERE ticket_id = :ticket_id AND email <> '' AND instr(email, :passage) > 0 LIMIT :n;

-- name: adesione_late :many
-- param: before_at int
SELECT id FROM adesione WHERE confirmed_at IS NULL AND email <> '' AND asked_at < :before_at ORDER BY asked_at LIMIT :n;

-- name: adesione_told_before :many
-- param: before_at int
SELECT id FROM adesione WHERE told_at < :before_at AND email <> '' ORDER BY told_at LIMIT :n;

-- name: adesione_erase :exec
UPDATE adesione SET email = '' WHERE id = :id;

-- name: adesione_unsend :exec
-- What waits to be sent to an address that is erased does not go; what went says no longer where.
-- param: now_at int
-- param: params text
UPDATE outbox SET to_addr = '', state = iif(settled_at IS NULL, 'cancelled', state), settled_at = coalesce(settled_at, :now_at)
 WHERE params = :params AND (kind = 'join_ask' OR kind = 'join_end');

-- name: adesione_month :exec
INSERT INTO joined_month (month, category_id, n) VALUES (:month, :category_id, 1) ON CONFLICT DO UPDATE SET n = n + 1;

-- name: adesione_months :many
-- By subject, the most first.
-- param: since_month int
-- col: n int
SELECT category_id, sum(n) AS n FROM joined_month WHERE month >= :since_month GROUP BY category_id ORDER BY sum(n) DESC, category_id LIMIT :n;

-- name: adesione_draw :many
-- Of these ids (a JSON array), in their order.
-- param: ids text
SELECT t.id, t.code, t.flags, t.category_id, t.presented_at, m.n
  FROM json_each(:ids) j CROSS JOIN ticket t ON t.id = j.value CROSS JOIN joined_n m ON m.ticket_id = t.id;

-- name: check_joined :one
-- Requests whose number is not that of who joined.
-- col: n int
SELECT (SELECT count(*) FROM (SELECT ticket_id, n FROM joined_n EXCEPT SELECT ticket_id, count(*) FROM adesione WHERE confirmed_at IS NOT NULL AND left_at IS NULL GROUP BY 1)) +
       (SELECT count(*) FROM (SELECT ticket_id, count(*) FROM adesione WHERE confirmed_at IS NOT NULL AND left_at IS NULL GROUP BY 1 EXCEPT SELECT ticket_id, n FROM joined_n)) AS n; -- scan-ok: urpd check
