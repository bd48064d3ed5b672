-- SPDX-License-Identifier: EUPL-1.2
-- Short answers known to all.

-- name: scheda_all :kept
-- With the words that are searched, folded once for all searches.
-- col: head text
-- col: rest text
SELECT id, title, body, keywords, url, category_id, settore_id, public, active, review_on, source_id, version, changed_at, changed_by,
       fold(title || ' ' || keywords) AS head, fold(body) AS rest
  FROM scheda ORDER BY title COLLATE NOCASE, id; -- scan-ok: some hundreds of rows, all of them wanted

-- name: scheda_version :one
SELECT version FROM scheda WHERE id = :id;

-- name: scheda_add :insert
INSERT INTO scheda (title, body, keywords, url, category_id, settore_id, public, active, review_on, source_id, version, changed_at, changed_by)
VALUES (:title, :body, :keywords, :url, nullif(:category_id, 0), nullif(:settore_id, 0), :public, :active, :review_on, nullif(:source_id, 0), 1, :now_at,
        nullif(:user_id, 0));

-- name: scheda_keep :exec
-- What it says now, before it is changed.
INSERT INTO scheda_before (scheda_id, version, title, body, changed_at, changed_by)
SELECT id, version, title, body, changed_at, changed_by FROM scheda WHERE id = :id;

-- name: scheda_change :exec
UPDATE scheda SET title = :title, body = :body, keywords = :keywords, url = :url, category_id = nullif(:category_id, 0), settore_id = nullif(:settore_id, 0),
       public = :public, active = :active, review_on = :review_on, version = version + 1, changed_at = :now_at, changed_by = nullif(:user_id, 0)
 WHERE id = :id;

-- name: scheda_before_list :many
SELECT b.version, b.title, b.body, b.changed_at, u.name AS user_name
  FROM scheda_before b LEFT JOIN user u ON u.id = b.changed_by
 WHERE b.scheda_id = :id ORDER BY b.version DESC LIMIT 50;

-- name: scheda_use_add :exec
-- param: office int
-- param: citizens int
INSERT INTO scheda_use (scheda_id, office, citizens, last_at) VALUES (:id, :office, :citizens, :now_at)
ON CONFLICT (scheda_id) DO UPDATE SET office = office + excluded.office, citizens = citizens + excluded.citizens, last_at = excluded.last_at;

-- name: scheda_use_all :many
SELECT scheda_id, office, citizens, last_at FROM scheda_use ORDER BY scheda_id; -- scan-ok: some hundreds of rows, all of them wanted

-- name: scheda_user :one
SELECT name FROM user WHERE id = :id;

-- name: scheda_source :one
-- The answer that a scheda may be made of.
SELECT m.id, m.ticket_id, m.body, x.subject, t.category_id, t.settore_id FROM message m
  JOIN ticket t ON t.id = m.ticket_id
  JOIN ticket_text x ON x.ticket_id = t.id
 WHERE m.id = :message_id AND m.kind = 'answer' AND m.erased_at IS NULL;
