-- SPDX-License-Identifier: EUPL-1.2
-- The register of requests of access, and their reviews.

-- name: register_rows :many
-- Those presented between two moments, as they were entered. The newest review speaks for all. The same words as in the index, or SQLite
-- cannot use it.
-- param: from_at int
-- param: until_at int
-- param: after_id int
-- col: object text
-- col: ground text
-- col: reasons text
-- col: third_parties int
-- col: settore text
-- col: review_id int
-- col: review_filed_at int
-- col: review_asked_at int
-- col: review_opinion_at int
-- col: review_decided_at int
-- col: review_outcome text
-- col: review_reasons text
SELECT t.id, t.code, t.type, t.flags, t.state, t.outcome, t.presented_at, t.answered_at, t.due_at, t.version, x.subject,
       coalesce(r.object, '') AS object, coalesce(r.ground, '') AS ground, coalesce(r.reasons, '') AS reasons, r.checked_at,
       EXISTS (SELECT 1 FROM clock_event c WHERE c.ticket_id = t.id AND c.reason = 'controinteressati') AS third_parties,
       coalesce(s.name, '') AS settore, coalesce(v.id, 0) AS review_id, v.filed_at AS review_filed_at, v.asked_at AS review_asked_at,
       v.opinion_at AS review_opinion_at, v.decided_at AS review_decided_at, coalesce(v.outcome, '') AS review_outcome, coalesce(v.reasons, '') AS review_reasons
  FROM ticket t INDEXED BY ticket_access
  JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN access_register r ON r.ticket_id = t.id
  LEFT JOIN settore s ON s.id = t.settore_id
  LEFT JOIN access_review v ON v.id = (SELECT max(w.id) FROM access_review w WHERE w.ticket_id = t.id)
 WHERE (t.type = 'access_doc' OR t.type = 'access_civic' OR t.type = 'access_foia') AND t.id > :after_id AND t.presented_at >= :from_at AND t.presented_at < :until_at
 ORDER BY t.id LIMIT :n;

-- name: register_entry :one
SELECT object, ground, reasons, checked_at FROM access_register WHERE ticket_id = :ticket_id;

-- name: register_put :exec
-- param: ticket_id int
-- param: object text
-- param: ground text
-- param: reasons text
-- param: checked_at int
-- param: checked_by int
INSERT INTO access_register (ticket_id, object, ground, reasons, checked_at, checked_by)
VALUES (:ticket_id, :object, :ground, :reasons, nullif(:checked_at, 0), nullif(:checked_by, 0))
ON CONFLICT (ticket_id) DO UPDATE SET object = excluded.object, ground = excluded.ground, reasons = excluded.reasons, checked_at = excluded.checked_at,
       checked_by = excluded.checked_by;

-- name: register_unchecked :exec
-- Words that nobody has read yet will be published with it.
UPDATE access_register SET checked_at = NULL, checked_by = NULL WHERE ticket_id = :ticket_id;

-- name: review_list :many
-- Oldest first.
SELECT id, filed_at, who, asked_at, opinion_at, decided_at, outcome, reasons FROM access_review WHERE ticket_id = :ticket_id ORDER BY id LIMIT 20;

-- name: review_open_all :many
-- What the RPCT has to decide, oldest first.
SELECT v.id, v.ticket_id, v.filed_at, v.who, v.asked_at, v.opinion_at, t.code, t.flags, t.type, x.subject
  FROM access_review v JOIN ticket t ON t.id = v.ticket_id JOIN ticket_text x ON x.ticket_id = t.id
 WHERE v.decided_at IS NULL ORDER BY v.filed_at, v.id LIMIT 200; -- scan-ok: partial index of those that are open

-- name: review_add :insert
INSERT INTO access_review (ticket_id, filed_at, who) VALUES (:ticket_id, :filed_at, :who);

-- name: review_asked :changes
UPDATE access_review SET asked_at = :asked_at WHERE id = :id AND ticket_id = :ticket_id AND decided_at IS NULL AND asked_at IS NULL;

-- name: review_opinion :changes
UPDATE access_review SET opinion_at = :opinion_at WHERE id = :id AND ticket_id = :ticket_id AND decided_at IS NULL AND asked_at IS NOT NULL AND opinion_at IS NULL;

-- name: review_decided :changes
UPDATE access_review SET decided_at = :decided_at, outcome = :outcome, reasons = :reasons WHERE id = :id AND ticket_id = :ticket_id AND decided_at IS NULL;
