-- SPDX-License-Identifier: EUPL-1.2
-- The body: settings, settori, categories, areas, rules, terms, closed days.

-- ---- reading ------------------------------------------------------------------------------------

-- name: ente_all :kept
SELECT key, value FROM ente ORDER BY key; -- scan-ok: some dozens of rows, all of them wanted

-- name: settore_all :kept
-- Those of the past, too: old tickets name them.
SELECT id, code, name, email, fallback_email, head_name, head_email, phone, hours, tasks, role, digest_hour, active
  FROM settore ORDER BY name; -- scan-ok: some dozens of rows, all of them wanted

-- name: category_all :kept
-- Groups by their position, each followed by its leaves. Those of the past, too: old tickets name them.
-- col: leaf int
SELECT c.id, c.parent_id, c.settore_id, c.code, c.name, c.hint, c.keywords, p.name AS parent_name, c.emergency, c.active,
       NOT EXISTS (SELECT 1 FROM category k WHERE k.parent_id = c.id AND k.active = 1) AS leaf
  FROM category c LEFT JOIN category p ON p.id = c.parent_id
 ORDER BY coalesce(p.position, c.position), coalesce(p.id, c.id), c.parent_id IS NOT NULL, c.position, c.id;
 -- scan-ok: some dozens of rows, all of them wanted

-- name: area_all :kept
SELECT id, code, name FROM area ORDER BY name; -- scan-ok: some dozens of rows, all of them wanted

-- name: settore_has_contact :one
-- col: n int
SELECT count(*) AS n FROM settore_contact WHERE settore_id = :settore_id AND email = :email COLLATE NOCASE;

-- name: term_all :kept
-- Those of a whole type first, so that those of a category have the last word.
SELECT type, category_id, timer, days, unit FROM term ORDER BY category_id IS NOT NULL, id; -- scan-ok: some dozens of rows

-- name: holiday_list :kept
SELECT day, name FROM holiday ORDER BY day; -- scan-ok: some dozens of rows, all of them wanted

-- name: settore_by_code :one
SELECT id FROM settore WHERE code = :code AND active = 1;

-- name: category_by_code :one
SELECT id FROM category WHERE code = :code AND active = 1;

-- name: area_by_code :one
SELECT id FROM area WHERE code = :code;

-- ---- loading ------------------------------------------------------------------------------------

-- name: registers_change :exec
-- Not the next number: what a rolled back change would have been must not come again.
UPDATE registers SET version = random() WHERE id = 1;

-- name: ente_put :exec
INSERT INTO ente (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: settore_retire_all :exec
-- Those of the file come back one by one.
UPDATE settore SET active = 0; -- scan-ok: some dozens of rows, all of them

-- name: settore_put :one
INSERT INTO settore (code, name, email, fallback_email, head_name, head_email, phone, hours, tasks, role, digest_hour, active)
VALUES (:code, :name, :email, :fallback_email, :head_name, :head_email, :phone, :hours, :tasks, :role, :digest_hour, 1)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, email = excluded.email,
       fallback_email = excluded.fallback_email, head_name = excluded.head_name, head_email = excluded.head_email,
       phone = excluded.phone, hours = excluded.hours, tasks = excluded.tasks, role = excluded.role, digest_hour = excluded.digest_hour,
       active = 1
RETURNING id;

-- name: contact_drop_all :exec
DELETE FROM settore_contact WHERE settore_id = :settore_id;

-- name: contact_add :exec
INSERT INTO settore_contact (settore_id, name, email) VALUES (:settore_id, :name, :email);

-- name: category_retire_all :exec
UPDATE category SET active = 0; -- scan-ok: some dozens of rows, all of them

-- name: category_put :one
INSERT INTO category (code, parent_id, name, hint, keywords, settore_id, emergency, position, active)
VALUES (:code, nullif(:parent_id, 0), :name, :hint, :keywords, nullif(:settore_id, 0), :emergency, :position, 1)
ON CONFLICT (code) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name, hint = excluded.hint,
       keywords = excluded.keywords, settore_id = excluded.settore_id, emergency = excluded.emergency,
       position = excluded.position, active = 1
RETURNING id;

-- name: area_put :one
INSERT INTO area (code, name) VALUES (:code, :name) ON CONFLICT (code) DO UPDATE SET name = excluded.name
RETURNING id;

-- name: rule_drop_all :exec
DELETE FROM rule; -- scan-ok: all of them

-- name: rule_add :exec
INSERT INTO rule (type, category_id, area_id, channel, settore_id, certain, position, note, active)
VALUES (:type, nullif(:category_id, 0), nullif(:area_id, 0), :channel, :settore_id, :certain, :position, :note, 1);

-- name: term_drop_all :exec
DELETE FROM term; -- scan-ok: all of them

-- name: term_add :exec
INSERT INTO term (type, category_id, timer, days, unit) VALUES (:type, nullif(:category_id, 0), :timer, :days, :unit);

-- name: holiday_drop_all :exec
DELETE FROM holiday; -- scan-ok: all of them

-- name: holiday_add :exec
INSERT INTO holiday (day, name) VALUES (:day, :name);

-- name: template_drop_all :exec
DELETE FROM reply_template; -- scan-ok: all of them

-- name: template_add :insert
INSERT INTO reply_template (code, title, type, language, body) VALUES (:code, :title, :type, :language, :body);

-- name: template_category_add :exec
INSERT INTO reply_template_category (template_id, category_id) VALUES (:template_id, :category_id);

-- name: template_list :kept
-- categories: ids, each between blanks; '' for every category.
-- col: categories text
SELECT code, title, type, language, body,
       coalesce((SELECT ' ' || group_concat(category_id, ' ') || ' ' FROM reply_template_category c WHERE c.template_id = t.id), '') AS categories
  FROM reply_template t ORDER BY title; -- scan-ok: some dozens of rows

-- name: other_body_drop_all :exec
DELETE FROM other_body; -- scan-ok: all of them

-- name: other_body_add :exec
INSERT INTO other_body (code, name, email, tasks) VALUES (:code, :name, :email, :tasks);

-- name: other_body_all :kept
SELECT code, name, email, tasks FROM other_body ORDER BY name; -- scan-ok: some dozens of rows
