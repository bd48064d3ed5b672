-- SPDX-License-Identifier: EUPL-1.2
-- The registers of the body as they are written in its file, and the record of their changes.

-- name: setting_settori :many
SELECT id, code, name, email, fallback_email, head_name, head_email, phone, hours, tasks, role, digest_hour, active
  FROM settore ORDER BY id; -- scan-ok: some dozens of rows, all of them wanted

-- name: setting_contacts :many
SELECT name, email FROM settore_contact WHERE settore_id = :settore_id ORDER BY id;

-- name: setting_categories :many
-- Groups by their position, each followed by its leaves.
SELECT c.id, c.code, p.code AS parent, c.name, c.hint, c.keywords, s.code AS settore, c.emergency, c.public, c.near_m, c.position, c.active
  FROM category c LEFT JOIN category p ON p.id = c.parent_id LEFT JOIN settore s ON s.id = c.settore_id
 ORDER BY coalesce(p.position, c.position), coalesce(p.id, c.id), c.parent_id IS NOT NULL, c.position, c.id;
 -- scan-ok: some dozens of rows, all of them wanted

-- name: setting_areas :many
SELECT id, code, name FROM area ORDER BY id; -- scan-ok: some dozens of rows, all of them wanted

-- name: setting_area_rules :many
-- Rules of each area.
-- col: n int
SELECT area_id, count(*) AS n FROM rule WHERE area_id IS NOT NULL GROUP BY area_id; -- scan-ok: some dozens of rows

-- name: setting_streets :many
SELECT area_id, name, lat, lon FROM street WHERE source = 'ente' ORDER BY area_id, id; -- scan-ok: all of them, for a file

-- name: setting_rules :many
SELECT r.id, r.type, c.code AS category, a.code AS area, r.channel, s.code AS settore, r.certain, r.position, r.note, r.active,
       c.name AS category_name, a.name AS area_name, s.name AS settore_name, c.parent_id AS in_group
  FROM rule r JOIN settore s ON s.id = r.settore_id LEFT JOIN category c ON c.id = r.category_id LEFT JOIN area a ON a.id = r.area_id
 ORDER BY r.position, r.id; -- scan-ok: some dozens of rows, all of them wanted

-- name: setting_terms :many
SELECT t.id, t.type, c.code AS category, t.timer, t.days, t.unit FROM term t LEFT JOIN category c ON c.id = t.category_id
 ORDER BY t.id; -- scan-ok: some dozens of rows, all of them wanted

-- name: setting_holidays :many
SELECT id, day, name FROM holiday ORDER BY day; -- scan-ok: some dozens of rows, all of them wanted

-- name: setting_templates :many
SELECT id, code, title, type, language, body FROM reply_template ORDER BY id; -- scan-ok: some dozens of rows, all of them wanted

-- name: setting_template_categories :many
SELECT c.code FROM reply_template_category t JOIN category c ON c.id = t.category_id WHERE t.template_id = :template_id ORDER BY c.code;

-- name: setting_absences :many
SELECT b.id, s.code AS settore, b.from_day, b.to_day, t.code AS to_settore, b.to_name, b.to_email, b.note
  FROM absence b JOIN settore s ON s.id = b.settore_id LEFT JOIN settore t ON t.id = b.to_settore_id
 ORDER BY b.from_day, b.id; -- scan-ok: some rows, all of them wanted

-- name: setting_questions :many
SELECT q.id, c.code AS category, q.code, q.kind, q.label, q.hint, q.options, q.stop, q.required, q.position
  FROM question q JOIN category c ON c.id = q.category_id ORDER BY q.category_id, q.position, q.id; -- scan-ok: some dozens of rows, all of them wanted

-- name: setting_values :many
SELECT key, value FROM ente ORDER BY key; -- scan-ok: some dozens of rows, all of them wanted

-- name: setting_change_add :exec
INSERT INTO setting_change (at, user_id, section, key, label, before, after)
VALUES (:at, nullif(:user_id, 0), :section, :key, :label, :before, :after);

-- name: setting_change_list :many
-- Of one section; key NULL: whatever is in it. Newest first.
-- param: key text
-- param: section text
SELECT h.id, h.at, h.key, h.label, h.before, h.after, u.name AS who FROM setting_change h LEFT JOIN user u ON u.id = h.user_id
 WHERE h.section = :section AND (:key IS NULL OR h.key = :key) ORDER BY h.id DESC LIMIT :n;

-- name: setting_change_row :one
SELECT section, key, before, after FROM setting_change WHERE id = :id;

-- name: setting_changed_since_load :many
-- What people changed since the section last came from a file.
SELECT DISTINCT key, label FROM setting_change
 WHERE section = :section AND key <> '' AND id > coalesce((SELECT max(id) FROM setting_change WHERE section = :section AND key = ''), 0);

-- name: settore_open_tickets :one
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM ticket WHERE settore_id = :settore_id AND open = 1 LIMIT 1000);

-- name: settore_open_list :many
SELECT id FROM ticket WHERE settore_id = :settore_id AND open = 1 ORDER BY id LIMIT :n;

-- name: settore_used :one
-- col: rules int
-- col: categories int
SELECT (SELECT count(*) FROM rule WHERE settore_id = :id AND active = 1) AS rules,
       (SELECT count(*) FROM category WHERE settore_id = :id AND active = 1) AS categories; -- scan-ok: some dozens of rows

-- name: category_used :one
-- col: rules int
-- col: leaves int
SELECT (SELECT count(*) FROM rule WHERE category_id = :id AND active = 1) AS rules,
       (SELECT count(*) FROM category WHERE parent_id = :id AND active = 1) AS leaves; -- scan-ok: some dozens of rows

-- name: rule_trial_tickets :many
-- A page of them, newest first.
SELECT id, code, type, channel, category_id, area_id, created_at FROM ticket WHERE id < :before_id ORDER BY id DESC LIMIT :n;

-- name: text_trial_tickets :many
-- Requests whose office somebody decided, newest first: a stretch of numbers at a time. What may not be decided by words is left out.
-- A mail may have megabytes: what it begins with decides.
-- param: from_id int
-- param: before_id int
-- col: body text
SELECT t.id, t.code, t.type, t.channel, t.category_id, t.area_id, t.settore_id, t.created_at, x.subject, substr(x.body, 1, 20000) AS body
  FROM ticket t JOIN ticket_text x ON x.ticket_id = t.id
 WHERE t.id >= :from_id AND t.id < :before_id AND t.settore_id IS NOT NULL AND t.state <> 'archived' AND t.duplicate_of IS NULL AND t.flags & 4 = 0
   AND x.redacted_at IS NULL AND t.type NOT IN ('access_doc', 'access_civic', 'access_foia')
 ORDER BY t.id DESC;

-- name: setting_last_mail :one
SELECT id FROM outbox WHERE ticket_id = :ticket_id ORDER BY id DESC LIMIT 1;
