-- SPDX-License-Identifier: EUPL-1.2
-- Lists of requests (ticket/list): a walk along one index gives ids in order, list_fits says which of them are wanted, list_draw
-- draws those of a page. key is what the order goes by, 0 where that is the id.

-- ---- walks --------------------------------------------------------------------------------------

-- name: walk_all_down :many
-- In the order of registration.
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_all_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE id > :from_id ORDER BY id LIMIT :n;

-- name: walk_open_down :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_open_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_settore_down :many
-- 0: those of none.
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE settore_id IS nullif(:settore_id, 0) AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_settore_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE settore_id IS nullif(:settore_id, 0) AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_type_down :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE type = :type AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_type_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE type = :type AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_operator_down :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE operator_id IS NOT NULL AND operator_id = :operator_id AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_operator_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE operator_id IS NOT NULL AND operator_id = :operator_id AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_category_down :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE category_id IS NOT NULL AND category_id = :category_id AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_category_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE category_id IS NOT NULL AND category_id = :category_id AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_area_down :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE area_id IS NOT NULL AND area_id = :area_id AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_area_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE area_id IS NOT NULL AND area_id = :area_id AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_open_settore_down :many
-- The same four of those that are open.
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND settore_id IS nullif(:settore_id, 0) AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_open_settore_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND settore_id IS nullif(:settore_id, 0) AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_open_category_down :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND category_id IS NOT NULL AND category_id = :category_id AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_open_category_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND category_id IS NOT NULL AND category_id = :category_id AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_open_area_down :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND area_id IS NOT NULL AND area_id = :area_id AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_open_area_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND area_id IS NOT NULL AND area_id = :area_id AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_open_operator_down :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND operator_id IS NOT NULL AND operator_id = :operator_id AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_open_operator_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE open = 1 AND operator_id IS NOT NULL AND operator_id = :operator_id AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_undelivered_down :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE attention & 32 <> 0 AND id < :from_id ORDER BY id DESC LIMIT :n;

-- name: walk_undelivered_up :many
-- param: from_id int
-- col: key int
SELECT id, 0 AS key FROM ticket WHERE attention & 32 <> 0 AND id > :from_id ORDER BY id LIMIT :n;

-- name: walk_tag_down :many
-- param: from_id int
-- col: key int
SELECT ticket_id AS id, 0 AS key FROM ticket_tag WHERE tag_id = :tag_id AND ticket_id < :from_id ORDER BY ticket_id DESC LIMIT :n;

-- name: walk_tag_up :many
-- param: from_id int
-- col: key int
SELECT ticket_id AS id, 0 AS key FROM ticket_tag WHERE tag_id = :tag_id AND ticket_id > :from_id ORDER BY ticket_id LIMIT :n;

-- name: walk_lang_down :many
-- Any but Italian.
-- param: from_id int
-- col: key int
SELECT ticket_id AS id, 0 AS key FROM ticket_text WHERE lang <> 'it' AND lang = :lang AND ticket_id < :from_id ORDER BY ticket_id DESC LIMIT :n;

-- name: walk_lang_up :many
-- param: from_id int
-- col: key int
SELECT ticket_id AS id, 0 AS key FROM ticket_text WHERE lang <> 'it' AND lang = :lang AND ticket_id > :from_id ORDER BY ticket_id LIMIT :n;

-- name: walk_joined_any_down :many
-- Those that somebody joined.
-- param: from_id int
-- col: key int
SELECT ticket_id AS id, 0 AS key FROM joined_n WHERE ticket_id < :from_id ORDER BY ticket_id DESC LIMIT :n;

-- name: walk_joined_any_up :many
-- param: from_id int
-- col: key int
SELECT ticket_id AS id, 0 AS key FROM joined_n WHERE ticket_id > :from_id ORDER BY ticket_id LIMIT :n;

-- name: walk_joined_down :many
-- The same, by how many.
-- param: from_key int
-- param: from_id int
SELECT ticket_id AS id, n AS key FROM joined_n WHERE (n, ticket_id) < (:from_key, :from_id) ORDER BY n DESC, ticket_id DESC LIMIT :n;

-- name: walk_joined_up :many
-- param: from_key int
-- param: from_id int
SELECT ticket_id AS id, n AS key FROM joined_n WHERE (n, ticket_id) > (:from_key, :from_id) ORDER BY n, ticket_id LIMIT :n;

-- name: walk_due_down :many
-- Open ones that have a date.
-- param: from_key int
-- param: from_id int
SELECT id, due_at AS key FROM ticket WHERE open = 1 AND due_at IS NOT NULL AND (due_at, id) < (:from_key, :from_id) ORDER BY due_at DESC, id DESC LIMIT :n;

-- name: walk_due_up :many
-- param: from_key int
-- param: from_id int
SELECT id, due_at AS key FROM ticket WHERE open = 1 AND due_at IS NOT NULL AND (due_at, id) > (:from_key, :from_id) ORDER BY due_at, id LIMIT :n;

-- name: walk_updated_down :many
-- param: from_key int
-- param: from_id int
SELECT id, updated_at AS key FROM ticket WHERE (updated_at, id) < (:from_key, :from_id) ORDER BY updated_at DESC, id DESC LIMIT :n;

-- name: walk_updated_up :many
-- param: from_key int
-- param: from_id int
SELECT id, updated_at AS key FROM ticket WHERE (updated_at, id) > (:from_key, :from_id) ORDER BY updated_at, id LIMIT :n;

-- name: walk_presented_down :many
-- param: from_key int
-- param: from_id int
SELECT id, presented_at AS key FROM ticket WHERE (presented_at, id) < (:from_key, :from_id) ORDER BY presented_at DESC, id DESC LIMIT :n;

-- name: walk_presented_up :many
-- param: from_key int
-- param: from_id int
SELECT id, presented_at AS key FROM ticket WHERE (presented_at, id) > (:from_key, :from_id) ORDER BY presented_at, id LIMIT :n;

-- name: walk_closed_down :many
-- param: from_key int
-- param: from_id int
SELECT id, closed_at AS key FROM ticket WHERE closed_at IS NOT NULL AND (closed_at, id) < (:from_key, :from_id) ORDER BY closed_at DESC, id DESC LIMIT :n;

-- name: walk_closed_up :many
-- param: from_key int
-- param: from_id int
SELECT id, closed_at AS key FROM ticket WHERE closed_at IS NOT NULL AND (closed_at, id) > (:from_key, :from_id) ORDER BY closed_at, id LIMIT :n;

-- ---- which of them -------------------------------------------------------------------------------

-- name: list_fits :many
-- Those of ids (a JSON array) that are wanted, in their order. Each kind of value is a JSON array of which one has to be there, or
-- with not_ none may; NULL: any. 0 stands for none.
-- param: ids text
-- param: only_open int
-- param: types text
-- param: not_types int
-- param: states text
-- param: not_states int
-- param: outcomes text
-- param: not_outcomes int
-- param: channels text
-- param: not_channels int
-- param: settori text
-- param: not_settori int
-- param: categories text
-- param: not_categories int
-- param: areas text
-- param: not_areas int
-- param: operators text
-- param: not_operators int
-- param: presented_from_at int
-- param: presented_until_at int
-- param: closed_from_at int
-- param: closed_until_at int
-- param: due_from_at int
-- param: due_until_at int
-- param: no_due int
-- param: tags text
-- param: not_tags int
-- param: with_files int
-- param: undelivered int
-- param: langs text
-- param: not_langs int
-- param: joined_min int
-- col: position int
SELECT t.id, j.key AS position
  FROM json_each(:ids) j CROSS JOIN ticket t ON t.id = j.value
 WHERE (:only_open = 0 OR t.open = 1)
   AND (:types IS NULL OR (t.type IN (SELECT value FROM json_each(:types))) <> :not_types)
   AND (:states IS NULL OR (t.state IN (SELECT value FROM json_each(:states))) <> :not_states)
   AND (:outcomes IS NULL OR (coalesce(t.outcome, '') IN (SELECT value FROM json_each(:outcomes))) <> :not_outcomes)
   AND (:channels IS NULL OR (t.channel IN (SELECT value FROM json_each(:channels))) <> :not_channels)
   AND (:settori IS NULL OR (coalesce(t.settore_id, 0) IN (SELECT value FROM json_each(:settori))) <> :not_settori)
   AND (:categories IS NULL OR (coalesce(t.category_id, 0) IN (SELECT value FROM json_each(:categories))) <> :not_categories)
   AND (:areas IS NULL OR (coalesce(t.area_id, 0) IN (SELECT value FROM json_each(:areas))) <> :not_areas)
   AND (:operators IS NULL OR (coalesce(t.operator_id, 0) IN (SELECT value FROM json_each(:operators))) <> :not_operators)
   AND t.presented_at >= :presented_from_at AND t.presented_at < :presented_until_at
   AND (:closed_until_at = 0 OR (t.closed_at >= :closed_from_at AND t.closed_at < :closed_until_at))
   AND (:due_until_at = 0 OR (t.open = 1 AND t.due_at >= :due_from_at AND t.due_at < :due_until_at))
   AND (:no_due = 0 OR (t.open = 1 AND t.due_at IS NULL))
   AND (:tags IS NULL OR EXISTS (SELECT 1 FROM ticket_tag g WHERE g.ticket_id = t.id AND g.tag_id IN (SELECT value FROM json_each(:tags))) <> :not_tags)
   AND (:with_files = 0 OR EXISTS (SELECT 1 FROM attachment f WHERE f.ticket_id = t.id AND f.in_text = 0))
   AND (:undelivered = 0 OR t.attention & 32 <> 0)
   AND (:langs IS NULL OR EXISTS (SELECT 1 FROM ticket_text x WHERE x.ticket_id = t.id AND x.lang IN (SELECT value FROM json_each(:langs))) <> :not_langs)
   AND (:joined_min = 0 OR EXISTS (SELECT 1 FROM joined_n m WHERE m.ticket_id = t.id AND m.n >= :joined_min))
 ORDER BY j.key;

-- name: list_confidential :many
-- Of these ids, some thousands: looked up where there are few, not each in its row.
-- param: ids text
SELECT t.id, t.flags FROM json_each(:ids) j CROSS JOIN ticket t INDEXED BY ticket_confidential ON t.id = j.value WHERE t.flags & 4 <> 0;

-- name: list_draw :many
-- What every list shows of these ids, in their order; the words only for a search, which shows where it found them: their beginning,
-- as a page has fifty and a mail megabytes (bytes are there, characters are counted one by one). CROSS JOIN keeps json_each outside, which gives its elements one after the other: ORDER BY
-- would pack whole rows to sort what is in order.
-- param: ids text
-- param: with_words int
-- col: body text
-- col: joined int
SELECT t.id, t.code, t.type, t.state, t.channel, t.due_at, t.attention, t.created_at AS at, t.flags, x.subject, x.place,
       p.name, p.surname, t.settore_id, t.version, coalesce(m.n, 0) AS joined,
       CASE WHEN NOT :with_words THEN NULL WHEN length(CAST(x.body AS BLOB)) > 20000 THEN substr(x.body, 1, 20000) ELSE x.body END AS body
  FROM json_each(:ids) j CROSS JOIN ticket t ON t.id = j.value
  JOIN ticket_text x ON x.ticket_id = t.id
  LEFT JOIN person p ON p.id = t.person_id
  LEFT JOIN joined_n m ON m.ticket_id = t.id;

-- name: list_draw_more :many
-- What only some columns show, of the same ids in the same order: each column of a row costs, wanted or not.
-- param: ids text
-- param: with_counts int
-- col: tags text
-- col: n_files int
-- col: n_joined int
SELECT t.id, t.outcome, t.category_id, t.area_id, t.operator_id, t.presented_at, t.updated_at, t.closed_at, x.lang,
       CASE WHEN :with_counts THEN (SELECT group_concat(g.name, ', ') FROM ticket_tag k JOIN tag g ON g.id = k.tag_id WHERE k.ticket_id = t.id) END AS tags,
       CASE WHEN :with_counts THEN (SELECT count(*) FROM attachment f WHERE f.ticket_id = t.id AND f.in_text = 0) END AS n_files,
       CASE WHEN :with_counts THEN (SELECT m.n FROM joined_n m WHERE m.ticket_id = t.id) END AS n_joined
  FROM json_each(:ids) j CROSS JOIN ticket t ON t.id = j.value
  JOIN ticket_text x ON x.ticket_id = t.id;

-- ---- how many ------------------------------------------------------------------------------------

-- name: list_tally_all :one
-- All there are, or all that are open: most lists ask nothing else. Ids have no gaps (urpd check looks).
-- param: only_open int
-- col: n int
SELECT CASE WHEN :only_open THEN (SELECT coalesce(sum(n), 0) FROM tally WHERE open = 1) ELSE (SELECT coalesce(max(id), 0) FROM ticket) END AS n;

-- name: list_tally :one
-- Values as in list_fits.
-- param: only_open int
-- param: types text
-- param: not_types int
-- param: states text
-- param: not_states int
-- param: outcomes text
-- param: not_outcomes int
-- param: channels text
-- param: not_channels int
-- col: n int
SELECT coalesce(sum(n), 0) AS n FROM tally
 WHERE open >= :only_open
   AND (:types IS NULL OR (type IN (SELECT value FROM json_each(:types))) <> :not_types)
   AND (:states IS NULL OR (state IN (SELECT value FROM json_each(:states))) <> :not_states)
   AND (:outcomes IS NULL OR (outcome IN (SELECT value FROM json_each(:outcomes))) <> :not_outcomes)
   AND (:channels IS NULL OR (channel IN (SELECT value FROM json_each(:channels))) <> :not_channels);

-- name: list_tally_settori :one
-- The same for some settori: of the cells, theirs alone are read.
-- param: settori text
-- param: only_open int
-- param: types text
-- param: not_types int
-- param: states text
-- param: not_states int
-- param: outcomes text
-- param: not_outcomes int
-- param: channels text
-- param: not_channels int
-- col: n int
SELECT coalesce(sum(n), 0) AS n FROM tally
 WHERE open IN (:only_open, 1) AND settore_id IN (SELECT value FROM json_each(:settori))
   AND (:types IS NULL OR (type IN (SELECT value FROM json_each(:types))) <> :not_types)
   AND (:states IS NULL OR (state IN (SELECT value FROM json_each(:states))) <> :not_states)
   AND (:outcomes IS NULL OR (outcome IN (SELECT value FROM json_each(:outcomes))) <> :not_outcomes)
   AND (:channels IS NULL OR (channel IN (SELECT value FROM json_each(:channels))) <> :not_channels);

-- name: list_tally_by :one
-- The same for some subjects, some operators or some areas (dim).
-- param: dim int
-- param: ids text
-- param: only_open int
-- param: settori text
-- param: not_settori int
-- param: types text
-- param: not_types int
-- param: states text
-- param: not_states int
-- param: outcomes text
-- param: not_outcomes int
-- param: channels text
-- param: not_channels int
-- col: n int
SELECT coalesce(sum(n), 0) AS n FROM tally_by
 WHERE dim = :dim AND id IN (SELECT value FROM json_each(:ids)) AND open >= :only_open
   AND (:settori IS NULL OR (settore_id IN (SELECT value FROM json_each(:settori))) <> :not_settori)
   AND (:types IS NULL OR (type IN (SELECT value FROM json_each(:types))) <> :not_types)
   AND (:states IS NULL OR (state IN (SELECT value FROM json_each(:states))) <> :not_states)
   AND (:outcomes IS NULL OR (outcome IN (SELECT value FROM json_each(:outcomes))) <> :not_outcomes)
   AND (:channels IS NULL OR (channel IN (SELECT value FROM json_each(:channels))) <> :not_channels);

-- name: list_tally_category :one
-- The same for some subjects and what else is asked of areas and operators.
-- param: categories text
-- param: areas text
-- param: not_areas int
-- param: operators text
-- param: not_operators int
-- param: only_open int
-- param: settori text
-- param: not_settori int
-- param: types text
-- param: not_types int
-- param: states text
-- param: not_states int
-- param: outcomes text
-- param: not_outcomes int
-- param: channels text
-- param: not_channels int
-- col: n int
SELECT coalesce(sum(n), 0) AS n FROM tally_wide
 WHERE category_id IN (SELECT value FROM json_each(:categories)) AND open >= :only_open
   AND (:areas IS NULL OR (area_id IN (SELECT value FROM json_each(:areas))) <> :not_areas)
   AND (:operators IS NULL OR (operator_id IN (SELECT value FROM json_each(:operators))) <> :not_operators)
   AND (:settori IS NULL OR (settore_id IN (SELECT value FROM json_each(:settori))) <> :not_settori)
   AND (:types IS NULL OR (type IN (SELECT value FROM json_each(:types))) <> :not_types)
   AND (:states IS NULL OR (state IN (SELECT value FROM json_each(:states))) <> :not_states)
   AND (:outcomes IS NULL OR (outcome IN (SELECT value FROM json_each(:outcomes))) <> :not_outcomes)
   AND (:channels IS NULL OR (channel IN (SELECT value FROM json_each(:channels))) <> :not_channels);

-- name: list_tally_operator :one
-- The same for some operators and what else is asked of areas and subjects.
-- param: operators text
-- param: categories text
-- param: not_categories int
-- param: areas text
-- param: not_areas int
-- param: only_open int
-- param: settori text
-- param: not_settori int
-- param: types text
-- param: not_types int
-- param: states text
-- param: not_states int
-- param: outcomes text
-- param: not_outcomes int
-- param: channels text
-- param: not_channels int
-- col: n int
SELECT coalesce(sum(n), 0) AS n FROM tally_wide
 WHERE operator_id IN (SELECT value FROM json_each(:operators)) AND open >= :only_open
   AND (:categories IS NULL OR (category_id IN (SELECT value FROM json_each(:categories))) <> :not_categories)
   AND (:areas IS NULL OR (area_id IN (SELECT value FROM json_each(:areas))) <> :not_areas)
   AND (:settori IS NULL OR (settore_id IN (SELECT value FROM json_each(:settori))) <> :not_settori)
   AND (:types IS NULL OR (type IN (SELECT value FROM json_each(:types))) <> :not_types)
   AND (:states IS NULL OR (state IN (SELECT value FROM json_each(:states))) <> :not_states)
   AND (:outcomes IS NULL OR (outcome IN (SELECT value FROM json_each(:outcomes))) <> :not_outcomes)
   AND (:channels IS NULL OR (channel IN (SELECT value FROM json_each(:channels))) <> :not_channels);

-- name: list_tally_wide :one
-- The same where two of the three are asked for as all but some.
-- param: categories text
-- param: not_categories int
-- param: areas text
-- param: not_areas int
-- param: operators text
-- param: not_operators int
-- param: only_open int
-- param: settori text
-- param: not_settori int
-- param: types text
-- param: not_types int
-- param: states text
-- param: not_states int
-- param: outcomes text
-- param: not_outcomes int
-- param: channels text
-- param: not_channels int
-- col: n int
SELECT coalesce(sum(n), 0) AS n FROM tally_wide
 WHERE open >= :only_open
   AND (:categories IS NULL OR (category_id IN (SELECT value FROM json_each(:categories))) <> :not_categories)
   AND (:areas IS NULL OR (area_id IN (SELECT value FROM json_each(:areas))) <> :not_areas)
   AND (:operators IS NULL OR (operator_id IN (SELECT value FROM json_each(:operators))) <> :not_operators)
   AND (:settori IS NULL OR (settore_id IN (SELECT value FROM json_each(:settori))) <> :not_settori)
   AND (:types IS NULL OR (type IN (SELECT value FROM json_each(:types))) <> :not_types)
   AND (:states IS NULL OR (state IN (SELECT value FROM json_each(:states))) <> :not_states)
   AND (:outcomes IS NULL OR (outcome IN (SELECT value FROM json_each(:outcomes))) <> :not_outcomes)
   AND (:channels IS NULL OR (channel IN (SELECT value FROM json_each(:channels))) <> :not_channels); -- scan-ok: hardly ever asked for

-- name: list_count_due :one
-- By the days on which terms end.
-- param: from_at int
-- param: until_at int
-- col: n int
SELECT coalesce(sum(n), 0) AS n FROM board_due WHERE scope = 0 AND scope_id = 0 AND due_at >= :from_at AND due_at < :until_at;

-- name: list_count_presented :one
-- param: from_at int
-- param: until_at int
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM ticket WHERE presented_at >= :from_at AND presented_at < :until_at LIMIT :n);

-- name: list_count_closed :one
-- param: from_at int
-- param: until_at int
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM ticket WHERE closed_at IS NOT NULL AND closed_at >= :from_at AND closed_at < :until_at LIMIT :n);

-- name: list_count_langs :one
-- Any but Italian.
-- param: langs text
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM ticket_text WHERE lang <> 'it' AND lang IN (SELECT value FROM json_each(:langs)) LIMIT :n);

-- name: list_count_joined :one
-- param: least int
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM joined_n WHERE n >= :least LIMIT :n);

-- name: list_count_undelivered :one
-- col: n int
SELECT coalesce((SELECT n FROM board WHERE scope = 0 AND scope_id = 0 AND bits = 32), 0) AS n;

-- name: list_operators :many
-- Who may stand as operator of a request; those of the past, too.
SELECT id, name FROM user ORDER BY name; -- scan-ok: the people of one office

-- name: list_areas :kept
SELECT id, name FROM area ORDER BY name; -- scan-ok: some dozens of rows

-- ---- tags ----------------------------------------------------------------------------------------

-- name: tag_list :many
-- By name; those that are on no request any more at the end.
SELECT id, name, n FROM tag ORDER BY n = 0, folded LIMIT 500; -- scan-ok: the words of one office

-- name: tag_by_id :one
SELECT id, name, n FROM tag WHERE id = :id;

-- name: tag_by_folded :one
SELECT id, name, n FROM tag WHERE folded = :folded;

-- name: tag_add :insert
INSERT INTO tag (name, folded, created_at) VALUES (:name, :folded, :now_at);

-- name: tags_of_ticket :many
SELECT g.id, g.name FROM ticket_tag k JOIN tag g ON g.id = k.tag_id WHERE k.ticket_id = :ticket_id ORDER BY g.folded;

-- name: ticket_tag_put :changes
INSERT INTO ticket_tag (tag_id, ticket_id) VALUES (:tag_id, :ticket_id) ON CONFLICT DO NOTHING;

-- name: ticket_tag_drop :changes
DELETE FROM ticket_tag WHERE tag_id = :tag_id AND ticket_id = :ticket_id;

-- ---- prepared answers ------------------------------------------------------------------------------

-- name: bulk_templates :many
-- For many requests at once: those made for every type and every category.
SELECT code, title FROM reply_template p WHERE type IS NULL AND NOT EXISTS (SELECT 1 FROM reply_template_category c WHERE c.template_id = p.id)
 ORDER BY title; -- scan-ok: some dozens of rows

-- name: bulk_template :one
SELECT body FROM reply_template WHERE code = :code;

-- ---- what people keep ------------------------------------------------------------------------------

-- name: pref_of :one
SELECT value FROM user_pref WHERE user_id = :user_id AND key = :key;

-- name: pref_put :exec
INSERT INTO user_pref (user_id, key, value) VALUES (:user_id, :key, :value) ON CONFLICT DO UPDATE SET value = excluded.value;

-- name: view_list :many
-- One's own and those of all, by name.
SELECT v.id, v.user_id, v.name, v.query, v.shared, u.name AS owner FROM saved_view v CROSS JOIN user u ON u.id = v.user_id
 WHERE v.user_id = :user_id OR v.shared = 1 ORDER BY v.name, v.id LIMIT 200; -- scan-ok: what the people of one office saved

-- name: view_by_id :one
SELECT id, user_id, name, query, shared FROM saved_view WHERE id = :id;

-- name: view_put :exec
-- The same name again: the new list under it.
INSERT INTO saved_view (user_id, name, query, shared, created_at) VALUES (:user_id, :name, :query, :shared, :now_at)
ON CONFLICT (user_id, name) DO UPDATE SET query = excluded.query, shared = excluded.shared;

-- name: view_change :changes
UPDATE saved_view SET name = :name, shared = :shared WHERE id = :id;

-- name: view_drop :changes
DELETE FROM saved_view WHERE id = :id;

-- name: export_add :exec
INSERT INTO export_log (user_id, at, format, query, columns) VALUES (:user_id, :now_at, :format, :query, :columns);

-- name: export_recent :many
SELECT e.at, e.format, e.query, u.name FROM export_log e JOIN user u ON u.id = e.user_id ORDER BY e.id DESC LIMIT :n; -- scan-ok: its newest rows

-- ---- checking ------------------------------------------------------------------------------------

-- name: check_tally :one
-- Cells that do not count what is there, and tags.
-- col: narrow int
-- col: wide int
-- col: apart int
-- col: tags int
-- col: gaps int
SELECT (SELECT coalesce(max(id), 0) - count(*) FROM ticket) AS gaps,
       (SELECT count(*) FROM (SELECT open, coalesce(settore_id, 0), type, state, coalesce(outcome, ''), channel, count(*) FROM ticket GROUP BY 1, 2, 3, 4, 5, 6
                              EXCEPT SELECT open, settore_id, type, state, outcome, channel, n FROM tally)) +
       (SELECT count(*) FROM (SELECT open, settore_id, type, state, outcome, channel, n FROM tally
                              EXCEPT SELECT open, coalesce(settore_id, 0), type, state, coalesce(outcome, ''), channel, count(*) FROM ticket
                                      GROUP BY 1, 2, 3, 4, 5, 6)) AS narrow,
       (SELECT count(*) FROM (SELECT coalesce(category_id, 0), coalesce(operator_id, 0), coalesce(area_id, 0), open, coalesce(settore_id, 0), type, state,
                                     coalesce(outcome, ''), channel, count(*) FROM ticket GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
                              EXCEPT SELECT category_id, operator_id, area_id, open, settore_id, type, state, outcome, channel, n FROM tally_wide)) +
       (SELECT count(*) FROM (SELECT category_id, operator_id, area_id, open, settore_id, type, state, outcome, channel, n FROM tally_wide
                              EXCEPT SELECT coalesce(category_id, 0), coalesce(operator_id, 0), coalesce(area_id, 0), open, coalesce(settore_id, 0), type, state,
                                            coalesce(outcome, ''), channel, count(*) FROM ticket GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9)) AS wide,
       (SELECT count(*) FROM (SELECT dim, id, open, settore_id, type, state, outcome, channel, n FROM tally_by
                              EXCEPT SELECT 1, category_id, open, settore_id, type, state, outcome, channel, sum(n) FROM tally_wide GROUP BY 2, 3, 4, 5, 6, 7, 8
                              EXCEPT SELECT 2, operator_id, open, settore_id, type, state, outcome, channel, sum(n) FROM tally_wide GROUP BY 2, 3, 4, 5, 6, 7, 8
                              EXCEPT SELECT 3, area_id, open, settore_id, type, state, outcome, channel, sum(n) FROM tally_wide GROUP BY 2, 3, 4, 5, 6, 7, 8)) +
       (SELECT abs(3 * (SELECT coalesce(sum(n), 0) FROM tally) - (SELECT coalesce(sum(n), 0) FROM tally_by))) AS apart,
       (SELECT count(*) FROM tag g WHERE g.n <> (SELECT count(*) FROM ticket_tag k WHERE k.tag_id = g.id)) AS tags; -- scan-ok: urpd check alone
