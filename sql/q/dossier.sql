-- SPDX-License-Identifier: EUPL-1.2
-- Requests among other requests: joined, linked, followed; and what was blackened in them.

-- name: link_between :one
-- col: n int
SELECT count(*) AS n FROM link
 WHERE (ticket_id = :ticket_id AND other_id = :other_id) OR (ticket_id = :other_id AND other_id = :ticket_id);

-- name: link_drop :changes
-- Whichever of both was linked to the other.
DELETE FROM link
 WHERE kind = :kind AND ((ticket_id = :ticket_id AND other_id = :other_id) OR (ticket_id = :other_id AND other_id = :ticket_id));

-- name: has_united :one
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM ticket WHERE duplicate_of = :ticket_id LIMIT 1);

-- name: united :many
-- UNION, not UNION ALL: whatever the store holds, this ends.
-- col: id int
WITH RECURSIVE joined(id) AS (
    SELECT id FROM ticket WHERE duplicate_of = :ticket_id
    UNION
    SELECT t.id FROM joined j JOIN ticket t ON t.duplicate_of = j.id
)
SELECT j.id AS id FROM joined j WHERE j.id <> :ticket_id ORDER BY j.id LIMIT :n;

-- name: watch_add :exec
INSERT INTO watch (user_id, ticket_id, since_at) VALUES (:user_id, :ticket_id, :since_at) ON CONFLICT DO NOTHING;

-- name: watch_drop :exec
DELETE FROM watch WHERE user_id = :user_id AND ticket_id = :ticket_id;

-- name: watch_copy :exec
-- param: to_id int
-- param: now_at int
INSERT INTO watch (user_id, ticket_id, since_at)
SELECT user_id, :to_id, :now_at FROM watch WHERE ticket_id = :ticket_id ON CONFLICT DO NOTHING;

-- name: watch_names :many
SELECT w.user_id, u.name FROM watch w JOIN user u ON u.id = w.user_id WHERE w.ticket_id = :ticket_id AND u.active = 1 ORDER BY w.since_at;

-- name: user_choice_put :exec
INSERT INTO user_choice (user_id, name, value) VALUES (:user_id, :name, :value)
    ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value;

-- name: user_choice_get :one
SELECT value FROM user_choice WHERE user_id = :user_id AND name = :name;

-- ---- beside the story ---------------------------------------------------------------------------

-- name: person_others :many
-- Newest first, of the newest thousand: a sender that is a machine has more than a page can read.
SELECT id, code, state, flags, open FROM ticket WHERE person_id = :person_id AND id <> :id ORDER BY id DESC LIMIT 999;

-- name: other_subject :one
SELECT subject FROM ticket_text WHERE ticket_id = :ticket_id;

-- name: settore_people :many
SELECT name, email FROM settore_contact WHERE settore_id = :settore_id ORDER BY name;

-- ---- blackened ----------------------------------------------------------------------------------

-- name: redacted_add :insert
-- param: now_at int
INSERT INTO redacted (ticket_id, message_id, attachment_id, at, user_id, reason, subject, body, quoted, mime)
VALUES (:ticket_id, nullif(:message_id, 0), nullif(:attachment_id, 0), :now_at, nullif(:user_id, 0), :reason, :subject, :body, :quoted, :mime);

-- name: redacted_again :changes
-- More of a text whose words are kept already: who and why is added.
-- param: now_at int
-- param: user_id int
-- param: reason text
-- param: message_id int
UPDATE redacted SET at = :now_at, reason = reason || '; ' || coalesce((SELECT name || ': ' FROM user WHERE id = :user_id), '') || :reason
 WHERE id = (SELECT max(id) FROM redacted WHERE ticket_id = :ticket_id AND attachment_id IS NULL AND part = '' AND coalesce(message_id, 0) = :message_id);

-- name: redacted_list :many
-- col: file_name text
-- col: sha256 text
-- col: who text
SELECT r.id, r.ticket_id, r.message_id, r.attachment_id, r.at, r.reason, r.mime, r.part,
       coalesce(a.name, '') AS file_name, coalesce(a.sha256, '') AS sha256, coalesce(u.name, '') AS who
  FROM redacted r LEFT JOIN attachment a ON a.id = r.attachment_id LEFT JOIN user u ON u.id = r.user_id
 WHERE r.ticket_id = :ticket_id ORDER BY r.id LIMIT 500;

-- name: redacted_words :one
SELECT subject, body, quoted FROM redacted WHERE ticket_id = :ticket_id AND id = :id;

-- name: redacted_any_words :one
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM redacted WHERE ticket_id = :ticket_id AND attachment_id IS NULL LIMIT 1);

-- name: redacted_file :one
-- By its bytes, not by its row: the same file may be named again, beside an answer or on a request that was split off.
-- col: n int
SELECT count(*) AS n
  FROM attachment f JOIN attachment a ON a.sha256 = f.sha256 JOIN redacted r ON r.attachment_id = a.id
 WHERE f.id = :attachment_id;

-- name: redact_same_files :many
-- Wherever the same bytes still stand on a request. black: what is shown in the place of a file.
-- param: black text
SELECT id, message_id, mime FROM attachment
 WHERE sha256 = (SELECT sha256 FROM attachment WHERE id = :attachment_id) AND ticket_id = :ticket_id AND shown <> :black ORDER BY id;

-- name: redacted_mail :one
-- Does this mail hold what is black on its request: in the words or the files that came with it?
-- param: journal_id int
-- col: n int
SELECT count(*) AS n
  FROM mail_journal j JOIN redacted r ON r.ticket_id = j.ticket_id
  LEFT JOIN attachment a ON a.id = r.attachment_id
 WHERE j.id = :journal_id
   AND (CASE WHEN coalesce(r.message_id, a.message_id) IS NULL
             THEN (SELECT x.journal_id FROM ticket_text x WHERE x.ticket_id = r.ticket_id)
             ELSE (SELECT m.journal_id FROM message m WHERE m.id = coalesce(r.message_id, a.message_id)) END) = j.id;

-- name: redacted_sent :one
-- Does this mail of ours say what was blackened afterwards? What is made later says it no more.
-- param: outbox_id int
-- col: n int
SELECT count(*) AS n
  FROM outbox o JOIN redacted r ON r.ticket_id IN (o.ticket_id, (SELECT m.ticket_id FROM message m WHERE m.id = o.message_id))
 WHERE o.id = :outbox_id AND r.attachment_id IS NULL AND r.at >= o.created_at;

-- name: redacted_letter :one
-- Is this file a mail, or the signed form of the request, as it was before something, words or files, was blackened on its request, or on the one it was copied from?
-- col: n int
SELECT count(*) AS n
  FROM attachment f JOIN attachment a ON a.sha256 = f.sha256 JOIN redacted r ON r.ticket_id = a.ticket_id
 WHERE f.id = :attachment_id AND (f.is_form OR f.shown = f.sha256) AND (f.is_form OR f.mime = 'message/rfc822' OR f.name LIKE '%.eml') AND r.at >= a.at;

-- name: redact_pages :exec
-- How it looked says what the words no longer say. The mail itself stays in the journal.
DELETE FROM message_page WHERE ticket_id = :ticket_id AND coalesce(message_id, 0) = :message_id;

-- name: redact_journal :exec
-- The list of mails shows subjects.
-- param: journal_id int
UPDATE mail_journal SET subject = :subject WHERE id = :journal_id;

-- name: redact_words :exec
-- param: now_at int
UPDATE ticket_text SET subject = :subject, body = :body, quoted = :quoted, redacted_at = :now_at WHERE ticket_id = :ticket_id;

-- name: redact_before_next :one
-- One at a time: each may be a mail of megabytes.
-- param: after_id int
SELECT id, subject, body, quoted FROM words_before WHERE ticket_id = :ticket_id AND id > :after_id ORDER BY id LIMIT 1;

-- name: redact_before_put :exec
UPDATE words_before SET subject = :subject, body = :body, quoted = :quoted WHERE id = :id;

-- name: redact_message_next :one
-- In full, and one at a time: each may be a mail of megabytes.
-- param: after_id int
SELECT id, subject, body, quoted, journal_id FROM message WHERE ticket_id = :ticket_id AND id > :after_id ORDER BY id LIMIT 1;

-- name: redact_file :exec
UPDATE attachment SET shown = :shown, shown_bytes = :shown_bytes, mime = :mime WHERE id = :id;

-- name: redact_writing_files :exec
-- What is written and not yet sent carries the file as it will be shown.
UPDATE writing_file SET shown = :shown, shown_bytes = :shown_bytes, mime = :mime
 WHERE sha256 = :sha256 AND writing_id IN (SELECT id FROM writing WHERE ticket_id = :ticket_id);

-- name: last_answer :one
SELECT body FROM message WHERE ticket_id = :ticket_id AND kind = 'answer' AND public = 1 AND status = 'ok' ORDER BY id DESC LIMIT 1;

-- ---- similar requests ---------------------------------------------------------------------------

-- name: similar_tickets :many
-- Whose these documents are, requests and messages, in their order.
-- param: docs text
-- col: answered int
SELECT t.id, t.open, t.open = 0 AND t.answered_at IS NOT NULL AS answered, t.category_id
  FROM json_each(:docs) j
  CROSS JOIN search_doc d ON d.id = j.value
  CROSS JOIN ticket t ON t.id = d.ticket_id;

-- name: similar_words :one
-- What a request is about stands at its beginning.
-- col: body text
SELECT subject, substr(body, 1, 1500) AS body, place FROM ticket_text WHERE ticket_id = :ticket_id;
