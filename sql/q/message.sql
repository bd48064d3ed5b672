-- SPDX-License-Identifier: EUPL-1.2
-- The words of a ticket: the request itself and what was said afterwards.

-- name: words_insert :exec
INSERT INTO ticket_text (ticket_id, subject, body, place, fields, caller, reply_by, notice_id, quoted, journal_id, track_salt, lang)
VALUES (:ticket_id, :subject, :body, :place, :fields, :caller, :reply_by, nullif(:notice_id, 0), :quoted, nullif(:journal_id, 0), :track_salt, :lang);

-- name: words_row :one
SELECT subject, body, place, fields, caller, reply_by, notice_id, quoted, journal_id, lang FROM ticket_text WHERE ticket_id = :ticket_id;

-- name: words_begin :one
-- Of the words so many characters.
-- param: chars int
-- col: body text
-- col: quoted text
-- col: is_cut int
SELECT subject, substr(body, 1, :chars) AS body, substr(quoted, 1, :chars) AS quoted, length(body) > :chars OR length(quoted) > :chars AS is_cut
  FROM ticket_text WHERE ticket_id = :ticket_id;

-- name: words_subject :one
SELECT subject FROM ticket_text WHERE ticket_id = :ticket_id;

-- name: words_lang_of :one
SELECT lang FROM ticket_text WHERE ticket_id = :ticket_id;

-- name: words_lang_of_sender :one
-- In which somebody of this address wrote last.
-- param: email text
SELECT x.lang FROM person p JOIN ticket t ON t.person_id = p.id JOIN ticket_text x ON x.ticket_id = t.id
 WHERE p.email = lower(:email) AND p.email <> '' AND p.erased_at IS NULL ORDER BY t.id DESC LIMIT 1;

-- name: words_lang :exec
UPDATE ticket_text SET lang = :lang WHERE ticket_id = :ticket_id;

-- name: words_place :exec
UPDATE ticket_text SET place = :place WHERE ticket_id = :ticket_id;

-- name: track_salt :one
SELECT track_salt FROM ticket_text WHERE ticket_id = :ticket_id;

-- name: message_insert :insert
INSERT INTO message (ticket_id, at, kind, author, author_name, channel, user_id, settore_id, public, status, subject,
                     body, quoted, journal_id)
VALUES (:ticket_id, :at, :kind, :author, :author_name, :channel, nullif(:user_id, 0), nullif(:settore_id, 0), :public,
        :status, :subject, :body, :quoted, nullif(:journal_id, 0));

-- name: message_row :one
SELECT id, ticket_id, at, kind, author, author_name, channel, user_id, settore_id, public, status, subject, body,
       quoted, journal_id
  FROM message WHERE id = :id;

-- name: message_begins :one
-- Its first words: a whole mail has megabytes.
-- param: chars int
-- col: body text
-- col: quoted text
SELECT author_name, substr(body, 1, :chars) AS body, substr(quoted, 1, :chars) AS quoted FROM message WHERE id = :id;

-- name: message_citizen_last :one
-- What the citizen said last before a message of ours.
-- param: before_id int
SELECT at, body FROM message
 WHERE ticket_id = :ticket_id AND id < :before_id AND author = 'citizen' AND status = 'ok' ORDER BY id DESC LIMIT 1;

-- name: message_list :many
-- Newest first. With public_only 1 only what the citizen sees. A page shows 20000 characters of each; one more says that there is more:
-- the whole mail is in the post office.
-- param: public_only int
-- param: before_id int
-- param: from_id int
-- most: body 80004
-- most: quoted 80004
SELECT id, author, author_name, channel, settore_id, public, status, body, quoted, journal_id
  FROM message WHERE ticket_id = :ticket_id AND public >= :public_only AND id >= :from_id AND id < :before_id ORDER BY id DESC LIMIT :n;

-- name: message_fact_insert :exec
INSERT INTO message_fact (ticket_id, message_id, kind, text, tone) VALUES (:ticket_id, nullif(:message_id, 0), :kind, :text, :tone);

-- name: message_fact_list :many
SELECT message_id, kind, text, tone FROM message_fact WHERE ticket_id = :ticket_id ORDER BY id LIMIT 2000;

-- name: message_page_insert :insert
INSERT INTO message_page (ticket_id, message_id, sha256, size_bytes, remote, left_out, is_cut)
VALUES (:ticket_id, nullif(:message_id, 0), :sha256, :size_bytes, :remote, :left_out, :is_cut);

-- name: message_page_list :many
SELECT id, message_id, sha256, size_bytes, remote, left_out, is_cut FROM message_page WHERE ticket_id = :ticket_id ORDER BY id LIMIT 1000;

-- name: words_again :exec
UPDATE ticket_text SET subject = :subject, body = :body, quoted = :quoted WHERE ticket_id = :ticket_id;

-- name: message_again :exec
UPDATE message SET subject = :subject, body = :body, quoted = :quoted WHERE id = :id;

-- name: message_of_journal :one
-- The newest message that a mail became; none when it became the request itself, or said nothing. whole 0: its words are not
-- the mail's own (what a command left over, a note of ours).
-- col: id int
-- col: whole int
SELECT m.id, m.author <> 'system'
             AND NOT EXISTS (SELECT 1 FROM event e WHERE e.ticket_id = m.ticket_id AND json_extract(unpack(e.packed), '$.message') = m.id
                                AND json_extract(unpack(e.packed), '$.verified') IS NOT NULL) AS whole
  FROM message m WHERE m.ticket_id = :ticket_id AND m.journal_id = :journal_id ORDER BY m.id DESC LIMIT 1;

-- name: words_before_add :exec
-- param: now_at int
INSERT INTO words_before (ticket_id, message_id, at, subject, body, quoted)
VALUES (:ticket_id, nullif(:message_id, 0), :now_at, :subject, :body, :quoted);

-- name: words_before_list :many
-- Latest first; message_id 0: of the request itself. A page shows so much of each.
-- col: body text
-- col: quoted text
SELECT at, subject, substr(body, 1, 100000) AS body, substr(quoted, 1, 100000) AS quoted FROM words_before
 WHERE ticket_id = :ticket_id AND coalesce(message_id, 0) = :message_id ORDER BY id DESC LIMIT 20;

-- name: message_waiting :one
-- Does a message wait for somebody to say whose it is?
-- col: n int
SELECT count(*) AS n FROM message WHERE ticket_id = :ticket_id AND status = 'unconfirmed';

-- name: message_asked :one
-- What we asked the citizen last.
SELECT body FROM message WHERE ticket_id = :ticket_id AND kind = 'question' AND public = 1 AND status = 'ok' ORDER BY id DESC LIMIT 1;

-- name: message_settle :changes
UPDATE message SET status = :status, public = :public WHERE id = :id;
