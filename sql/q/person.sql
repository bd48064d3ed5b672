-- SPDX-License-Identifier: EUPL-1.2
-- Citizens.

-- name: person_row :one
SELECT id, name, surname, email, pec, phone, tax_code, birth_place, birth_day, address FROM person WHERE id = :id;

-- Who shares one contact or the tax code. Four small look-ups, of which most requests need one: a single statement
-- over all of them cost five times as much. The choice among the candidates is made in C.

-- name: person_same_email :many
SELECT id, name, surname, email, pec, phone, tax_code, birth_place, birth_day, address FROM person
 WHERE email = :email AND email <> '' AND erased_at IS NULL ORDER BY id LIMIT :n;

-- name: person_same_pec :many
SELECT id, name, surname, email, pec, phone, tax_code, birth_place, birth_day, address FROM person
 WHERE pec = :pec AND pec <> '' AND erased_at IS NULL ORDER BY id LIMIT :n;

-- name: person_same_phone :many
SELECT id, name, surname, email, pec, phone, tax_code, birth_place, birth_day, address FROM person
 WHERE phone = :phone AND phone <> '' AND erased_at IS NULL ORDER BY id LIMIT :n;

-- name: person_same_tax :many
SELECT id, name, surname, email, pec, phone, tax_code, birth_place, birth_day, address FROM person
 WHERE tax_code = :tax_code AND tax_code <> '' AND erased_at IS NULL ORDER BY id LIMIT :n;

-- name: person_insert :insert
INSERT INTO person (name, surname, folded, forename, email, pec, phone, tax_code, birth_place, birth_day, address, created_at)
VALUES (:name, :surname, :folded, :forename, :email, :pec, :phone, :tax_code, :birth_place, :birth_day, :address, :now_at);

-- name: person_complete :exec
UPDATE person SET email = :email, pec = :pec, phone = :phone, tax_code = :tax_code, birth_place = :birth_place,
       birth_day = :birth_day, address = :address
 WHERE id = :id;

-- name: person_readdress :exec
-- The address to which a mail did not arrive was one of the person's: it was wrong.
-- param: old_addr text
-- param: new_addr text
UPDATE person SET email = CASE WHEN email = lower(:old_addr) THEN lower(:new_addr) ELSE email END,
       pec = CASE WHEN pec = lower(:old_addr) THEN lower(:new_addr) ELSE pec END
 WHERE id = :id;

-- name: person_by_folded :many
-- Names that begin with something: folded lies in [from, until). The index has all that is asked for.
-- param: from_text text
-- param: until_text text
SELECT id, folded AS name FROM person WHERE folded >= :from_text AND folded < :until_text ORDER BY folded LIMIT :n;

-- name: person_next :one
-- The first name at or behind a place: from one surname to the next, whatever lies between.
-- param: from_text text
SELECT folded FROM person WHERE folded >= :from_text ORDER BY folded LIMIT 1;

-- name: person_by_forename :many
-- param: from_text text
-- param: until_text text
SELECT id, forename AS name FROM person WHERE forename <> '' AND forename >= :from_text AND forename < :until_text ORDER BY forename LIMIT :n;

-- name: person_by_pec :many
-- param: from_text text
-- param: until_text text
SELECT id FROM person WHERE pec <> '' AND pec >= :from_text AND pec < :until_text ORDER BY pec LIMIT :n;

-- name: person_by_email :many
-- param: from_text text
-- param: until_text text
SELECT id FROM person WHERE email <> '' AND email >= :from_text AND email < :until_text ORDER BY email LIMIT :n;

-- name: person_by_phone :many
-- param: from_text text
-- param: until_text text
SELECT id FROM person WHERE phone <> '' AND phone >= :from_text AND phone < :until_text ORDER BY phone LIMIT :n;

-- name: person_by_tax :many
-- param: from_text text
-- param: until_text text
SELECT id FROM person WHERE tax_code <> '' AND tax_code >= :from_text AND tax_code < :until_text
 ORDER BY tax_code LIMIT :n;

-- name: person_of_docs :many
-- Authors of these requests, by the documents of the search.
-- param: docs text
SELECT p.id, p.folded AS name
  FROM json_each(:docs) j
  CROSS JOIN search_doc d ON d.id = j.value AND d.message_id IS NULL
  CROSS JOIN ticket t ON t.id = d.ticket_id
  CROSS JOIN person p ON p.id = t.person_id;

-- name: person_last :many
-- The newest request of each of these persons, 0 = none; is it open? Without confidential ones (4): whose they are, is part of them.
-- param: ids text
-- col: id int
-- col: ticket_id int
-- col: open int
SELECT j.value AS id, coalesce(t.id, 0) AS ticket_id, coalesce(t.open, 0) AS open
  FROM json_each(:ids) j
  LEFT JOIN ticket t ON t.id = (SELECT o.id FROM ticket o WHERE o.person_id = j.value AND o.flags & 4 = 0 ORDER BY o.id DESC LIMIT 1);

-- name: person_requests :one
-- Among the n newest of this person, without confidential ones (4).
-- col: tickets int
-- col: open_tickets int
SELECT coalesce(sum(flags & 4 = 0), 0) AS tickets, coalesce(sum(open AND flags & 4 = 0), 0) AS open_tickets
  FROM (SELECT open, flags FROM ticket WHERE person_id = :person_id ORDER BY id DESC LIMIT :n);
