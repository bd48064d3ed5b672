-- SPDX-License-Identifier: EUPL-1.2
-- Who may see what: where roles hold, grants on confidential requests, who looked at them.

-- name: user_settori :many
SELECT us.role_bit, us.settore_id, s.code, s.name FROM user_settore us JOIN settore s ON s.id = us.settore_id
 WHERE us.user_id = :user_id ORDER BY us.role_bit, s.code;

-- name: user_settore_add :exec
INSERT INTO user_settore (user_id, role_bit, settore_id) VALUES (:user_id, :role_bit, :settore_id) ON CONFLICT DO NOTHING;

-- name: user_settori_drop :exec
DELETE FROM user_settore WHERE user_id = :user_id AND role_bit = :role_bit;

-- name: user_types :many
SELECT role_bit, type FROM user_type WHERE user_id = :user_id ORDER BY role_bit, type;

-- name: user_type_add :exec
INSERT INTO user_type (user_id, role_bit, type) VALUES (:user_id, :role_bit, :type) ON CONFLICT DO NOTHING;

-- name: user_types_drop :exec
DELETE FROM user_type WHERE user_id = :user_id AND role_bit = :role_bit;

-- name: user_narrowed :exec
-- Bits of the roles that hold only somewhere: who has none of them needs no look at the two tables.
-- param: user_id int
UPDATE user SET narrowed = (SELECT coalesce(sum(role_bit), 0) FROM (SELECT role_bit FROM user_settore WHERE user_id = :user_id
                                                                UNION SELECT role_bit FROM user_type WHERE user_id = :user_id))
 WHERE id = :user_id;

-- name: access_case :one
-- What of a ticket decides who sees it, and what this user has to do with it.
-- param: user_id int
-- col: operator_id int
-- col: settore_id int
-- col: registered_by int
-- col: granted int
SELECT t.type, t.flags, coalesce(t.settore_id, 0) AS settore_id, coalesce(t.operator_id, 0) AS operator_id,
       (SELECT CASE e.actor WHEN 'urp' THEN coalesce(e.actor_id, 0) ELSE 0 END FROM event e
         WHERE e.ticket_id = t.id AND e.version = 1) AS registered_by,
       EXISTS (SELECT 1 FROM confidential_grant g WHERE g.ticket_id = t.id AND g.user_id = :user_id AND g.ended_at IS NULL) AS granted
  FROM ticket t WHERE t.id = :id;

-- name: grant_add :insert
INSERT INTO confidential_grant (ticket_id, user_id, at, by_user_id, reason) VALUES (:ticket_id, :user_id, :now_at, :by_user_id, :reason);

-- name: grant_end :changes
UPDATE confidential_grant SET ended_at = :now_at, ended_by = :by_user_id WHERE id = :id AND ticket_id = :ticket_id AND ended_at IS NULL;

-- name: grants_of_ticket :many
SELECT g.id, g.user_id, u.name, g.at, b.name AS by_name, g.reason, g.ended_at, e.name AS ended_name
  FROM confidential_grant g JOIN user u ON u.id = g.user_id JOIN user b ON b.id = g.by_user_id LEFT JOIN user e ON e.id = g.ended_by
 WHERE g.ticket_id = :ticket_id ORDER BY g.id DESC LIMIT 100;

-- name: view_note :insert
INSERT INTO confidential_view (ticket_id, user_id, at, what) VALUES (:ticket_id, :user_id, :now_at, :what);

-- name: views_all :many
-- Newest first.
-- param: before_id int
SELECT v.id, v.at, v.what, v.ticket_id, u.name, u.login, t.code, t.flags FROM confidential_view v JOIN user u ON u.id = v.user_id JOIN ticket t ON t.id = v.ticket_id
 WHERE v.id < :before_id ORDER BY v.id DESC LIMIT :n;

-- name: views_of_ticket :many
-- param: before_id int
SELECT v.id, v.at, v.what, v.ticket_id, u.name, u.login, t.code, t.flags FROM confidential_view v JOIN user u ON u.id = v.user_id JOIN ticket t ON t.id = v.ticket_id
 WHERE v.ticket_id = :ticket_id AND v.id < :before_id ORDER BY v.id DESC LIMIT :n;

-- name: settore_mine :many
-- Requests of one settore for its referente, open ones first by their date.
-- param: before_id int
-- param: only_open int
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, t.created_at AS at, t.flags, x.subject, x.place,
       p.name, p.surname, s.name AS settore
  FROM ticket t
  JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN person p ON p.id = t.person_id
  LEFT JOIN settore s ON s.id = t.settore_id
 WHERE t.settore_id = :settore_id AND t.id < :before_id AND (:only_open = 0 OR t.open = 1)
 ORDER BY t.id DESC LIMIT :n;

-- name: access_requests :many
-- Requests of access, for the RPCT. Left to itself SQLite reads all of them by their type, to sort them.
-- param: before_id int
-- param: only_open int
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, t.created_at AS at, t.flags, x.subject, x.place,
       p.name, p.surname, s.name AS settore
  FROM ticket t INDEXED BY ticket_access
  JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN person p ON p.id = t.person_id
  LEFT JOIN settore s ON s.id = t.settore_id
 WHERE (t.type = 'access_doc' OR t.type = 'access_civic' OR t.type = 'access_foia') AND t.id < :before_id AND (:only_open = 0 OR t.open = 1)
 ORDER BY t.id DESC LIMIT :n;
