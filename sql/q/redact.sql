-- SPDX-License-Identifier: EUPL-1.2
-- Where else the words of a request stand: beside its texts, in what waits to be sent, in what was made of it.

-- name: reach_request :one
-- col: author text
SELECT x.fields, coalesce(d.author, '') AS author
  FROM ticket_text x LEFT JOIN search_doc d ON d.ticket_id = x.ticket_id AND d.message_id IS NULL WHERE x.ticket_id = :ticket_id;

-- name: reach_keep_part :exec
-- param: now_at int
INSERT INTO redacted (ticket_id, at, user_id, reason, part, body)
VALUES (:ticket_id, :now_at, nullif(:user_id, 0), :reason, :part, :body);

-- name: reach_keep :changes
-- Short texts beside the long ones, each as it was.
-- param: now_at int
-- param: user_id int
-- param: reason text
-- param: passage text
INSERT INTO redacted (ticket_id, message_id, at, user_id, reason, part, body)
SELECT :ticket_id, message_id, :now_at, nullif(:user_id, 0), :reason, part, was FROM (
    SELECT NULL AS message_id, 'Luogo' AS part, place AS was FROM ticket_text WHERE ticket_id = :ticket_id
    UNION ALL SELECT NULL, 'Recapito', caller FROM ticket_text WHERE ticket_id = :ticket_id
    UNION ALL SELECT id, 'Firma del messaggio', author_name FROM message WHERE ticket_id = :ticket_id
    UNION ALL SELECT message_id, 'Annotazione sul messaggio', text FROM message_fact WHERE ticket_id = :ticket_id
    UNION ALL SELECT NULL, 'Giudizio', text FROM rating WHERE ticket_id = :ticket_id
    UNION ALL SELECT message_id, 'Nome di un allegato', name FROM attachment WHERE ticket_id = :ticket_id
    UNION ALL SELECT NULL, 'Motivo di chi può leggere', reason FROM confidential_grant WHERE ticket_id = :ticket_id
    UNION ALL SELECT NULL, 'Registro degli accessi: oggetto', object FROM access_register WHERE ticket_id = :ticket_id
    UNION ALL SELECT NULL, 'Registro degli accessi: motivi', reasons FROM access_register WHERE ticket_id = :ticket_id
    UNION ALL SELECT NULL, 'Riesame: motivi', reasons FROM access_review WHERE ticket_id = :ticket_id
    UNION ALL SELECT NULL, 'Testo mandato dall''elenco', text FROM bulk
               WHERE EXISTS (SELECT 1 FROM bulk_row r WHERE r.bulk_id = bulk.id AND r.ticket_id = :ticket_id)
                 AND NOT EXISTS (SELECT 1 FROM bulk_row r WHERE r.bulk_id = bulk.id AND r.ticket_id <> :ticket_id))
 WHERE instr(was, :passage) > 0; -- scan-ok: bulk has one row for each time that somebody did something to many

-- name: reach_point_keep :exec
-- param: now_at int
-- param: user_id int
-- param: reason text
-- param: passage text
INSERT INTO redacted (ticket_id, at, user_id, reason, part, body)
SELECT p.ticket_id, :now_at, nullif(:user_id, 0), :reason, 'Punto sulla mappa', printf('%.6f, %.6f', p.lat / 1e6, p.lon / 1e6)
  FROM ticket_point p JOIN ticket_text x ON x.ticket_id = p.ticket_id WHERE p.ticket_id = :ticket_id AND instr(x.place, :passage) > 0;

-- name: reach_point_drop :exec
-- The point says what the black address said.
-- param: passage text
DELETE FROM ticket_point WHERE ticket_id = :ticket_id
   AND EXISTS (SELECT 1 FROM ticket_text x WHERE x.ticket_id = :ticket_id AND instr(x.place, :passage) > 0);

-- name: reach_request_put :exec
-- param: passage text
-- param: mark text
-- param: fields text
-- param: now_at int
UPDATE ticket_text SET place = replace(place, :passage, :mark), caller = replace(caller, :passage, :mark), fields = :fields, redacted_at = :now_at
 WHERE ticket_id = :ticket_id;

-- name: reach_author_put :exec
-- param: author text
UPDATE search_doc SET author = :author WHERE ticket_id = :ticket_id AND message_id IS NULL;

-- name: reach_signatures :exec
-- param: passage text
-- param: mark text
UPDATE message SET author_name = replace(author_name, :passage, :mark) WHERE ticket_id = :ticket_id AND instr(author_name, :passage) > 0;

-- name: reach_facts :exec
-- param: passage text
-- param: mark text
UPDATE message_fact SET text = replace(text, :passage, :mark) WHERE ticket_id = :ticket_id AND instr(text, :passage) > 0;

-- name: reach_rating :exec
-- param: passage text
-- param: mark text
UPDATE rating SET text = replace(text, :passage, :mark) WHERE ticket_id = :ticket_id AND instr(text, :passage) > 0;

-- name: reach_file_names :exec
-- param: passage text
-- param: mark text
UPDATE attachment SET name = replace(name, :passage, :mark) WHERE ticket_id = :ticket_id AND instr(name, :passage) > 0;

-- name: reach_copy_names :exec
-- param: passage text
-- param: mark text
UPDATE identity_copy SET name = replace(name, :passage, :mark) WHERE ticket_id = :ticket_id AND instr(name, :passage) > 0;

-- name: reach_grants :exec
-- param: passage text
-- param: mark text
UPDATE confidential_grant SET reason = replace(reason, :passage, :mark) WHERE ticket_id = :ticket_id AND instr(reason, :passage) > 0;

-- name: reach_bulk :exec
-- A text to many is theirs, too, and may still have to be sent: it stays. One to this request alone belongs to it.
-- param: passage text
-- param: mark text
UPDATE bulk SET text = replace(text, :passage, :mark)
 WHERE instr(text, :passage) > 0 AND EXISTS (SELECT 1 FROM bulk_row r WHERE r.bulk_id = bulk.id AND r.ticket_id = :ticket_id)
   AND NOT EXISTS (SELECT 1 FROM bulk_row r WHERE r.bulk_id = bulk.id AND r.ticket_id <> :ticket_id); -- scan-ok: one row for each time that somebody did something to many

-- name: reach_schede :one
-- The answer became one of everybody's: those who write it correct it there.
-- param: passage text
-- col: n int
SELECT count(*) AS n FROM scheda
 WHERE source_id = :ticket_id AND instr(title || ' ' || body || ' ' || keywords, :passage) > 0; -- scan-ok: some hundreds of rows

-- name: redact_schede :many
-- What was made of the answers of a request.
SELECT id, title FROM scheda WHERE source_id = :ticket_id ORDER BY id LIMIT 20; -- scan-ok: some hundreds of rows

-- name: reach_writing_next :one
-- One at a time: each may be as long as an answer.
-- param: after_id int
SELECT id, text, fields FROM writing WHERE ticket_id = :ticket_id AND id > :after_id ORDER BY id LIMIT 1;

-- name: reach_writing_put :exec
-- Its author has another text before the eyes: it counts as saved by somebody else.
UPDATE writing SET text = :text, fields = :fields, rev = rev + 1 WHERE id = :id;

-- name: reach_writing_files :changes
-- param: passage text
-- param: mark text
UPDATE writing_file SET name = replace(name, :passage, :mark)
 WHERE writing_id IN (SELECT id FROM writing WHERE ticket_id = :ticket_id) AND instr(name, :passage) > 0;

-- name: reach_desk_next :one
-- What is typed at the desk about this request: it names its number. In the order of the key.
-- param: code text
-- param: after_user int
-- param: after_nonce text
SELECT user_id, nonce, fields FROM desk_draft
 WHERE (user_id, nonce) > (:after_user, :after_nonce) AND instr(fields, :code) > 0 ORDER BY user_id, nonce LIMIT 1;

-- name: reach_desk_put :exec
UPDATE desk_draft SET fields = :fields WHERE user_id = :user_id AND nonce = :nonce;

-- name: reach_outbox_next :one
-- param: after_id int
SELECT id, params FROM outbox WHERE ticket_id = :ticket_id AND id > :after_id AND params <> '{}' ORDER BY id LIMIT 1;

-- name: reach_outbox_put :exec
UPDATE outbox SET params = :params WHERE id = :id;

-- name: reach_outbox_words :exec
-- What a server answered may quote us.
-- param: passage text
-- param: mark text
UPDATE outbox SET last_text = replace(last_text, :passage, :mark) WHERE ticket_id = :ticket_id AND instr(last_text, :passage) > 0;

-- name: reach_unsent :exec
-- Mails that are made and did not arrive are made once more from what stands there now. What the sender holds it may be making or
-- sending this very moment, and what was lost after the last byte may be there: both keep their bytes up to the next try.
UPDATE outbox SET stale = 1 WHERE ticket_id = :ticket_id AND settled_at IS NULL AND (lease_until > 0 OR state = 'unknown');

-- name: reach_made :exec
-- The others. That there were bytes stays known by attempts.
UPDATE outbox SET state = CASE WHEN settled_at IS NULL THEN 'new' ELSE state END, raw_sha = NULL, raw_bytes = NULL, attempts = max(attempts, 1)
 WHERE ticket_id = :ticket_id AND raw_sha IS NOT NULL AND stale = 0
   AND (settled_at IS NULL OR (state IN ('held', 'refused', 'dead') AND replaced_by IS NULL));

-- name: reach_digests :exec
-- Summaries of the day hold words of many requests: the same for all of them.
UPDATE outbox SET stale = 1 WHERE settled_at IS NULL AND kind = 'digest' AND (lease_until > 0 OR state = 'unknown'); -- scan-ok: partial index of what waits

-- name: reach_digests_made :exec
UPDATE outbox SET state = 'new', raw_sha = NULL, raw_bytes = NULL, attempts = max(attempts, 1)
 WHERE settled_at IS NULL AND kind = 'digest' AND raw_sha IS NOT NULL AND stale = 0; -- scan-ok: partial index of what waits

-- name: reach_journal :exec
-- Whatever mails became this request: the list of mails shows their subjects.
-- param: passage text
-- param: mark text
UPDATE mail_journal SET subject = replace(subject, :passage, :mark) WHERE ticket_id = :ticket_id AND instr(subject, :passage) > 0;

-- name: reach_pec :exec
-- param: passage text
-- param: mark text
UPDATE pec_mail SET words = replace(words, :passage, :mark), note = replace(note, :passage, :mark), signer = replace(signer, :passage, :mark)
 WHERE journal_id IN (SELECT id FROM mail_journal WHERE ticket_id = :ticket_id) AND instr(words || ' ' || note || ' ' || signer, :passage) > 0;

-- name: reach_person_others :one
-- Is this person known by other requests as well?
-- col: n int
SELECT count(*) AS n FROM (SELECT 1 FROM ticket WHERE person_id = :person_id AND id <> :ticket_id LIMIT 1);

-- name: reach_person_put :exec
UPDATE person SET name = :name, surname = :surname, folded = :folded, forename = :forename, birth_place = :birth_place, address = :address WHERE id = :id;

-- name: reach_register :exec
-- param: passage text
-- param: mark text
UPDATE access_register SET object = replace(object, :passage, :mark), reasons = replace(reasons, :passage, :mark)
 WHERE ticket_id = :ticket_id AND instr(object || ' ' || reasons, :passage) > 0;

-- name: reach_reviews :exec
-- param: passage text
-- param: mark text
UPDATE access_review SET reasons = replace(reasons, :passage, :mark) WHERE ticket_id = :ticket_id AND instr(reasons, :passage) > 0;
