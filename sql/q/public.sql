-- SPDX-License-Identifier: EUPL-1.2
-- What everybody sees of reports (ticket/publish, ticket/public_list).

-- ---- one publication --------------------------------------------------------------------------------

-- name: publication_of :one
SELECT id, state, why, title, body, place, answer, answer_at, lang, precision, first_at, changed_at, changed_by FROM publication WHERE ticket_id = :ticket_id;

-- name: publication_shown :one
-- By its public number, while it is shown.
SELECT r.ticket_id, r.category_id, r.area_id, r.phase, r.presented_at, r.shown_at, r.changed_at, r.lat, r.lon, r.title, r.place, r.lang, p.body, p.answer, p.answer_at,
       t.outcome
  FROM public_row r JOIN publication p ON p.id = r.id JOIN ticket t ON t.id = r.ticket_id WHERE r.id = :id;

-- name: publication_put :one
INSERT INTO publication (ticket_id, state, why, title, body, place, answer, answer_at, lang, precision, first_at, changed_at, changed_by)
VALUES (:ticket_id, :state, :why, :title, :body, :place, :answer, nullif(:answer_at, 0), :lang, :precision, nullif(:first_at, 0), :changed_at, nullif(:changed_by, 0))
ON CONFLICT (ticket_id) DO UPDATE SET state = excluded.state, why = excluded.why, title = excluded.title, body = excluded.body, place = excluded.place,
       answer = excluded.answer, answer_at = excluded.answer_at, lang = excluded.lang, precision = excluded.precision, first_at = coalesce(publication.first_at, excluded.first_at),
       changed_at = excluded.changed_at, changed_by = excluded.changed_by
RETURNING id, first_at;

-- name: publication_refuse :exec
-- Not to be published: nothing is written for it. What was once there stays as it was.
INSERT INTO publication (ticket_id, state, why, title, body, place, precision, changed_at, changed_by)
VALUES (:ticket_id, 'refused', :why, '', '', '', 'area', :changed_at, nullif(:changed_by, 0))
ON CONFLICT (ticket_id) DO UPDATE SET state = 'refused', why = excluded.why, changed_at = excluded.changed_at, changed_by = excluded.changed_by;

-- name: publication_hide :changes
UPDATE publication SET state = 'hidden', why = :why, changed_at = :changed_at, changed_by = nullif(:changed_by, 0)
 WHERE ticket_id = :ticket_id AND state = 'shown';

-- name: publication_photos :many
SELECT f.attachment_id, f.alt, a.shown, a.sha256, a.mime, a.name FROM publication_photo f JOIN attachment a ON a.id = f.attachment_id
 WHERE f.publication_id = :publication_id ORDER BY f.attachment_id;

-- name: publication_photos_drop :exec
DELETE FROM publication_photo WHERE publication_id = :publication_id;

-- name: publication_photo_add :exec
INSERT INTO publication_photo (publication_id, attachment_id, alt) VALUES (:publication_id, :attachment_id, :alt);

-- name: publication_black :exec
-- A passage of the request was blackened: what was written for everybody may repeat it.
-- param: passage text
-- param: mark text
UPDATE publication SET title = replace(title, :passage, :mark), body = replace(body, :passage, :mark), place = replace(place, :passage, :mark),
       answer = replace(answer, :passage, :mark) WHERE ticket_id = :ticket_id;

-- name: publication_black_photos :exec
-- param: passage text
-- param: mark text
UPDATE publication_photo SET alt = replace(alt, :passage, :mark)
 WHERE publication_id = (SELECT id FROM publication WHERE ticket_id = :ticket_id) AND instr(alt, :passage) > 0;

-- name: publication_black_flags :exec
-- param: passage text
-- param: mark text
UPDATE public_flag SET text = replace(text, :passage, :mark)
 WHERE publication_id = (SELECT id FROM publication WHERE ticket_id = :ticket_id) AND instr(text, :passage) > 0;

-- name: publication_drop_photo :exec
-- A file is black: it is a picture no more.
DELETE FROM publication_photo WHERE attachment_id = :attachment_id;

-- name: publication_lang :exec
-- The language of the request was put right; what was published in another one on purpose keeps it.
UPDATE publication SET lang = :lang WHERE ticket_id = :ticket_id AND lang = :before;

-- ---- the row that everybody reads -------------------------------------------------------------------

-- name: public_row_put :exec
-- param: id int
INSERT INTO public_row (id, ticket_id, category_id, area_id, phase, presented_at, shown_at, changed_at, solved_day, lat, lon, photo_id, lang, title, place)
VALUES (:id, :ticket_id, :category_id, :area_id, :phase, :presented_at, :shown_at, :changed_at, :solved_day, :lat, :lon, :photo_id, :lang, :title, :place)
ON CONFLICT (id) DO UPDATE SET category_id = excluded.category_id, area_id = excluded.area_id, phase = excluded.phase, changed_at = excluded.changed_at,
       solved_day = excluded.solved_day, lat = excluded.lat, lon = excluded.lon, photo_id = excluded.photo_id, lang = excluded.lang, title = excluded.title, place = excluded.place;

-- name: public_row_lang :exec
UPDATE public_row SET lang = :lang WHERE ticket_id = :ticket_id AND lang = :before;

-- name: public_row_flags :exec
-- It may have been hidden with some that nobody has looked at.
-- param: id int
UPDATE public_row SET flags = (SELECT count(*) FROM public_flag WHERE publication_id = :id AND settled_at IS NULL) WHERE id = :id;

-- name: public_row_drop :exec
DELETE FROM public_row WHERE ticket_id = :ticket_id;

-- name: public_words_drop :exec
DELETE FROM public_word WHERE id = :id;

-- name: public_word_add :exec
INSERT OR IGNORE INTO public_word (word, id) VALUES (:word, :id);

-- name: public_of_ticket :one
-- Its public number, while it is shown.
SELECT id FROM public_row WHERE ticket_id = :ticket_id;

-- ---- lists --------------------------------------------------------------------------------------------

-- name: public_list_all :many
-- param: before_id int
SELECT id, category_id, area_id, phase, presented_at, shown_at, changed_at, photo_id, lang, title, place FROM public_row WHERE id < :before_id ORDER BY id DESC LIMIT :n;

-- name: public_list_category :many
-- param: before_id int
SELECT id, category_id, area_id, phase, presented_at, shown_at, changed_at, photo_id, lang, title, place FROM public_row WHERE category_id = :category_id AND id < :before_id ORDER BY id DESC LIMIT :n;

-- name: public_list_area :many
-- param: before_id int
SELECT id, category_id, area_id, phase, presented_at, shown_at, changed_at, photo_id, lang, title, place FROM public_row WHERE area_id = :area_id AND id < :before_id ORDER BY id DESC LIMIT :n;

-- name: public_list_phase :many
-- param: before_id int
SELECT id, category_id, area_id, phase, presented_at, shown_at, changed_at, photo_id, lang, title, place FROM public_row WHERE phase = :phase AND id < :before_id ORDER BY id DESC LIMIT :n;

-- name: public_list_category_area :many
-- param: before_id int
SELECT id, category_id, area_id, phase, presented_at, shown_at, changed_at, photo_id, lang, title, place FROM public_row WHERE category_id = :category_id AND area_id = :area_id AND id < :before_id ORDER BY id DESC LIMIT :n;

-- name: public_list_category_phase :many
-- param: before_id int
SELECT id, category_id, area_id, phase, presented_at, shown_at, changed_at, photo_id, lang, title, place FROM public_row WHERE category_id = :category_id AND phase = :phase AND id < :before_id ORDER BY id DESC LIMIT :n;

-- name: public_list_area_phase :many
-- param: before_id int
SELECT id, category_id, area_id, phase, presented_at, shown_at, changed_at, photo_id, lang, title, place FROM public_row WHERE area_id = :area_id AND phase = :phase AND id < :before_id ORDER BY id DESC LIMIT :n;

-- name: public_list_each :many
-- param: before_id int
SELECT id, category_id, area_id, phase, presented_at, shown_at, changed_at, photo_id, lang, title, place FROM public_row WHERE category_id = :category_id AND area_id = :area_id AND phase = :phase AND id < :before_id ORDER BY id DESC LIMIT :n;

-- name: public_word_n :one
-- Among how many a walk along this word would look; no more than :most are counted.
-- param: most int
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM public_word WHERE word = :word LIMIT :most);

-- name: public_word_walk :many
-- Those with one word, newest first.
-- param: before_id int
SELECT id FROM public_word WHERE word = :word AND id < :before_id ORDER BY id DESC LIMIT :n;

-- name: public_word_has :one
-- col: n int
SELECT count(*) AS n FROM public_word WHERE word = :word AND id = :id;

-- name: public_list_one :one
SELECT id, category_id, area_id, phase, presented_at, shown_at, changed_at, photo_id, lang, title, place, lat, lon FROM public_row WHERE id = :id;

-- name: public_counts :many
-- Of each category (0: all) for one area and one phase, or any (0).
SELECT category_id, n FROM public_tally WHERE area_id = :area_id AND phase = :phase;

-- name: public_count :one
SELECT n FROM public_tally WHERE area_id = :area_id AND phase = :phase AND category_id = :category_id;

-- name: public_solved_since :one
-- param: since_day int
-- col: n int
SELECT coalesce(sum(n), 0) AS n FROM public_solved WHERE solved_day >= :since_day;

-- name: public_cells :many
-- Of one subject (0: any), or of several together: ids is a JSON array.
-- param: most int
-- param: ids text
-- param: south int
-- param: north int
-- param: west int
-- param: east int
-- col: n int
-- col: lat_sum int
-- col: lon_sum int
SELECT y, x, sum(n) AS n, sum(lat_sum) AS lat_sum, sum(lon_sum) AS lon_sum FROM public_cell
 WHERE level = :level AND area_id = :area_id AND phase = :phase AND category_id IN (SELECT value FROM json_each(:ids))
   AND y BETWEEN :south AND :north AND x BETWEEN :west AND :east
 GROUP BY y, x LIMIT :most;

-- name: public_points :many
-- Single reports of a small frame; any category, area, phase: 0. ids: of these categories (a JSON array); NULL: of category_id.
-- param: ids text
-- param: category_id int
-- param: area_id int
-- param: phase int
-- param: south int
-- param: north int
-- param: west int
-- param: east int
SELECT id, lat, lon, lang, title FROM public_row
 WHERE lat <> 0 AND lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east
   AND CASE WHEN :ids IS NULL THEN :category_id IN (0, category_id) ELSE category_id IN (SELECT value FROM json_each(:ids)) END
   AND :area_id IN (0, area_id) AND :phase IN (0, phase) LIMIT :n;

-- ---- what waits for an operator ------------------------------------------------------------------------

-- name: public_candidates :many
-- Reports in hand that nobody has decided about, newest first: a stretch of numbers at a time.
-- param: from_id int
-- param: before_id int
SELECT t.id, t.code, t.flags, t.state, t.category_id, t.presented_at, x.subject, x.place
  FROM ticket t CROSS JOIN ticket_text x
 WHERE t.id >= :from_id AND t.id < :before_id AND x.ticket_id = t.id AND t.type = 'report' AND t.flags & 36 = 0 AND t.duplicate_of IS NULL
   AND (t.state IN ('taken', 'assigned', 'in_progress', 'waiting_citizen', 'suspended', 'answered', 'closed', 'reopened'))
   AND EXISTS (SELECT 1 FROM category c WHERE c.id = t.category_id AND c.public = 1)
   AND NOT EXISTS (SELECT 1 FROM publication p WHERE p.ticket_id = t.id)
 ORDER BY t.id DESC LIMIT :n;

-- name: public_newest_ticket :one
-- col: id int
SELECT coalesce(max(id), 0) AS id FROM ticket;

-- name: public_flags_waiting :many
-- Oldest first.
SELECT f.id, f.at, f.reason, f.text, p.id AS publication_id, p.title, p.state, t.id AS ticket_id, t.code, t.flags
  FROM public_flag f JOIN publication p ON p.id = f.publication_id JOIN ticket t ON t.id = p.ticket_id
 WHERE f.settled_at IS NULL ORDER BY f.at, f.id LIMIT :n; -- scan-ok: partial index of what waits

-- name: public_flags_open :one
-- col: n int
SELECT count(*) AS n FROM public_flag WHERE publication_id = :publication_id AND settled_at IS NULL;

-- name: public_flag_add :insert
INSERT INTO public_flag (publication_id, at, reason, text) VALUES (:publication_id, :at, :reason, :text);

-- name: public_flag_settle :changes
UPDATE public_flag SET settled_at = :settled_at, settled_by = nullif(:settled_by, 0) WHERE publication_id = :publication_id AND settled_at IS NULL;

-- ---- check --------------------------------------------------------------------------------------------

-- name: check_public :one
-- Cells that do not say how many there are, and rows that are there without being shown or the other way round.
-- col: tally int
-- col: cells int
-- col: rows int
-- col: solved int
-- col: flagged int
SELECT (SELECT count(*) FROM (SELECT area_id, phase, category_id, n FROM public_tally EXCEPT
            SELECT area_id, phase, category_id, count(*) FROM public_tally_should GROUP BY 1, 2, 3)) +
       (SELECT count(*) FROM (SELECT area_id, phase, category_id, count(*) FROM public_tally_should GROUP BY 1, 2, 3 EXCEPT
            SELECT area_id, phase, category_id, n FROM public_tally)) AS tally,
       (SELECT count(*) FROM (SELECT level, area_id, phase, category_id, y, x, n, lat_sum, lon_sum FROM public_cell EXCEPT
            SELECT level, area_id, phase, category_id, y, x, count(*), sum(lat), sum(lon) FROM public_cell_should GROUP BY 1, 2, 3, 4, 5, 6)) +
       (SELECT count(*) FROM (SELECT level, area_id, phase, category_id, y, x, count(*), sum(lat), sum(lon) FROM public_cell_should GROUP BY 1, 2, 3, 4, 5, 6
            EXCEPT SELECT level, area_id, phase, category_id, y, x, n, lat_sum, lon_sum FROM public_cell)) AS cells,
       (SELECT count(*) FROM public_row r JOIN publication p ON p.id = r.id JOIN ticket t ON t.id = r.ticket_id
         WHERE p.state <> 'shown' OR p.ticket_id <> r.ticket_id OR t.flags & 36 <> 0 OR t.type <> 'report') +
       (SELECT count(*) FROM publication p WHERE p.state = 'shown' AND NOT EXISTS (SELECT 1 FROM public_row r WHERE r.id = p.id)) AS rows,
       (SELECT count(*) FROM (SELECT solved_day, n FROM public_solved EXCEPT SELECT solved_day, count(*) FROM public_row WHERE solved_day > 0 GROUP BY 1)) AS solved,
       (SELECT count(*) FROM ticket t WHERE ((t.attention | t.snoozed) & 2048 <> 0) <>
               EXISTS (SELECT 1 FROM publication p JOIN public_flag f ON f.publication_id = p.id WHERE p.ticket_id = t.id AND f.settled_at IS NULL)) AS flagged; -- scan-ok: urpd check

-- name: public_story :many
-- What everybody may know of how it went on. The kinds are those of web/citizen/report.c.
SELECT at, kind FROM event
 WHERE ticket_id = :ticket_id AND kind IN ('ricevuta', 'presa_in_carico', 'assegnata', 'riassegnata', 'in_lavorazione', 'sospesa', 'ripresa', 'risposta', 'chiusa',
                                           'riaperta', 'trasferita', 'pubblicata')
 ORDER BY version LIMIT 200;

-- name: public_answer :one
-- The last answer to the citizen: what an operator may make one for everybody of.
SELECT body, at FROM message WHERE ticket_id = :ticket_id AND kind = 'answer' AND public = 1 AND status = 'ok' AND erased_at IS NULL ORDER BY id DESC LIMIT 1;

-- name: public_flags_of :many
SELECT at, reason, text FROM public_flag WHERE publication_id = :publication_id AND settled_at IS NULL ORDER BY id LIMIT 100;
