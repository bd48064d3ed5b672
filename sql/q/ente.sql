-- SPDX-License-Identifier: EUPL-1.2
-- The body: settings, settori, categories, areas, rules, terms, closed days.

-- ---- reading ------------------------------------------------------------------------------------

-- name: ente_all :kept
SELECT key, value FROM ente ORDER BY key; -- scan-ok: some dozens of rows, all of them wanted

-- name: settore_all :kept
-- Those of the past, too: old tickets name them.
SELECT id, code, name, email, fallback_email, head_name, head_email, phone, hours, tasks, role, digest_hour, active
  FROM settore ORDER BY name; -- scan-ok: some dozens of rows, all of them wanted

-- name: settore_names :kept
SELECT settore_id, lang, name FROM settore_name; -- scan-ok: some dozens of rows in each language

-- name: category_all :kept
-- Groups by their position, each followed by its leaves. Those of the past, too: old tickets name them.
-- col: leaf int
-- col: near_m int
SELECT c.id, c.parent_id, c.settore_id, c.code, c.name, c.hint, c.keywords, p.name AS parent_name, c.emergency, c.public, c.active,
       coalesce(nullif(c.near_m, 0), p.near_m, 0) AS near_m,
       NOT EXISTS (SELECT 1 FROM category k WHERE k.parent_id = c.id AND k.active = 1) AS leaf
  FROM category c LEFT JOIN category p ON p.id = c.parent_id
 ORDER BY coalesce(p.position, c.position), coalesce(p.id, c.id), c.parent_id IS NOT NULL, c.position, c.id;
 -- scan-ok: some dozens of rows, all of them wanted

-- name: category_names :kept
SELECT category_id, lang, name FROM category_name; -- scan-ok: some dozens of rows in each language

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

-- name: absence_all :kept
SELECT id, settore_id, from_day, to_day, to_settore_id, to_name, to_email, note FROM absence ORDER BY from_day, id; -- scan-ok: some rows, all of them

-- name: question_all :kept
SELECT id, category_id, code, kind, label, hint, options, stop, required, position FROM question
 ORDER BY category_id, position, id; -- scan-ok: some dozens of rows, all of them wanted

-- name: emergency_all :kept
-- The last ones begun first.
SELECT id, text, contact, from_at, until_at, way, categories, parent FROM emergency ORDER BY from_at DESC, id DESC; -- scan-ok: some rows, all of them

-- name: channel_all :kept
SELECT code, closed, closed_at, until_day, text, stale FROM channel ORDER BY id; -- scan-ok: half a dozen of rows

-- name: channel_put :exec
INSERT INTO channel (code, closed, closed_at, until_day, text) VALUES (:code, :closed, :closed_at, :until_day, :text)
ON CONFLICT (code) DO UPDATE SET closed = excluded.closed, closed_at = excluded.closed_at, until_day = excluded.until_day, text = excluded.text,
       stale = 0;

-- name: channel_stale_all :exec
-- Before the file is loaded anew: a door that it closes again has been closed since it was.
UPDATE channel SET stale = 1; -- scan-ok: all of them

-- name: channel_drop_stale :exec
DELETE FROM channel WHERE stale = 1; -- scan-ok: half a dozen of rows

-- name: settore_by_code :one
SELECT id FROM settore WHERE code = :code AND active = 1;

-- name: category_by_code :one
SELECT id FROM category WHERE code = :code AND active = 1;

-- name: area_by_code :one
SELECT id FROM area WHERE code = :code;

-- ---- loading ------------------------------------------------------------------------------------

-- name: registers_now :one
SELECT version FROM registers WHERE id = 1;

-- name: registers_change :exec
-- Not the next number: what a rolled back change would have been must not come again.
UPDATE registers SET version = random() WHERE id = 1;

-- name: ente_put :exec
INSERT INTO ente (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: settore_set_active :exec
UPDATE settore SET active = :active WHERE id = :id;

-- name: category_set_active :exec
UPDATE category SET active = :active WHERE id = :id;

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
INSERT INTO category (code, parent_id, name, hint, keywords, settore_id, emergency, public, near_m, position, active)
VALUES (:code, nullif(:parent_id, 0), :name, :hint, :keywords, nullif(:settore_id, 0), :emergency, :public, :near_m, :position, 1)
ON CONFLICT (code) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name, hint = excluded.hint,
       keywords = excluded.keywords, settore_id = excluded.settore_id, emergency = excluded.emergency, public = excluded.public,
       near_m = excluded.near_m, position = excluded.position, active = 1
RETURNING id;

-- name: settore_names_drop :exec
DELETE FROM settore_name WHERE settore_id = :settore_id;

-- name: settore_name_add :exec
INSERT INTO settore_name (settore_id, lang, name) VALUES (:settore_id, :lang, :name);

-- name: category_names_drop :exec
DELETE FROM category_name WHERE category_id = :category_id;

-- name: category_name_add :exec
INSERT INTO category_name (category_id, lang, name) VALUES (:category_id, :lang, :name);

-- name: area_put :one
INSERT INTO area (code, name) VALUES (:code, :name) ON CONFLICT (code) DO UPDATE SET name = excluded.name
RETURNING id;

-- name: area_used :one
-- col: rules int
-- col: tickets int
SELECT (SELECT count(*) FROM rule WHERE area_id = :id) AS rules,
       (SELECT coalesce(sum(n), 0) FROM tally_wide WHERE area_id = :id) AS tickets; -- scan-ok: some dozens of rules, some hundreds of cells

-- name: area_drop :exec
DELETE FROM area WHERE id = :id;

-- name: rule_drop_all :exec
DELETE FROM rule; -- scan-ok: all of them

-- name: rule_put :exec
-- id 0: a new one.
INSERT INTO rule (id, type, category_id, area_id, channel, settore_id, certain, position, note, active)
VALUES (nullif(:id, 0), :type, nullif(:category_id, 0), nullif(:area_id, 0), :channel, :settore_id, :certain, :position, :note, :active)
ON CONFLICT (id) DO UPDATE SET type = excluded.type, category_id = excluded.category_id, area_id = excluded.area_id, channel = excluded.channel,
       settore_id = excluded.settore_id, certain = excluded.certain, position = excluded.position, note = excluded.note, active = excluded.active;

-- name: rule_drop :exec
DELETE FROM rule WHERE id = :id;

-- name: term_drop_all :exec
DELETE FROM term; -- scan-ok: all of them

-- name: term_put :exec
INSERT INTO term (id, type, category_id, timer, days, unit) VALUES (nullif(:id, 0), :type, nullif(:category_id, 0), :timer, :days, :unit)
ON CONFLICT (id) DO UPDATE SET type = excluded.type, category_id = excluded.category_id, timer = excluded.timer, days = excluded.days, unit = excluded.unit;

-- name: term_drop :exec
DELETE FROM term WHERE id = :id;

-- name: holiday_drop_all :exec
DELETE FROM holiday; -- scan-ok: all of them

-- name: holiday_put :exec
INSERT INTO holiday (id, day, name) VALUES (nullif(:id, 0), :day, :name)
ON CONFLICT (id) DO UPDATE SET day = excluded.day, name = excluded.name;

-- name: holiday_drop :exec
DELETE FROM holiday WHERE id = :id;

-- name: template_drop_all :exec
DELETE FROM reply_template; -- scan-ok: all of them

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

-- name: other_body_put :exec
-- id 0: a new one.
INSERT INTO other_body (id, code, name, email, pec, tasks, category, places, active)
VALUES (nullif(:id, 0), :code, :name, :email, :pec, :tasks, :category, :places, :active)
ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, email = excluded.email, pec = excluded.pec, tasks = excluded.tasks,
       category = excluded.category, places = excluded.places, active = excluded.active;

-- name: other_body_drop :exec
DELETE FROM other_body WHERE id = :id;

-- name: other_body_all :kept
SELECT id, code, name, email, pec, tasks, category, places, active FROM other_body ORDER BY name; -- scan-ok: some dozens of rows

-- name: template_put :one
INSERT INTO reply_template (id, code, title, type, language, body) VALUES (nullif(:id, 0), :code, :title, :type, :language, :body)
ON CONFLICT (id) DO UPDATE SET code = excluded.code, title = excluded.title, type = excluded.type, language = excluded.language, body = excluded.body
RETURNING id;

-- name: template_category_drop :exec
DELETE FROM reply_template_category WHERE template_id = :template_id;

-- name: template_drop :exec
DELETE FROM reply_template WHERE id = :id;

-- name: absence_drop_all :exec
DELETE FROM absence; -- scan-ok: all of them

-- name: absence_put :exec
INSERT INTO absence (id, settore_id, from_day, to_day, to_settore_id, to_name, to_email, note)
VALUES (nullif(:id, 0), :settore_id, :from_day, :to_day, nullif(:to_settore_id, 0), :to_name, :to_email, :note)
ON CONFLICT (id) DO UPDATE SET settore_id = excluded.settore_id, from_day = excluded.from_day, to_day = excluded.to_day,
       to_settore_id = excluded.to_settore_id, to_name = excluded.to_name, to_email = excluded.to_email, note = excluded.note;

-- name: absence_drop :exec
DELETE FROM absence WHERE id = :id;

-- name: question_drop_all :exec
DELETE FROM question; -- scan-ok: all of them

-- name: question_put :exec
INSERT INTO question (id, category_id, code, kind, label, hint, options, stop, required, position)
VALUES (nullif(:id, 0), :category_id, :code, :kind, :label, :hint, :options, :stop, :required, :position)
ON CONFLICT (id) DO UPDATE SET category_id = excluded.category_id, code = excluded.code, kind = excluded.kind, label = excluded.label, hint = excluded.hint,
       options = excluded.options, stop = excluded.stop, required = excluded.required, position = excluded.position;

-- name: question_drop :exec
DELETE FROM question WHERE id = :id;

-- name: emergency_put :exec
INSERT INTO emergency (id, text, contact, from_at, until_at, way, categories, parent)
VALUES (nullif(:id, 0), :text, :contact, :from_at, :until_at, :way, :categories, :parent)
ON CONFLICT (id) DO UPDATE SET text = excluded.text, contact = excluded.contact, from_at = excluded.from_at, until_at = excluded.until_at,
       way = excluded.way, categories = excluded.categories, parent = excluded.parent;

-- name: emergency_drop :exec
DELETE FROM emergency WHERE id = :id;
