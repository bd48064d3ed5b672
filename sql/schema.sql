-- SPDX-License-Identifier: EUPL-1.2
-- The store of one body (ente). This file is the golden result: the migrations must lead exactly here.
--
-- Three kinds of tables:
--   record      event, clock_event: append-only, chained by hash; ids, codes, moments; never personal text
--   projection  ticket: derived from its events alone, can be rebuilt at any time
--   text        what citizens wrote, or tells who they are; may be redacted or erased while the record stays valid:
--               person, ticket_text, ticket_point (numbers that tell an address), message, message_fact.text, words_before, redacted (also its reason), access_register and access_review (object, reasons), suggestion.why, rating.text, opinion.text, citizen_link (email, secret), attachment.name,
--               publication (title, body, place, answer), publication_photo.alt, public_row (title, place), public_word, public_flag.text,
--               search_doc.author (and the index), draft_field.value, draft_file.name, writing (text, fields), writing_file.name, desk_draft.fields,
--               saved_view.query and export_log.query (what was searched for: a name, a tax code);
--               adesione.email; of mails: mail_journal.from_addr and .subject, pec_mail (signer, recipient, words, note), outbox.to_addr,
--               .params (addresses, words of a hint) and .last_text, dead_address (addr, why).
--               Outside of the store, named by hash: attachment, message_page, outbox.raw_sha, mail_journal.sha256
-- Moments (_at) are Unix seconds UTC. Absent ids are NULL. STRICT everywhere.
-- An index holds the id of its row behind its columns, and is searched and read in their order, with it: none names it a second time.
-- A CHECK or an index for more than two words is a chain of OR: for IN SQLite 3.40 makes a table of the words each time a row is written, which
-- costs more than to write the row.

-- ---- the body and its offices -------------------------------------------------------------------

-- Settings and texts of the body: name, address, hours, rpct_name, text.privacy, ...
CREATE TABLE ente (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Another number each time the body's registers change (ente, settori, categories, areas, rules, terms, holidays, reply
-- templates, schede, the box of the streets): by it every connection knows whether what it keeps of them is still so. Whoever writes them writes it.
CREATE TABLE registers (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO registers VALUES (1, 0);

CREATE TABLE settore (
    id             INTEGER PRIMARY KEY,
    code           TEXT NOT NULL UNIQUE,
    name           TEXT NOT NULL,
    email          TEXT NOT NULL,
    fallback_email TEXT NOT NULL DEFAULT '',
    head_name      TEXT NOT NULL DEFAULT '',
    head_email     TEXT NOT NULL DEFAULT '',
    phone          TEXT NOT NULL DEFAULT '',
    hours          TEXT NOT NULL DEFAULT '',
    tasks          TEXT NOT NULL DEFAULT '',       -- one plain sentence: what it deals with
    role           TEXT NOT NULL DEFAULT '',       -- 'rpct', 'urp', 'sindaco' or ''
    digest_hour    INTEGER NOT NULL DEFAULT 8,     -- hour of a working day for its summary; -1: never
    active         INTEGER NOT NULL DEFAULT 1
) STRICT;

-- What an office is called in other languages than Italian, where the body says so (ticket/ente: settore_of chooses).
CREATE TABLE settore_name (
    settore_id INTEGER NOT NULL REFERENCES settore(id) ON DELETE CASCADE,
    lang       TEXT NOT NULL,                      -- BCP 47
    name       TEXT NOT NULL,
    PRIMARY KEY (settore_id, lang)
) STRICT, WITHOUT ROWID;

CREATE TABLE settore_contact (
    id         INTEGER PRIMARY KEY,
    settore_id INTEGER NOT NULL REFERENCES settore(id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    email      TEXT NOT NULL,
    UNIQUE (settore_id, email)
) STRICT;

CREATE TABLE category (
    id         INTEGER PRIMARY KEY,
    code       TEXT NOT NULL UNIQUE,
    parent_id  INTEGER REFERENCES category(id),
    name       TEXT NOT NULL,
    hint       TEXT NOT NULL DEFAULT '',
    keywords   TEXT NOT NULL DEFAULT '',           -- folded words, blank separated
    settore_id INTEGER REFERENCES settore(id),     -- the usual office, a suggestion only; rules decide
    emergency  INTEGER NOT NULL DEFAULT 0,         -- 1: the form says "chiama il 112" first
    public     INTEGER NOT NULL DEFAULT 0,         -- 1: its reports may be published (ticket/publish)
    near_m     INTEGER NOT NULL DEFAULT 0,         -- metres within which it is perhaps the same thing (intake/nearby); 0: as its group, or the body
    position   INTEGER NOT NULL DEFAULT 0,
    active     INTEGER NOT NULL DEFAULT 1
) STRICT;

-- What a category is called in other languages than Italian, where the body says so (ticket/ente: category_of chooses).
CREATE TABLE category_name (
    category_id INTEGER NOT NULL REFERENCES category(id) ON DELETE CASCADE,
    lang        TEXT NOT NULL,                     -- BCP 47
    name        TEXT NOT NULL,
    PRIMARY KEY (category_id, lang)
) STRICT, WITHOUT ROWID;

CREATE TABLE area (
    id   INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE street (
    id      INTEGER PRIMARY KEY,
    area_id INTEGER REFERENCES area(id) ON DELETE CASCADE, -- NULL: nobody told us
    name    TEXT NOT NULL,
    folded  TEXT NOT NULL UNIQUE,                  -- fold(name): how a typed address is compared
    source  TEXT NOT NULL CHECK (source IN ('ente', 'list', 'stale')), -- the file of the body, or its list of streets: each takes away its own alone. stale: while the file is loaded
    lat     INTEGER NOT NULL DEFAULT 0,            -- somewhere in the middle, millionths of a degree (ticket/point); both 0: not known
    lon     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX street_at ON street(lat, lon);
-- Every word of a street, folded: "garib" finds via Giuseppe Garibaldi.
CREATE TABLE street_word (
    word      TEXT NOT NULL,
    street_id INTEGER NOT NULL REFERENCES street(id) ON DELETE CASCADE,
    PRIMARY KEY (word, street_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX street_word_street ON street_word(street_id);
-- Where its house numbers are, when the list of streets says it.
CREATE TABLE street_number (
    street_id INTEGER NOT NULL REFERENCES street(id) ON DELETE CASCADE,
    door      TEXT NOT NULL,                       -- house number, letters and digits alone: "12b" for 12/B
    lat       INTEGER NOT NULL,
    lon       INTEGER NOT NULL,
    PRIMARY KEY (street_id, door)
) STRICT, WITHOUT ROWID;

-- Who deals with what. NULL matches anything; the rule with most matching columns wins, position breaks ties.
CREATE TABLE rule (
    id          INTEGER PRIMARY KEY,
    type        TEXT,
    category_id INTEGER REFERENCES category(id) ON DELETE CASCADE,
    area_id     INTEGER REFERENCES area(id) ON DELETE CASCADE,
    channel     TEXT,
    settore_id  INTEGER NOT NULL REFERENCES settore(id) ON DELETE CASCADE,
    certain     INTEGER NOT NULL,                  -- 1: assign at once; 0: suggest to the operator
    position    INTEGER NOT NULL DEFAULT 0,
    note        TEXT NOT NULL DEFAULT '',          -- why, in plain Italian; shown to operators
    active      INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Terms that differ from the defaults of the law table (ticket/term); legal ones can only be shortened.
CREATE TABLE term (
    id          INTEGER PRIMARY KEY,
    type        TEXT NOT NULL,
    category_id INTEGER REFERENCES category(id) ON DELETE CASCADE,
    timer       TEXT NOT NULL CHECK (timer = 'ack' OR timer = 'take' OR timer = 'settore' OR timer = 'reply' OR timer = 'close' OR timer = 'final'),
    days        INTEGER NOT NULL CHECK (days BETWEEN 0 AND 365),
    unit        TEXT NOT NULL CHECK (unit IN ('calendar', 'working'))
) STRICT;

-- Days on which the office is closed: patron, closures. Never moves a legal term.
CREATE TABLE holiday (
    id   INTEGER PRIMARY KEY,
    day  TEXT NOT NULL UNIQUE,                     -- 'YYYY-MM-DD', or 'MM-DD' for every year
    name TEXT NOT NULL
) STRICT;

-- Prepared texts with fields: what they may hold says ticket/template, by which each is checked before it is written.
CREATE TABLE reply_template (
    id       INTEGER PRIMARY KEY,
    code     TEXT NOT NULL UNIQUE,
    title    TEXT NOT NULL,
    type     TEXT,                                 -- NULL: for every type
    language TEXT NOT NULL DEFAULT 'it',
    body     TEXT NOT NULL
) STRICT;

-- None: for every category. A group stands for all that is below it.
CREATE TABLE reply_template_category (
    template_id INTEGER NOT NULL REFERENCES reply_template(id) ON DELETE CASCADE,
    category_id INTEGER NOT NULL REFERENCES category(id) ON DELETE CASCADE,
    PRIMARY KEY (template_id, category_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reply_template_category_of ON reply_template_category(category_id);

-- Short answers that everybody gives in the same words: procedures, hours, who does what.
CREATE TABLE scheda (
    id          INTEGER PRIMARY KEY,
    title       TEXT NOT NULL,                     -- as people ask: "Come si rinnova la carta d'identità?"
    body        TEXT NOT NULL,
    keywords    TEXT NOT NULL DEFAULT '',          -- other words for the same thing
    url         TEXT NOT NULL DEFAULT '',          -- a page that says more: https
    category_id INTEGER REFERENCES category(id),
    settore_id  INTEGER REFERENCES settore(id),    -- who answers for it
    public      INTEGER NOT NULL,                  -- 1: citizens read it, too
    active      INTEGER NOT NULL DEFAULT 1,        -- 0: set aside
    review_on   TEXT NOT NULL,                     -- 'YYYY-MM-DD': by then somebody looks whether it is still true
    source_id   INTEGER REFERENCES ticket(id),     -- the answer it was made of
    version     INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    changed_by  INTEGER REFERENCES user(id)
) STRICT;

-- What a scheda said before it was changed.
CREATE TABLE scheda_before (
    id         INTEGER PRIMARY KEY,
    scheda_id  INTEGER NOT NULL REFERENCES scheda(id),
    version    INTEGER NOT NULL,
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by INTEGER REFERENCES user(id),
    UNIQUE (scheda_id, version)
) STRICT;

-- How often it helped. Beside the text: whoever counts changes no register.
CREATE TABLE scheda_use (
    scheda_id INTEGER PRIMARY KEY REFERENCES scheda(id),
    office    INTEGER NOT NULL,                    -- answers given with it
    citizens  INTEGER NOT NULL,                    -- who said that it was what they looked for
    last_at   INTEGER NOT NULL
) STRICT;

-- Other bodies to which requests that are not ours are handed most often.
CREATE TABLE other_body (
    id    INTEGER PRIMARY KEY,
    code  TEXT NOT NULL UNIQUE,
    name  TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',                -- '': by PEC alone
    pec   TEXT NOT NULL DEFAULT '',                -- goes before the other one
    tasks TEXT NOT NULL DEFAULT '',                -- one plain sentence: what it deals with
    category TEXT NOT NULL DEFAULT '',             -- code of a subject or group, and
    places TEXT NOT NULL DEFAULT '',               -- words of places, one a line: citizens are told before they write to us; both '': never
    active INTEGER NOT NULL DEFAULT 1
) STRICT;

-- While an office is away (from_day and to_day both included) its mails go to another office or to one person.
CREATE TABLE absence (
    id            INTEGER PRIMARY KEY,
    settore_id    INTEGER NOT NULL REFERENCES settore(id) ON DELETE CASCADE,
    from_day      TEXT NOT NULL,                   -- 'YYYY-MM-DD'
    to_day        TEXT NOT NULL,
    to_settore_id INTEGER REFERENCES settore(id),  -- NULL: a person, to_email
    to_name       TEXT NOT NULL DEFAULT '',
    to_email      TEXT NOT NULL DEFAULT '',
    note          TEXT NOT NULL DEFAULT ''
) STRICT;

-- What a category asks besides (ticket/question). The answers stand with the request, in the words of then.
CREATE TABLE question (
    id          INTEGER PRIMARY KEY,
    category_id INTEGER NOT NULL REFERENCES category(id) ON DELETE CASCADE,
    code        TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind = 'text' OR kind = 'number' OR kind = 'date' OR kind = 'one' OR kind = 'many'),
    label       TEXT NOT NULL,
    hint        TEXT NOT NULL DEFAULT '',
    options     TEXT NOT NULL DEFAULT '',          -- of 'one' and 'many': one a line
    stop        TEXT NOT NULL DEFAULT '',          -- the option at which the form stops: call 112
    required    INTEGER NOT NULL DEFAULT 0,
    position    INTEGER NOT NULL DEFAULT 0,
    UNIQUE (category_id, code)
) STRICT;

-- Doors for new requests that the body has said something about; one without a row is open (ticket/channel).
CREATE TABLE channel (
    id        INTEGER PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE,                -- 'web', 'mail', ...
    closed    INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,                    -- since when, while it is closed: what was sent before found it open
    until_day TEXT NOT NULL DEFAULT '',            -- 'YYYY-MM-DD', the last closed day; '': until it is opened
    text      TEXT NOT NULL DEFAULT '',            -- the body's own words to whoever finds it closed
    stale     INTEGER NOT NULL DEFAULT 0           -- 1: while the file is loaded, which has not said it again yet
) STRICT;

-- How the body wants to know who asks, type by type; one without a row is as the law has it (ticket/identity).
CREATE TABLE identity_rule (
    id     INTEGER PRIMARY KEY,
    type   TEXT NOT NULL UNIQUE,
    ask    TEXT NOT NULL CHECK (ask = 'no' OR ask = 'offer' OR ask = 'want'),
    papers INTEGER NOT NULL,                       -- 1: a form signed by hand with the copy of a document, or signed digitally, will do
    text   TEXT NOT NULL DEFAULT ''                -- the body's own words on the page that offers it
) STRICT;

-- "Modalita' emergenza": a notice to everybody while it lasts; some categories are paused or grouped. Ends by itself.
CREATE TABLE emergency (
    id         INTEGER PRIMARY KEY,
    text       TEXT NOT NULL,                      -- the notice on home, form and tracking page
    contact    TEXT NOT NULL DEFAULT '',           -- where to turn instead: "Protezione civile, 000 1234599"
    from_at    INTEGER NOT NULL,
    until_at   INTEGER NOT NULL,
    way        TEXT NOT NULL CHECK (way = 'notice' OR way = 'pause' OR way = 'group'),
    categories TEXT NOT NULL DEFAULT '',           -- codes, blank separated
    parent     TEXT NOT NULL DEFAULT ''            -- of 'group': number of the request that the others are linked to
) STRICT;

-- Who changed which setting: append-only. Both values are JSON as in the file of the body; NULL: there was none, there is none.
CREATE TABLE setting_change (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    user_id INTEGER REFERENCES user(id),           -- NULL: the command line
    section TEXT NOT NULL,                         -- of the file: 'rules'
    key     TEXT NOT NULL,                         -- within it; '': the whole section came from a file
    label   TEXT NOT NULL,
    before  TEXT,
    after   TEXT
) STRICT;
CREATE INDEX setting_change_key ON setting_change(section, key);
CREATE TRIGGER setting_change_no_update BEFORE UPDATE ON setting_change BEGIN SELECT raise(ABORT, 'setting_change is append-only'); END;
CREATE TRIGGER setting_change_no_delete BEFORE DELETE ON setting_change BEGIN SELECT raise(ABORT, 'setting_change is append-only'); END;

-- ---- the privacy notice -------------------------------------------------------------------------

-- Its versions (ticket/privacy_notice): one begins when what it says has changed, in whatever language. Each stays readable.
CREATE TABLE privacy_notice (
    id       INTEGER PRIMARY KEY,                  -- 1, 2, 3 ...: its number
    since_at INTEGER NOT NULL,
    digest   BLOB NOT NULL                         -- SHA-256 of all its texts: has something changed?
) STRICT;
CREATE TABLE privacy_notice_text (
    notice_id INTEGER NOT NULL REFERENCES privacy_notice(id),
    lang      TEXT NOT NULL,
    text      TEXT NOT NULL,
    PRIMARY KEY (notice_id, lang)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER privacy_notice_no_update BEFORE UPDATE ON privacy_notice BEGIN SELECT raise(ABORT, 'privacy_notice is append-only'); END;
CREATE TRIGGER privacy_notice_no_delete BEFORE DELETE ON privacy_notice BEGIN SELECT raise(ABORT, 'privacy_notice is append-only'); END;
CREATE TRIGGER privacy_notice_text_no_update BEFORE UPDATE ON privacy_notice_text BEGIN SELECT raise(ABORT, 'privacy_notice is append-only'); END;
CREATE TRIGGER privacy_notice_text_no_delete BEFORE DELETE ON privacy_notice_text BEGIN SELECT raise(ABORT, 'privacy_notice is append-only'); END;

-- ---- people who work here -----------------------------------------------------------------------

CREATE TABLE user (
    id            INTEGER PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,            -- folded
    name          TEXT NOT NULL,
    email         TEXT NOT NULL DEFAULT '',        -- where to reach them; never how to know them
    roles         INTEGER NOT NULL,                -- bits of http enum role
    narrowed      INTEGER NOT NULL DEFAULT 0,      -- roles that hold only where user_settore and user_type say
    password_hash TEXT NOT NULL,                   -- argon2id string; '' = signs in elsewhere only
    password_by   TEXT NOT NULL DEFAULT 'other' CHECK (password_by IN ('self', 'other')), -- 'other': somebody else knows it, too
    totp_secret   TEXT,                            -- sealed with a key of the data directory; NULL: no second factor
    totp_step     INTEGER NOT NULL DEFAULT 0,      -- the last step whose code was used: no code is good twice
    active        INTEGER NOT NULL DEFAULT 1,
    created_at    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL,
    signed_in_at  INTEGER                          -- NULL: never
) STRICT;

-- Where a role holds: in these settori, for these types. No row: everywhere (a referente: nowhere).
CREATE TABLE user_settore (
    user_id    INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    role_bit   INTEGER NOT NULL,
    settore_id INTEGER NOT NULL REFERENCES settore(id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, role_bit, settore_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE user_type (
    user_id INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    role_bit INTEGER NOT NULL,
    type    TEXT NOT NULL,
    PRIMARY KEY (user_id, role_bit, type)
) STRICT, WITHOUT ROWID;

-- Codes for who lost the telephone; each opens once.
CREATE TABLE user_recovery (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    hash    BLOB NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX user_recovery_user ON user_recovery(user_id);

-- Who somebody is at an identity provider: by its own name for the person, never by a mail address (ASVS 6.8.1).
CREATE TABLE user_oidc (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_oidc_user ON user_oidc(user_id);

-- Signing in that is not finished: the password was right, the second factor is still asked for.
CREATE TABLE sign_in_step (
    token_hash BLOB PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    way        TEXT NOT NULL,                      -- how the first one was given, as in session.way
    tries      INTEGER NOT NULL DEFAULT 0,
    next       TEXT NOT NULL,                      -- page they wanted
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_step_expires ON sign_in_step(expires_at);
CREATE INDEX sign_in_step_user ON sign_in_step(user_id);

-- How somebody wants pages to be: 'storia' = 'nuovi' or 'vecchi' first.
CREATE TABLE user_choice (
    user_id INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (user_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id         INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id    INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,                   -- moved at most once a minute
    expires_at INTEGER NOT NULL,
    net        TEXT NOT NULL DEFAULT '',           -- '203.0.113.0/24'
    browser    TEXT NOT NULL DEFAULT '',           -- in words: 'Firefox su Windows'
    way        TEXT NOT NULL DEFAULT 'password',   -- 'password', 'totp', 'recovery', 'oidc'
    oidc_sid   TEXT NOT NULL DEFAULT ''            -- the provider's own name of the session (sid); '': it told none
) STRICT;
CREATE INDEX session_user ON session(user_id);
CREATE INDEX session_expires ON session(expires_at);

-- Words of the provider that sessions are over (OpenID Connect Back-Channel Logout): each counts once.
CREATE TABLE oidc_logout (
    jti      TEXT PRIMARY KEY,
    until_at INTEGER NOT NULL                      -- the token itself is over then
) STRICT, WITHOUT ROWID;

-- What was done to accounts, by whom. No words of citizens; append-only.
CREATE TABLE user_event (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES user(id),
    at         INTEGER NOT NULL,
    by_user_id INTEGER REFERENCES user(id),        -- NULL: the command line
    kind       TEXT NOT NULL,
    detail     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX user_event_user ON user_event(user_id);
CREATE TRIGGER user_event_no_update BEFORE UPDATE ON user_event BEGIN SELECT raise(ABORT, 'user_event is append-only'); END;
CREATE TRIGGER user_event_no_delete BEFORE DELETE ON user_event BEGIN SELECT raise(ABORT, 'user_event is append-only'); END;

-- What one person has chosen for its own pages: 'list.columns', 'list.view'.
CREATE TABLE user_pref (
    user_id INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

-- A list under a name: its address without page and cursor.
CREATE TABLE saved_view (
    id         INTEGER PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,                      -- 'stato=aperte&settore=3'
    shared     INTEGER NOT NULL,                   -- 1: for everybody
    created_at INTEGER NOT NULL,
    UNIQUE (user_id, name)
) STRICT;
CREATE INDEX saved_view_name ON saved_view(name);

-- Who took which list out of the house, and when: it holds names of citizens.
CREATE TABLE export_log (
    id      INTEGER PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user(id),
    at      INTEGER NOT NULL,
    format  TEXT NOT NULL CHECK (format IN ('csv', 'ods')),
    query   TEXT NOT NULL,                         -- of the list
    columns TEXT NOT NULL
) STRICT;
CREATE INDEX export_log_at ON export_log(at);

-- Counted before the password is checked, in the same transaction (ASVS 6.3.1).
CREATE TABLE throttle (
    key       TEXT PRIMARY KEY,                    -- 'login:anna', 'net:203.0.113.0/24'
    count     INTEGER NOT NULL,
    window_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ---- citizens and their words (text: may be erased) ---------------------------------------------

CREATE TABLE person (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL,                     -- '' once erased
    surname     TEXT NOT NULL DEFAULT '',
    folded      TEXT NOT NULL,                     -- fold(surname || ' ' || name): look-up by name
    forename    TEXT NOT NULL DEFAULT '',          -- fold(name || ' ' || surname): the same, in the order in which people say it
    email       TEXT NOT NULL DEFAULT '',          -- lower case
    pec         TEXT NOT NULL DEFAULT '',
    phone       TEXT NOT NULL DEFAULT '',          -- E.164
    tax_code    TEXT NOT NULL DEFAULT '',
    birth_place TEXT NOT NULL DEFAULT '',
    birth_day   TEXT NOT NULL DEFAULT '',
    address     TEXT NOT NULL DEFAULT '',
    created_at  INTEGER NOT NULL,
    erased_at   INTEGER
) STRICT;
CREATE INDEX person_folded ON person(folded);
CREATE INDEX person_forename ON person(forename) WHERE forename <> '';
CREATE INDEX person_email ON person(email) WHERE email <> '';
CREATE INDEX person_pec ON person(pec) WHERE pec <> '';
CREATE INDEX person_phone ON person(phone) WHERE phone <> '';
CREATE INDEX person_tax ON person(tax_code) WHERE tax_code <> '';

CREATE TABLE ticket_text (
    ticket_id  INTEGER PRIMARY KEY REFERENCES ticket(id),
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    quoted     TEXT NOT NULL DEFAULT '',           -- of a mail: what it repeats from earlier ones; folded, never cut
    place      TEXT NOT NULL DEFAULT '',
    fields     TEXT NOT NULL DEFAULT '{}',         -- JSON object: the type's own fields by name (motive, period, ...)
    caller     TEXT NOT NULL DEFAULT '',           -- how to answer when it is not by e-mail
    reply_by   TEXT NOT NULL DEFAULT 'email',      -- 'email', 'pec', 'phone', 'post', 'counter', 'none'
    notice_id  INTEGER REFERENCES privacy_notice(id), -- of what the author said to have read; NULL: it did not come by a form
    journal_id INTEGER REFERENCES mail_journal(id), -- the mail it came with
    track_salt BLOB NOT NULL,                      -- the tracking secret is MAC(key, salt): nothing to steal here
    track_until INTEGER,                           -- asked for anew after its end: until then it opens; NULL: never was
    lang       TEXT NOT NULL DEFAULT 'it',         -- of its words, BCP 47
    redacted_at INTEGER
) STRICT;
CREATE INDEX ticket_text_lang ON ticket_text(lang, ticket_id) WHERE lang <> 'it';

-- To which offices a request that has none might go, best first, as its own words say (dispatch/suggestion): kept from the first look at it
-- until it has one. made_for: what else was asked of the rules; another one says that this is to be asked anew. settore_id NULL, alone: none.
CREATE TABLE suggestion (
    ticket_id   INTEGER NOT NULL REFERENCES ticket(id),
    rank        INTEGER NOT NULL,
    made_for    TEXT NOT NULL,
    settore_id  INTEGER,
    rule_id     INTEGER,
    probability REAL NOT NULL,
    why         TEXT NOT NULL,
    PRIMARY KEY (ticket_id, rank)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER suggestion_words AFTER UPDATE OF subject, body ON ticket_text BEGIN
    DELETE FROM suggestion WHERE ticket_id = new.ticket_id;
END;

-- Where it is, on the ground (ticket/place). May tell where somebody lives: goes with the words.
CREATE TABLE ticket_point (
    ticket_id INTEGER PRIMARY KEY REFERENCES ticket(id),
    lat       INTEGER NOT NULL,                    -- millionths of a degree, WGS84
    lon       INTEGER NOT NULL,
    cell      INTEGER NOT NULL,                    -- of the grid by which neighbours are found (point_cell)
    origin    TEXT NOT NULL CHECK (origin IN ('street', 'number', 'map', 'device', 'photo', 'typed'))
) STRICT;
CREATE INDEX ticket_point_cell ON ticket_point(cell, ticket_id);

-- "Anche io": who has the same problem as the person of a request, and hears of its end. No name is asked for. One that was taken back,
-- or whose address is erased, keeps its row: it stays counted, or on record, and tells nobody.
CREATE TABLE adesione (
    id           INTEGER PRIMARY KEY,
    ticket_id    INTEGER NOT NULL REFERENCES ticket(id), -- of a request that was joined to another one: the other one
    email        TEXT NOT NULL,                    -- lower case; '' once erased
    lang         TEXT NOT NULL DEFAULT 'it',       -- of the page where it was last asked for, BCP 47: that of both mails
    asked_at     INTEGER NOT NULL,                 -- of the last mail that asks to confirm it
    confirmed_at INTEGER,                          -- NULL: nobody pressed the button yet: it does not count
    left_at      INTEGER,                          -- taken back
    told_at      INTEGER                           -- the end was told: once
) STRICT;
CREATE UNIQUE INDEX adesione_one ON adesione(ticket_id, email) WHERE email <> '';
CREATE INDEX adesione_ticket ON adesione(ticket_id);
CREATE INDEX adesione_waiting ON adesione(asked_at) WHERE confirmed_at IS NULL AND email <> '';
CREATE INDEX adesione_over ON adesione(told_at) WHERE told_at IS NOT NULL AND email <> '';
CREATE INDEX adesione_email ON adesione(email, asked_at) WHERE email <> '';

-- How many confirmed it and did not take it back: those that have any. Kept, never counted by reading; it is what lists go by.
CREATE TABLE joined_n (
    ticket_id INTEGER PRIMARY KEY REFERENCES ticket(id),
    n         INTEGER NOT NULL CHECK (n >= 0)
) STRICT;
CREATE INDEX joined_most ON joined_n(n, ticket_id);
CREATE TRIGGER adesione_more AFTER UPDATE OF ticket_id, confirmed_at, left_at ON adesione WHEN new.confirmed_at IS NOT NULL AND new.left_at IS NULL BEGIN
    INSERT INTO joined_n VALUES (new.ticket_id, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER adesione_less AFTER UPDATE OF ticket_id, confirmed_at, left_at ON adesione WHEN old.confirmed_at IS NOT NULL AND old.left_at IS NULL BEGIN
    UPDATE joined_n SET n = n - 1 WHERE ticket_id = old.ticket_id;
END;
CREATE TRIGGER joined_empty AFTER UPDATE OF n ON joined_n WHEN new.n = 0 BEGIN
    DELETE FROM joined_n WHERE ticket_id = new.ticket_id;
END;
-- The statistics of it: how many were confirmed in each month of Rome, by the subject they had then.
CREATE TABLE joined_month (
    month       INTEGER NOT NULL,                  -- 202611
    category_id INTEGER NOT NULL,                  -- 0: none
    n           INTEGER NOT NULL,
    PRIMARY KEY (month, category_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    id          INTEGER PRIMARY KEY,
    ticket_id   INTEGER NOT NULL REFERENCES ticket(id),
    at          INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind = 'answer' OR kind = 'question' OR kind = 'info' OR kind = 'note' OR kind = 'reason' OR kind = 'reply'),
    author      TEXT NOT NULL CHECK (author = 'citizen' OR author = 'settore' OR author = 'urp' OR author = 'system'),
    author_name TEXT NOT NULL DEFAULT '',
    channel     TEXT NOT NULL,
    user_id     INTEGER REFERENCES user(id),
    settore_id  INTEGER REFERENCES settore(id),
    public      INTEGER NOT NULL,                  -- 1: the citizen sees it on the tracking page
    status      TEXT NOT NULL DEFAULT 'ok' CHECK (status = 'ok' OR status = 'unconfirmed' OR status = 'rejected'),
    subject     TEXT NOT NULL DEFAULT '',
    body        TEXT NOT NULL,
    quoted      TEXT NOT NULL DEFAULT '',          -- folded quoted text of a mail, never cut
    journal_id  INTEGER REFERENCES mail_journal(id),
    erased_at   INTEGER
) STRICT;
CREATE INDEX message_ticket ON message(ticket_id);
CREATE INDEX message_waiting ON message(ticket_id) WHERE status = 'unconfirmed';

-- What is known about a message besides its words: certified, signed, by whom it was not verified, what could not be read.
CREATE TABLE message_fact (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket(id),
    message_id INTEGER REFERENCES message(id),     -- NULL: about the request itself
    kind       TEXT NOT NULL,                      -- stable id: 'pec', 'firma', 'mittente', 'lettura'
    text       TEXT NOT NULL,                      -- Italian, for the office
    tone       TEXT NOT NULL CHECK (tone = 'plain' OR tone = 'info' OR tone = 'good' OR tone = 'warn' OR tone = 'bad')
) STRICT;
CREATE INDEX message_fact_ticket ON message_fact(ticket_id);

-- What words were before they were read anew. Personal text like those that replaced it: erased with them.
CREATE TABLE words_before (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket(id),
    message_id INTEGER REFERENCES message(id),     -- NULL: the request itself
    at         INTEGER NOT NULL,                   -- until when they stood
    subject    TEXT NOT NULL,
    body       TEXT NOT NULL,
    quoted     TEXT NOT NULL
) STRICT;
CREATE INDEX words_before_ticket ON words_before(ticket_id);

-- What stood there before a passage or a file was blackened (ticket/redact): apart from what everybody sees, for the responsabile
-- alone. Personal text: erased with the ticket.
CREATE TABLE redacted (
    id            INTEGER PRIMARY KEY,
    ticket_id     INTEGER NOT NULL REFERENCES ticket(id),
    message_id    INTEGER REFERENCES message(id),    -- NULL, with attachment_id NULL: the request itself
    attachment_id INTEGER REFERENCES attachment(id), -- the file, whose bytes stay under its sha256
    at            INTEGER NOT NULL,                  -- the last time, when it was done more than once
    user_id       INTEGER REFERENCES user(id),       -- the first time; the others are named in reason
    reason        TEXT NOT NULL,
    subject       TEXT NOT NULL DEFAULT '',
    body          TEXT NOT NULL DEFAULT '',
    quoted        TEXT NOT NULL DEFAULT '',
    mime          TEXT NOT NULL DEFAULT '',          -- of the file, as it was shown
    part          TEXT NOT NULL DEFAULT ''           -- '': a text or a file; else what body was, in Italian: 'Luogo', 'Nome'
) STRICT;
CREATE INDEX redacted_ticket ON redacted(ticket_id);
CREATE INDEX redacted_file ON redacted(attachment_id) WHERE attachment_id IS NOT NULL;

-- Files live outside the store as <data>/allegati/ab/abcdef..., named by SHA-256, immutable.
CREATE TABLE attachment (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket(id),
    message_id INTEGER REFERENCES message(id),     -- NULL: came with the request itself
    at         INTEGER NOT NULL,
    sha256     TEXT NOT NULL,                      -- the file as received (hex); restricted to the office
    shown      TEXT NOT NULL,                      -- the file others see: same hash, or a photo without metadata
    name       TEXT NOT NULL,
    mime       TEXT NOT NULL,                      -- by content (libmagic)
    size_bytes INTEGER NOT NULL,
    shown_bytes INTEGER NOT NULL,
    public     INTEGER NOT NULL,                   -- 1: the citizen sees it on the tracking page
    in_text    INTEGER NOT NULL DEFAULT 0,         -- 1: a picture among the words of a mail rather than beside them
    is_form    INTEGER NOT NULL DEFAULT 0          -- 1: the request itself, signed by hand or digitally
) STRICT;
CREATE INDEX attachment_ticket ON attachment(ticket_id);
CREATE INDEX attachment_sha ON attachment(sha256);
CREATE INDEX attachment_shown ON attachment(shown) WHERE shown <> sha256;

-- Copies of identity documents (ticket/identity). They stand apart from the files of a request, among which nothing that lists, mails,
-- prints, publishes or hands on can come across one. A row is erased as soon as somebody has looked, or when its time is over.
CREATE TABLE identity_copy (
    id          INTEGER PRIMARY KEY,
    ticket_id   INTEGER NOT NULL REFERENCES ticket(id),
    at          INTEGER NOT NULL,
    sha256      TEXT NOT NULL,                     -- as in attachment
    shown       TEXT NOT NULL,
    name        TEXT NOT NULL,
    mime        TEXT NOT NULL,
    size_bytes  INTEGER NOT NULL,
    shown_bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX identity_copy_ticket ON identity_copy(ticket_id);
CREATE INDEX identity_copy_sha ON identity_copy(sha256);
CREATE INDEX identity_copy_shown ON identity_copy(shown) WHERE shown <> sha256;

-- Files whose last row was erased: unlinked at once, not when the store is tidied, unless another row names the same bytes.
CREATE TABLE file_gone (
    sha256 TEXT PRIMARY KEY,
    at     INTEGER NOT NULL                        -- a file that was put there later is another one
) STRICT, WITHOUT ROWID;

-- How a mail looked that was written as HTML: a page that fetches and runs nothing, for the office alone. Its file lies among
-- the attachments and is none of them.
CREATE TABLE message_page (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket(id),
    message_id INTEGER REFERENCES message(id),     -- NULL: the request itself
    sha256     TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    remote     INTEGER NOT NULL,                   -- things that it would have fetched from elsewhere
    left_out   INTEGER NOT NULL,                   -- pictures of its own that are too large, or none
    is_cut     INTEGER NOT NULL                    -- 1: too long
) STRICT;
CREATE INDEX message_page_ticket ON message_page(ticket_id);
CREATE INDEX message_page_sha ON message_page(sha256);

-- What can be searched: one row at birth, one for each message. The words themselves are not stored a second time:
-- search_text folds them out of their own rows, names, subject and place first: what is found there fits better. Only ticket/search writes here, the row and its index entry together
-- (SQLite 3.40 does not let a trigger write to FTS5 while trusted_schema is off), and takes both away before the words
-- are changed or erased: the index forgets a word only when told the old text exactly. A new version of fold() or of
-- this view needs a migration with INSERT INTO search(search) VALUES ('rebuild').
CREATE TABLE search_doc (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket(id),
    message_id INTEGER REFERENCES message(id),
    author     TEXT NOT NULL DEFAULT ''            -- name, e-mail, telephone as given with the request
) STRICT;
CREATE INDEX search_doc_ticket ON search_doc(ticket_id);
CREATE VIEW search_text AS
    SELECT d.id AS id,
           CASE WHEN d.message_id IS NULL
                THEN (SELECT fold(d.author || ' ' || x.subject || ' ' || x.place || ' ' || x.body || ' ' || x.caller ||
                                  CASE x.fields WHEN '{}' THEN '' ELSE ' ' || replace(x.fields, '\n', ' ') END)
                        FROM ticket_text x WHERE x.ticket_id = d.ticket_id)
                ELSE (SELECT fold(m.subject || ' ' || m.body) FROM message m WHERE m.id = d.message_id)
           END AS text
      FROM search_doc d;
CREATE VIRTUAL TABLE search USING fts5(text, content='search_text', content_rowid='id', columnsize=0,
                                       tokenize='unicode61 remove_diacritics 2');

-- ---- the record ---------------------------------------------------------------------------------

-- packed is a JSON object in canonical form (sorted keys, no blanks): the projection columns this event sets,
-- plus ids of what it is about; with the texts of event_word as their codes, see event_plain. hash = SHA-256 over the previous
-- row's hash and this row's fields, packed as the JSON that it stands for.
CREATE TABLE event (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket(id),
    version    INTEGER NOT NULL,                   -- 1, 2, 3 ... within the ticket
    at         INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    actor      TEXT NOT NULL CHECK (actor = 'citizen' OR actor = 'settore' OR actor = 'urp' OR actor = 'system'),
    actor_id   INTEGER,                            -- user or settore
    packed     TEXT NOT NULL,
    hash       BLOB NOT NULL,
    UNIQUE (ticket_id, version)
) STRICT;
CREATE INDEX event_office ON event(ticket_id, version) WHERE kind = 'assegnata' OR kind = 'riassegnata' OR kind = 'restituita'; -- of a long story: how it came to an office, who gave it back
CREATE INDEX event_identity ON event(ticket_id, version) WHERE kind = 'identita' OR kind = 'identificata'; -- of a long story: whether it is known who asks
CREATE INDEX event_left ON event(ticket_id, version) WHERE kind = 'mail_inviata'; -- of a long story: how many are told elsewhere
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'event is append-only'); END;

-- What recurs in the data of events, with the code for it (db/packed): a control character, which no JSON holds, or such a one and
-- a letter. Never changed, only added to.
CREATE TABLE event_word (
    code TEXT PRIMARY KEY,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO event_word VALUES
    (char(1), ',"area_id":'), (char(2), ',"attention":'), (char(3), ',"category_id":'), (char(4), ',"channel":"'),
    (char(5), ',"due_days":'), (char(6), ',"number":'), (char(7), ',"person_id":'), (char(8), ',"presented_at":'),
    (char(11), ',"reply_due_at":'), (char(12), ',"state":"received","take_due_at":'), (char(14), ',"year":'),
    (char(15), ',"state":"taken","take_due_at":null'), (char(16), ',"operator_id":'), (char(17), ',"closed_at":'),
    (char(18), ',"state":"closed"'), (char(19), ',"answer_due_at":'), (char(20), ',"attention":0,"attention_at":null'),
    (char(21), ',"rule":'), (char(22), ',"rule_category":'), (char(23), ',"rule_type":"report","settore_id":'),
    (char(24), ',"settore_id":'), (char(25), ',"state":"assigned","take_due_at":'), (char(26), ',"message":'),
    (char(27), ',"answered_at":'), (char(28), ',"clock":"stopped","due_at":'), (char(29), ',"reply_due_at":null,"state":"answered"'),
    (char(30), ',"type":"report","year":'), (char(31) || 'A', ',"channel":"web","clock":"running","due_at":'),
    (char(31) || 'B', ',"channel":"phone","clock":"running","due_at":'), (char(31) || 'C', ',"channel":"mail","clock":"running","due_at":'),
    (char(31) || 'D', ',"channel":"counter","clock":"running","due_at":'),
    (char(31) || 'E', ',"channel":"letter","clock":"running","due_at":'), (char(31) || 'F', ',"channel":"pec","clock":"running","due_at":'),
    (char(31) || 'G', ',"type":"info","year":'), (char(31) || 'H', ',"type":"complaint","year":'),
    (char(31) || 'I', ',"type":"suggestion","year":'), (char(31) || 'J', ',"type":"praise","year":'), (char(31) || 'K', ',"type":"'),
    (char(31) || 'L', ',"outcome":"solved"'), (char(31) || 'M', ',"outcome":"planned"'), (char(31) || 'N', ',"outcome":"unfounded"'),
    (char(31) || 'O', ',"outcome":"not_competent"'), (char(31) || 'P', ',"outcome":"'),
    (char(31) || 'Q', ',"reply_due_at":null,"state":"answered","take_due_at":null'), (char(31) || 'R', ',"answer_due_at":null'),
    (char(31) || 'S', ',"rule_type":"'), (char(31) || 'T', ',"rule_type":"info","settore_id":'), (char(31) || 'U', ',"rule_area":'),
    (char(31) || 'V', ',"rule_channel":"'), (char(31) || 'W', ',"state":"in_progress"'), (char(31) || 'X', ',"state":"'),
    (char(31) || 'Y', ',"take_due_at":null'), (char(31) || 'Z', ',"take_due_at":'), (char(31) || 'a', ',"attention_at":null'),
    (char(31) || 'b', ',"attention_at":'), (char(31) || 'c', ',"clock":"'), (char(31) || 'd', ',"due_at":'), (char(31) || 'e', ',"flags":'),
    (char(31) || 'f', ',"reminders":'), (char(31) || 'g', ',"reminded_at":'), (char(31) || 'h', ',"reminded_at":null'),
    (char(31) || 'i', ',"reminders":0'), (char(31) || 'j', ',"snoozed":'), (char(31) || 'k', ',"snoozed_until":'),
    (char(31) || 'l', ',"tag":'), (char(31) || 'm', ',"other":'), (char(31) || 'n', ',"outbox":'), (char(31) || 'o', ',"journal":'),
    (char(31) || 'p', ',"verified":"'), (char(31) || 'q', ',"unverified":"'), (char(31) || 'r', ',"operator_id":0'),
    (char(31) || 's', ',"operator_id":null'), (char(31) || 't', ',"duplicate_of":'), (char(31) || 'u', ',"answered_at":null'),
    (char(31) || 'v', ',"closed_at":null'), (char(31) || 'w', ',"outcome":null'), (char(31) || 'x', ',"settore_id":null');

-- The record in plain JSON, for whoever has the store and not this program: each code becomes its text, one after the other.
CREATE VIEW event_plain AS
    SELECT e.id, e.ticket_id, e.version, e.at, e.kind, e.actor, e.actor_id,
           (WITH RECURSIVE step(code, text) AS (
                SELECT '', e.packed
                UNION ALL
                SELECT w.code, replace(step.text, w.code, w.text) FROM step, event_word w
                 WHERE w.code = (SELECT min(n.code) FROM event_word n WHERE n.code > step.code))
            SELECT '{' || substr(text, 2) || '}' FROM step ORDER BY code DESC LIMIT 1) AS data,
           e.hash
      FROM event e;

-- An event moves the clock at most once. In the order of entry: that of event_id.
CREATE TABLE clock_event (
    ticket_id INTEGER NOT NULL REFERENCES ticket(id),
    event_id  INTEGER NOT NULL REFERENCES event(id),
    at        INTEGER NOT NULL,                    -- when it takes effect in law, not when it was entered
    kind      TEXT NOT NULL CHECK (kind = 'start' OR kind = 'suspend' OR kind = 'resume' OR kind = 'restart' OR kind = 'stop'),
    reason    TEXT NOT NULL,                       -- id of ticket/term's reason table
    PRIMARY KEY (ticket_id, event_id)
) STRICT, WITHOUT ROWID;

-- Projection of the events. No text here: lists and boards read narrow rows.
CREATE TABLE ticket (
    id            INTEGER PRIMARY KEY,
    year          INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    code          TEXT NOT NULL,                   -- 2026-000417-X; follows from year and number, by which it is found
    type          TEXT NOT NULL,
    channel       TEXT NOT NULL,
    state         TEXT NOT NULL,
    outcome       TEXT,                            -- set from 'answered' on
    open          INTEGER NOT NULL,                -- 1 until answered, closed, archived or transferred
    category_id   INTEGER,
    area_id       INTEGER,
    person_id     INTEGER,
    settore_id    INTEGER,
    operator_id   INTEGER,
    presented_at  INTEGER NOT NULL,                -- the clock starts here (L. 241/1990 art. 18-bis)
    created_at    INTEGER NOT NULL,
    due_at        INTEGER,                         -- final term; NULL: suspended, or none
    due_days      INTEGER NOT NULL,                -- the term given, in days
    take_due_at   INTEGER,                         -- whoever has it should have taken charge: the settore; before there is one, the URP
    answer_due_at INTEGER,                         -- settore should have answered
    reply_due_at  INTEGER,                         -- the citizen should have had a first word of a human; NULL: had it, or told of already
    clock         TEXT NOT NULL,                   -- 'running', 'suspended', 'stopped'
    answered_at   INTEGER,
    closed_at     INTEGER,
    flags         INTEGER NOT NULL,                -- enum ticket_flag
    attention     INTEGER NOT NULL,                -- enum ticket_attention: why a human is needed; 0 = not
    attention_at  INTEGER,                         -- since when
    reminders     INTEGER NOT NULL,                -- enum rung: how far the present assignment has come
    reminded_at   INTEGER,
    snoozed_until INTEGER,                         -- put off by an operator: no reminders, and off the board, until then; NULL: not
    snoozed       INTEGER NOT NULL,                -- enum ticket_attention: what it was on the board for, and will be again
    reopened      INTEGER NOT NULL,
    duplicate_of  INTEGER,
    version       INTEGER NOT NULL,                -- 0 between the INSERT and the first UPDATE, within one operation: counted nowhere yet
    updated_at    INTEGER NOT NULL,
    UNIQUE (year, number)
) STRICT;
-- Nor does any number go missing: the highest id is how many there are.
CREATE TRIGGER ticket_no_delete BEFORE DELETE ON ticket BEGIN SELECT raise(ABORT, 'a ticket is never deleted'); END;
CREATE INDEX ticket_open ON ticket(id) WHERE open = 1;
CREATE INDEX ticket_due ON ticket(due_at) WHERE open = 1 AND due_at IS NOT NULL;
CREATE INDEX ticket_settore ON ticket(settore_id); -- those of none, too: lists ask for them
CREATE INDEX ticket_person ON ticket(person_id) WHERE person_id IS NOT NULL;
CREATE INDEX ticket_category ON ticket(category_id, area_id) WHERE category_id IS NOT NULL;
CREATE INDEX ticket_take_due ON ticket(take_due_at) WHERE open = 1 AND take_due_at IS NOT NULL;
CREATE INDEX ticket_answer_due ON ticket(answer_due_at) WHERE open = 1 AND answer_due_at IS NOT NULL;
CREATE INDEX ticket_suspended ON ticket(due_at) WHERE state = 'suspended' AND due_at IS NOT NULL; -- a date: the law ends it
CREATE INDEX ticket_access ON ticket(id) WHERE type = 'access_doc' OR type = 'access_civic' OR type = 'access_foia'; -- the RPCT's list
CREATE INDEX ticket_confidential ON ticket(id) WHERE flags & 4 <> 0; -- few: which of many requests are
CREATE INDEX ticket_duplicate ON ticket(duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX ticket_answered ON ticket(answered_at) WHERE state = 'answered';
-- Orders of the lists, and what a list may be asked for alone.
CREATE INDEX ticket_presented ON ticket(presented_at);
CREATE INDEX ticket_updated ON ticket(updated_at);
CREATE INDEX ticket_closed ON ticket(closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX ticket_type ON ticket(type);
CREATE INDEX ticket_operator ON ticket(operator_id) WHERE operator_id IS NOT NULL;
CREATE INDEX ticket_undelivered ON ticket(id) WHERE attention & 32 <> 0;
CREATE INDEX ticket_reply_due ON ticket(reply_due_at) WHERE open = 1 AND reply_due_at IS NOT NULL;
CREATE INDEX ticket_snoozed ON ticket(snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX ticket_settore_due ON ticket(settore_id, due_at) WHERE open = 1 AND due_at IS NOT NULL AND settore_id IS NOT NULL;
-- One subject, area, settore or operator, of all and of the open ones: what operators filter by all day. Without these a page would look
-- at as many requests as the store is large to find the fifty of it.
CREATE INDEX ticket_subject ON ticket(category_id) WHERE category_id IS NOT NULL;
CREATE INDEX ticket_area ON ticket(area_id) WHERE area_id IS NOT NULL;
CREATE INDEX ticket_open_subject ON ticket(category_id) WHERE open = 1 AND category_id IS NOT NULL;
CREATE INDEX ticket_open_area ON ticket(area_id) WHERE open = 1 AND area_id IS NOT NULL;
CREATE INDEX ticket_open_settore ON ticket(settore_id) WHERE open = 1;
CREATE INDEX ticket_open_operator ON ticket(operator_id) WHERE open = 1 AND operator_id IS NOT NULL;
CREATE INDEX ticket_operator_due ON ticket(operator_id, due_at) WHERE open = 1 AND due_at IS NOT NULL AND operator_id IS NOT NULL;

-- What a change of a request brings with it elsewhere (board, totals, publication) hangs on this view, behind one small trigger: SQLite makes
-- room for all that a trigger may do before it asks whether there is anything to do, and of a new request there is not.
CREATE VIEW ticket_change AS
    SELECT id, updated_at, answered_at, open, open AS old_open, settore_id, settore_id AS old_settore_id, operator_id, operator_id AS old_operator_id,
           type, type AS old_type, state, state AS old_state, outcome, outcome AS old_outcome, channel, channel AS old_channel,
           category_id, category_id AS old_category_id, area_id, area_id AS old_area_id, attention, attention AS old_attention,
           attention_at, attention_at AS old_attention_at, due_at, due_at AS old_due_at, flags, flags AS old_flags
      FROM ticket;
CREATE TRIGGER ticket_changed
    AFTER UPDATE OF open, settore_id, operator_id, type, state, outcome, channel, category_id, area_id, attention, attention_at, due_at, flags ON ticket
    WHEN old.version > 0 BEGIN
    INSERT INTO ticket_change VALUES
        (new.id, new.updated_at, new.answered_at, new.open, old.open, new.settore_id, old.settore_id, new.operator_id, old.operator_id,
         new.type, old.type, new.state, old.state, new.outcome, old.outcome, new.channel, old.channel,
         new.category_id, old.category_id, new.area_id, old.area_id, new.attention, old.attention,
         new.attention_at, old.attention_at, new.due_at, old.due_at, new.flags, old.flags);
END;

-- ---- the board ----------------------------------------------------------------------------------

-- Who wants to have a request among his own, whoever works on it.
CREATE TABLE watch (
    user_id   INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    ticket_id INTEGER NOT NULL REFERENCES ticket(id),
    since_at  INTEGER NOT NULL,
    PRIMARY KEY (user_id, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_ticket ON watch(ticket_id);

-- "Ricordamelo il ...": of one operator, for himself. Not part of the request, so no event.
CREATE TABLE memo (
    user_id   INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    ticket_id INTEGER NOT NULL REFERENCES ticket(id),
    at        INTEGER NOT NULL,
    PRIMARY KEY (user_id, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memo_at ON memo(user_id, at);

-- What waits for a human stands in bands: a band is a set of reasons (bits of enum ticket_attention). 8191: any reason at all,
-- where a request counts once however many it has. Each band exists for the whole office (scope 0), for each settore (1) and
-- for each operator (2: the requests in his hands, and those he watches).
CREATE TABLE band (
    bits INTEGER PRIMARY KEY
) STRICT;
INSERT INTO band VALUES (7), (16), (32), (64), (136), (256), (512), (1024), (2048), (4096), (8191);

-- What must stand on the board, out of the tickets: the triggers and `urpd check` ask here, pages never do.
CREATE VIEW board_should AS
    SELECT 0 AS scope, 0 AS scope_id, b.bits AS bits, ifnull(t.due_at, 9223372036854775807) AS urgent_at, ifnull(t.attention_at, 0) AS at, t.id AS ticket_id
      FROM ticket t, band b WHERE b.bits & t.attention <> 0
    UNION ALL
    SELECT 1, t.settore_id, b.bits, ifnull(t.due_at, 9223372036854775807), ifnull(t.attention_at, 0), t.id
      FROM ticket t, band b WHERE b.bits & t.attention <> 0 AND t.settore_id IS NOT NULL
    UNION ALL
    SELECT 2, t.operator_id, b.bits, ifnull(t.due_at, 9223372036854775807), ifnull(t.attention_at, 0), t.id
      FROM ticket t, band b WHERE b.bits & t.attention <> 0 AND t.operator_id IS NOT NULL
    UNION ALL
    SELECT 2, w.user_id, b.bits, ifnull(t.due_at, 9223372036854775807), ifnull(t.attention_at, 0), t.id
      FROM ticket t CROSS JOIN watch w, band b WHERE w.ticket_id = t.id AND w.user_id IS NOT t.operator_id AND b.bits & t.attention <> 0;

-- The bands themselves, in the order in which they are read: nearest term first, then longest waiting. As long as what waits.
CREATE TABLE board_row (
    scope     INTEGER NOT NULL,
    scope_id  INTEGER NOT NULL,
    bits      INTEGER NOT NULL,
    urgent_at INTEGER NOT NULL,                    -- due_at; without one behind all others
    at        INTEGER NOT NULL,                    -- attention_at
    ticket_id INTEGER NOT NULL,
    PRIMARY KEY (scope, scope_id, bits, urgent_at, at, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_row_ticket ON board_row(ticket_id);

-- How many there are in each. Kept, never counted by reading them.
CREATE TABLE board (
    scope    INTEGER NOT NULL,
    scope_id INTEGER NOT NULL,
    bits     INTEGER NOT NULL,
    n        INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (scope, scope_id, bits)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER board_row_more AFTER INSERT ON board_row BEGIN
    INSERT INTO board VALUES (new.scope, new.scope_id, new.bits, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER board_row_less AFTER DELETE ON board_row BEGIN
    UPDATE board SET n = n - 1 WHERE scope = old.scope AND scope_id = old.scope_id AND bits = old.bits;
END;

-- How many open requests end on each day, by the same scopes. A term ends with the last second of its day, so there is one
-- due_at a day.
CREATE TABLE board_due (
    scope    INTEGER NOT NULL,
    scope_id INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    n        INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (scope, scope_id, due_at)
) STRICT, WITHOUT ROWID;
-- Days gone by would be read by whoever asks for what is late.
CREATE TRIGGER board_due_empty AFTER UPDATE OF n ON board_due WHEN new.n = 0 BEGIN
    DELETE FROM board_due WHERE scope = new.scope AND scope_id = new.scope_id AND due_at = new.due_at;
END;
CREATE VIEW due_should AS
    SELECT 0 AS scope, 0 AS scope_id, due_at AS due_at, id AS ticket_id FROM ticket WHERE open = 1 AND due_at IS NOT NULL
    UNION ALL
    SELECT 1, settore_id, due_at, id FROM ticket WHERE open = 1 AND due_at IS NOT NULL AND settore_id IS NOT NULL
    UNION ALL
    SELECT 2, operator_id, due_at, id FROM ticket WHERE open = 1 AND due_at IS NOT NULL AND operator_id IS NOT NULL
    UNION ALL
    SELECT 2, w.user_id, t.due_at, t.id FROM ticket t CROSS JOIN watch w
     WHERE w.ticket_id = t.id AND w.user_id IS NOT t.operator_id AND t.open = 1 AND t.due_at IS NOT NULL;

CREATE TRIGGER suggestion_over INSTEAD OF INSERT ON ticket_change
    WHEN new.old_settore_id IS NULL AND (new.settore_id IS NOT NULL OR new.open = 0) BEGIN
    DELETE FROM suggestion WHERE ticket_id = new.id;
END;
CREATE TRIGGER board_birth AFTER UPDATE OF version ON ticket WHEN old.version = 0 AND new.attention <> 0 BEGIN
    INSERT INTO board_row SELECT scope, scope_id, bits, urgent_at, at, ticket_id FROM board_should WHERE ticket_id = new.id;
END;
CREATE TRIGGER board_due_birth AFTER UPDATE OF version ON ticket WHEN old.version = 0 AND new.open = 1 AND new.due_at IS NOT NULL BEGIN
    INSERT INTO board_due SELECT scope, scope_id, due_at, 1 FROM due_should WHERE ticket_id = new.id
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER board_change INSTEAD OF INSERT ON ticket_change
    WHEN (new.attention <> 0 OR new.old_attention <> 0)
     AND (new.attention <> new.old_attention OR new.attention_at IS NOT new.old_attention_at OR new.due_at IS NOT new.old_due_at OR
          new.settore_id IS NOT new.old_settore_id OR new.operator_id IS NOT new.old_operator_id) BEGIN
    DELETE FROM board_row WHERE ticket_id = new.id;
    INSERT INTO board_row SELECT scope, scope_id, bits, urgent_at, at, ticket_id FROM board_should WHERE ticket_id = new.id;
END;
CREATE TRIGGER board_due_change INSTEAD OF INSERT ON ticket_change
    WHEN new.open <> new.old_open OR new.due_at IS NOT new.old_due_at OR new.settore_id IS NOT new.old_settore_id OR new.operator_id IS NOT new.old_operator_id BEGIN
    UPDATE board_due SET n = n - 1 WHERE new.old_open = 1 AND scope = 0 AND scope_id = 0 AND due_at = new.old_due_at;
    UPDATE board_due SET n = n - 1 WHERE new.old_open = 1 AND scope = 1 AND scope_id = new.old_settore_id AND due_at = new.old_due_at;
    UPDATE board_due SET n = n - 1 WHERE new.old_open = 1 AND scope = 2 AND scope_id = new.old_operator_id AND due_at = new.old_due_at;
    UPDATE board_due SET n = n - 1 WHERE new.old_open = 1 AND scope = 2 AND due_at = new.old_due_at
       AND scope_id IN (SELECT w.user_id FROM watch w WHERE w.ticket_id = new.id AND w.user_id IS NOT new.old_operator_id);
    INSERT INTO board_due SELECT scope, scope_id, due_at, 1 FROM due_should WHERE ticket_id = new.id
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER board_watch AFTER INSERT ON watch BEGIN
    INSERT INTO board_row SELECT scope, scope_id, bits, urgent_at, at, ticket_id FROM board_should WHERE ticket_id = new.ticket_id
        ON CONFLICT DO NOTHING;
    INSERT INTO board_due SELECT 2, new.user_id, due_at, 1 FROM ticket
     WHERE id = new.ticket_id AND open = 1 AND due_at IS NOT NULL AND operator_id IS NOT new.user_id
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER board_unwatch AFTER DELETE ON watch BEGIN
    DELETE FROM board_row WHERE ticket_id = old.ticket_id;
    INSERT INTO board_row SELECT scope, scope_id, bits, urgent_at, at, ticket_id FROM board_should WHERE ticket_id = old.ticket_id;
    UPDATE board_due SET n = n - 1 WHERE scope = 2 AND scope_id = old.user_id
       AND due_at = (SELECT t.due_at FROM ticket t WHERE t.id = old.ticket_id AND t.open = 1 AND t.operator_id IS NOT old.user_id);
END;

-- ---- beside the record --------------------------------------------------------------------------

-- Who besides those that work on it may open a confidential request: let in by the responsabile, with the reason.
CREATE TABLE confidential_grant (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket(id),
    user_id    INTEGER NOT NULL REFERENCES user(id),
    at         INTEGER NOT NULL,
    by_user_id INTEGER NOT NULL REFERENCES user(id),
    reason     TEXT NOT NULL,
    ended_at   INTEGER,
    ended_by   INTEGER REFERENCES user(id)
) STRICT;
CREATE UNIQUE INDEX confidential_grant_now ON confidential_grant(ticket_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX confidential_grant_ticket ON confidential_grant(ticket_id);

-- Every look at a confidential request; append-only.
CREATE TABLE confidential_view (
    id        INTEGER PRIMARY KEY,
    ticket_id INTEGER NOT NULL REFERENCES ticket(id),
    user_id   INTEGER NOT NULL REFERENCES user(id),
    at        INTEGER NOT NULL,
    what      TEXT NOT NULL                        -- 'pagina', 'allegati/12', 'posta/arrivo/7'
) STRICT;
CREATE INDEX confidential_view_ticket ON confidential_view(ticket_id);
CREATE TRIGGER confidential_view_no_update BEFORE UPDATE ON confidential_view BEGIN SELECT raise(ABORT, 'confidential_view is append-only'); END;
CREATE TRIGGER confidential_view_no_delete BEFORE DELETE ON confidential_view BEGIN SELECT raise(ABORT, 'confidential_view is append-only'); END;

-- How many tickets a list has, for any combination of these columns: sums over cells that the triggers keep, never a count of
-- tickets. Three sizes: tally has the few hundred cells that most lists need; tally_by has them for each subject, operator and area by
-- itself; tally_wide for those together, and of it there are nearly as many cells as a large body has tickets, so a list that asks for
-- one of the three never reads it. 0 and '' stand for none. Cells that are empty go away. urpd check counts all three anew.
CREATE TABLE tally (
    open       INTEGER NOT NULL,
    settore_id INTEGER NOT NULL,
    type       TEXT NOT NULL,
    state      TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    channel    TEXT NOT NULL,
    n          INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (open, settore_id, type, state, outcome, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally_by (
    dim        INTEGER NOT NULL,                   -- what id is of: 1 category, 2 operator, 3 area
    id         INTEGER NOT NULL,
    open       INTEGER NOT NULL,
    settore_id INTEGER NOT NULL,
    type       TEXT NOT NULL,
    state      TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    channel    TEXT NOT NULL,
    n          INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (dim, id, open, settore_id, type, state, outcome, channel)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally_wide (
    category_id INTEGER NOT NULL,
    operator_id INTEGER NOT NULL,
    area_id     INTEGER NOT NULL,
    open        INTEGER NOT NULL,
    settore_id  INTEGER NOT NULL,
    type        TEXT NOT NULL,
    state       TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    channel     TEXT NOT NULL,
    n           INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (category_id, operator_id, area_id, open, settore_id, type, state, outcome, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_wide_operator ON tally_wide(operator_id, area_id);
-- One request more in its cells, or one less. The states that requests pass through leave no empty cells behind: who sums would read them.
CREATE VIEW tally_more AS SELECT 0 AS open, 0 AS settore_id, '' AS type, '' AS state, '' AS outcome, '' AS channel, 0 AS category_id, 0 AS operator_id, 0 AS area_id;
CREATE VIEW tally_less AS SELECT * FROM tally_more;
CREATE TRIGGER tally_add INSTEAD OF INSERT ON tally_more BEGIN
    INSERT INTO tally VALUES (new.open, new.settore_id, new.type, new.state, new.outcome, new.channel, 1) ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO tally_by VALUES
        (1, new.category_id, new.open, new.settore_id, new.type, new.state, new.outcome, new.channel, 1),
        (2, new.operator_id, new.open, new.settore_id, new.type, new.state, new.outcome, new.channel, 1),
        (3, new.area_id, new.open, new.settore_id, new.type, new.state, new.outcome, new.channel, 1) ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO tally_wide VALUES (new.category_id, new.operator_id, new.area_id, new.open, new.settore_id, new.type, new.state, new.outcome, new.channel, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER tally_take INSTEAD OF INSERT ON tally_less BEGIN
    UPDATE tally SET n = n - 1 WHERE open = new.open AND settore_id = new.settore_id AND type = new.type AND state = new.state AND outcome = new.outcome
        AND channel = new.channel;
    DELETE FROM tally WHERE open = new.open AND settore_id = new.settore_id AND type = new.type AND state = new.state AND outcome = new.outcome
        AND channel = new.channel AND n = 0;
    -- These are there, so that nothing is inserted: one statement instead of three.
    INSERT INTO tally_by VALUES
        (1, new.category_id, new.open, new.settore_id, new.type, new.state, new.outcome, new.channel, 0),
        (2, new.operator_id, new.open, new.settore_id, new.type, new.state, new.outcome, new.channel, 0),
        (3, new.area_id, new.open, new.settore_id, new.type, new.state, new.outcome, new.channel, 0) ON CONFLICT DO UPDATE SET n = n - 1;
    DELETE FROM tally_by WHERE ((dim = 1 AND id = new.category_id) OR (dim = 2 AND id = new.operator_id) OR (dim = 3 AND id = new.area_id)) AND open = new.open
        AND settore_id = new.settore_id AND type = new.type AND state = new.state AND outcome = new.outcome AND channel = new.channel AND n = 0;
    UPDATE tally_wide SET n = n - 1 WHERE category_id = new.category_id AND operator_id = new.operator_id AND area_id = new.area_id AND open = new.open
        AND settore_id = new.settore_id AND type = new.type AND state = new.state AND outcome = new.outcome AND channel = new.channel;
    DELETE FROM tally_wide WHERE category_id = new.category_id AND operator_id = new.operator_id AND area_id = new.area_id AND open = new.open
        AND settore_id = new.settore_id AND type = new.type AND state = new.state AND outcome = new.outcome AND channel = new.channel AND n = 0;
END;
CREATE TRIGGER tally_birth AFTER UPDATE OF version ON ticket WHEN old.version = 0 BEGIN
    INSERT INTO tally_more VALUES (new.open, coalesce(new.settore_id, 0), new.type, new.state, coalesce(new.outcome, ''), new.channel,
                                   coalesce(new.category_id, 0), coalesce(new.operator_id, 0), coalesce(new.area_id, 0));
END;
CREATE TRIGGER tally_change INSTEAD OF INSERT ON ticket_change
    WHEN new.state <> new.old_state OR new.settore_id IS NOT new.old_settore_id OR new.operator_id IS NOT new.old_operator_id OR new.outcome IS NOT new.old_outcome
      OR new.open <> new.old_open OR new.type <> new.old_type OR new.channel <> new.old_channel OR new.category_id IS NOT new.old_category_id
      OR new.area_id IS NOT new.old_area_id BEGIN
    INSERT INTO tally_more VALUES (new.open, coalesce(new.settore_id, 0), new.type, new.state, coalesce(new.outcome, ''), new.channel,
                                   coalesce(new.category_id, 0), coalesce(new.operator_id, 0), coalesce(new.area_id, 0));
    INSERT INTO tally_less VALUES (new.old_open, coalesce(new.old_settore_id, 0), new.old_type, new.old_state, coalesce(new.old_outcome, ''), new.old_channel,
                                   coalesce(new.old_category_id, 0), coalesce(new.old_operator_id, 0), coalesce(new.old_area_id, 0));
END;

-- Words that operators put on requests to find them together. Not for names of people: the record keeps the id for ever.
CREATE TABLE tag (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL UNIQUE,               -- fold(name)
    n          INTEGER NOT NULL DEFAULT 0 CHECK (n >= 0), -- requests that have it; kept by the triggers
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tag_order ON tag(n = 0, folded);      -- as choices show them
CREATE TABLE ticket_tag (
    tag_id    INTEGER NOT NULL REFERENCES tag(id),
    ticket_id INTEGER NOT NULL REFERENCES ticket(id),
    PRIMARY KEY (tag_id, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_tag_ticket ON ticket_tag(ticket_id, tag_id);
CREATE TRIGGER ticket_tag_on AFTER INSERT ON ticket_tag BEGIN UPDATE tag SET n = n + 1 WHERE id = new.tag_id; END;
CREATE TRIGGER ticket_tag_off AFTER DELETE ON ticket_tag BEGIN UPDATE tag SET n = n - 1 WHERE id = old.tag_id; END;

-- Where a ticket came from: 'draft:12', 'mail:345', 'desk:<nonce>'. Makes every door idempotent.
CREATE TABLE origin (
    key       TEXT PRIMARY KEY,
    ticket_id INTEGER NOT NULL REFERENCES ticket(id)
) STRICT, WITHOUT ROWID;

-- What an operator wrote down while somebody talked or from a letter. How long it took is known of the office, not of a
-- person: no user here.
CREATE TABLE contact (
    ticket_id INTEGER PRIMARY KEY REFERENCES ticket(id),
    at        INTEGER NOT NULL,
    channel   TEXT NOT NULL,
    at_once   INTEGER NOT NULL,                    -- 1: answered while the person was there
    ms        INTEGER                              -- from the first key to the button, as the browser measured; NULL: not known
) STRICT;
CREATE INDEX contact_at ON contact(at, at_once, ms);

CREATE TABLE link (
    id         INTEGER PRIMARY KEY,
    ticket_id  INTEGER NOT NULL REFERENCES ticket(id),
    other_id   INTEGER NOT NULL REFERENCES ticket(id),
    kind       TEXT NOT NULL CHECK (kind = 'duplicate' OR kind = 'related' OR kind = 'review' OR kind = 'follow'),
    created_at INTEGER NOT NULL,
    UNIQUE (ticket_id, other_id, kind)
) STRICT;
CREATE INDEX link_other ON link(other_id);

-- What the register of requests of access (Circolare FOIA 2/2017, par. 9) says of one besides its own dates and outcome: written by a
-- person, for everybody's eyes, without names.
CREATE TABLE access_register (
    ticket_id  INTEGER PRIMARY KEY REFERENCES ticket(id),
    object     TEXT NOT NULL,                      -- what was asked for
    ground     TEXT NOT NULL,                      -- id of ticket/register: why it was refused; '': it was not, or not yet
    reasons    TEXT NOT NULL,                      -- the reasons, in short
    checked_at INTEGER,                            -- somebody read it through: it names nobody; NULL: not yet
    checked_by INTEGER REFERENCES user(id)
) STRICT;

-- Riesame (d.lgs. 33/2013, art. 5 c. 7): asked of the RPCT, who decides within twenty days; the opinion of the Garante suspends them.
-- Days as moments of their beginning in Rome. The term is derived from them, never stored.
CREATE TABLE access_review (
    id          INTEGER PRIMARY KEY,
    ticket_id   INTEGER NOT NULL REFERENCES ticket(id),
    filed_at    INTEGER NOT NULL,
    who         TEXT NOT NULL CHECK (who IN ('applicant', 'third_party')),
    asked_at    INTEGER,                           -- the Garante was asked
    opinion_at  INTEGER,                           -- and answered
    decided_at  INTEGER,                           -- NULL: not yet
    outcome     TEXT NOT NULL DEFAULT '',          -- enum outcome
    reasons     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX access_review_ticket ON access_review(ticket_id);
CREATE UNIQUE INDEX access_review_open ON access_review(ticket_id, who) WHERE decided_at IS NULL;

CREATE TABLE rating (
    id        INTEGER PRIMARY KEY,
    ticket_id INTEGER NOT NULL UNIQUE REFERENCES ticket(id),
    at        INTEGER NOT NULL,
    stars     INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    reason    TEXT NOT NULL DEFAULT '',            -- id of ticket/opinion; '': none
    text      TEXT NOT NULL DEFAULT ''
) STRICT;

-- Links that citizens ask for and get by mail (ticket/citizen_link).
CREATE TABLE citizen_link (
    id        INTEGER PRIMARY KEY,
    kind      TEXT NOT NULL CHECK (kind = 'address' OR kind = 'own' OR kind = 'draft'), -- a new address for a request; the list of the own ones; back to what one is writing
    ticket_id INTEGER REFERENCES ticket(id),
    email     TEXT NOT NULL,                       -- lower case; '' once it is over
    secret    TEXT NOT NULL DEFAULT '',            -- token of the draft, until its mail is made
    draft_hash BLOB,                               -- of that token: the same draft is known again; NULL: of no draft, or over
    lang      TEXT NOT NULL DEFAULT 'it',          -- of the page where it was asked for, BCP 47: that of the mail
    asked_at  INTEGER NOT NULL,
    done_at   INTEGER
) STRICT;
CREATE INDEX citizen_link_email ON citizen_link(email, kind, asked_at) WHERE email <> '';
CREATE INDEX citizen_link_ticket ON citizen_link(ticket_id) WHERE ticket_id IS NOT NULL;

-- Of a page, whether it is clear; of a service at its end, whether it was easy. Nothing says whose it is, or of which request: reasons and
-- words come by the token that the stars were answered with. The words go after a while, the stars are counted.
CREATE TABLE opinion (
    id         INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    at         INTEGER NOT NULL,
    about      TEXT NOT NULL CHECK (about = 'clear' OR about = 'easy'),
    page       TEXT NOT NULL,                      -- its path, never one with a secret: '/privacy', '/richiedi/reclamo'
    stars      INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    reason     TEXT NOT NULL DEFAULT '',           -- id of ticket/opinion; '': none
    text       TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX opinion_page ON opinion(about, page, at, stars);
CREATE INDEX opinion_words ON opinion(at) WHERE text <> '';

-- ---- what everybody sees ------------------------------------------------------------------------

-- The public version of a report (ticket/publish): what an operator wrote for everybody's eyes and looked at before. Text: goes with the words.
CREATE TABLE publication (
    id         INTEGER PRIMARY KEY,                -- its public number: the code of the request is known to who wrote it
    ticket_id  INTEGER NOT NULL UNIQUE REFERENCES ticket(id),
    state      TEXT NOT NULL CHECK (state = 'shown' OR state = 'hidden' OR state = 'refused'),
    why        TEXT NOT NULL DEFAULT '',           -- id of publish_reasons: why it is not shown
    title      TEXT NOT NULL,
    body       TEXT NOT NULL,
    place      TEXT NOT NULL,
    answer     TEXT NOT NULL DEFAULT '',           -- the office's answer, for everybody; '': none
    answer_at  INTEGER,                            -- when it was given
    lang       TEXT NOT NULL DEFAULT 'it',         -- of title and body, BCP 47: the citizen's words, or Italian when the office wrote them anew
    precision  TEXT NOT NULL CHECK (precision = 'exact' OR precision = 'street' OR precision = 'area'),
    first_at   INTEGER,                            -- when it was first shown; NULL: never
    changed_at INTEGER NOT NULL,
    changed_by INTEGER REFERENCES user(id)
) STRICT;

CREATE TABLE publication_photo (
    publication_id INTEGER NOT NULL REFERENCES publication(id) ON DELETE CASCADE,
    attachment_id  INTEGER NOT NULL REFERENCES attachment(id),
    alt            TEXT NOT NULL,                  -- what is seen on it, for who does not see
    PRIMARY KEY (publication_id, attachment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX publication_photo_file ON publication_photo(attachment_id);

-- The published ones, as lists read them: all that a public page knows to be there. A row is here exactly while its publication is 'shown';
-- whatever takes it away hides it at once from list, page, map and feeds. 0 stands for none.
CREATE TABLE public_row (
    id           INTEGER PRIMARY KEY REFERENCES publication(id),
    ticket_id    INTEGER NOT NULL UNIQUE REFERENCES ticket(id),
    category_id  INTEGER NOT NULL,
    area_id      INTEGER NOT NULL,
    phase        INTEGER NOT NULL,                 -- enum publish_phase: 1 worked on, 2 solved, 3 ended otherwise
    presented_at INTEGER NOT NULL,
    shown_at     INTEGER NOT NULL,                 -- first
    changed_at   INTEGER NOT NULL,                 -- of what can be seen
    solved_day   INTEGER NOT NULL,                 -- days since 1970 by winter time
    lat          INTEGER NOT NULL,                 -- as precise as allowed; both 0: not shown
    lon          INTEGER NOT NULL,
    photo_id     INTEGER NOT NULL,                 -- attachment: the first one
    flags        INTEGER NOT NULL DEFAULT 0,       -- how many said that something is wrong, not yet looked at
    lang         TEXT NOT NULL DEFAULT 'it',       -- of the title
    title        TEXT NOT NULL,
    place        TEXT NOT NULL
) STRICT;
-- One for each way in which a list can be asked: a page is twenty steps on one of them.
CREATE INDEX public_row_category ON public_row(category_id);
CREATE INDEX public_row_area ON public_row(area_id);
CREATE INDEX public_row_phase ON public_row(phase);
CREATE INDEX public_row_category_area ON public_row(category_id, area_id);
CREATE INDEX public_row_category_phase ON public_row(category_id, phase);
CREATE INDEX public_row_area_phase ON public_row(area_id, phase);
CREATE INDEX public_row_all ON public_row(category_id, area_id, phase);
CREATE INDEX public_row_flagged ON public_row(flags) WHERE flags > 0;

-- Words of title and place, folded: "garibaldi" finds via Garibaldi.
CREATE TABLE public_word (
    word TEXT NOT NULL,
    id   INTEGER NOT NULL REFERENCES public_row(id) ON DELETE CASCADE,
    PRIMARY KEY (word, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX public_word_of ON public_word(id);

-- How many there are, for each area, phase and category and for all of them (0): kept, never counted. urpd check counts anew.
CREATE TABLE public_tally (
    area_id     INTEGER NOT NULL,
    phase       INTEGER NOT NULL,
    category_id INTEGER NOT NULL,
    n           INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (area_id, phase, category_id)
) STRICT, WITHOUT ROWID;
-- How many were solved on each day.
CREATE TABLE public_solved (
    solved_day INTEGER PRIMARY KEY,
    n          INTEGER NOT NULL CHECK (n >= 0)
) STRICT;
-- The same for the cells of a map, at each of five sizes: some 80 pixels on a screen at zoom 11 and below, 12 ... 15. Nearer than that, the
-- reports themselves are shown. The sums tell the middle of what lies in the cell.
CREATE TABLE public_level (
    level INTEGER PRIMARY KEY,
    high  INTEGER NOT NULL,                        -- millionths of a degree
    wide  INTEGER NOT NULL
) STRICT;
INSERT INTO public_level VALUES (0, 45000, 64000), (1, 22500, 32000), (2, 11250, 16000), (3, 5625, 8000), (4, 2812, 4000);
CREATE TABLE public_cell (
    level       INTEGER NOT NULL,
    area_id     INTEGER NOT NULL,
    phase       INTEGER NOT NULL,
    category_id INTEGER NOT NULL,
    y           INTEGER NOT NULL,
    x           INTEGER NOT NULL,
    n           INTEGER NOT NULL CHECK (n >= 0),
    lat_sum     INTEGER NOT NULL,
    lon_sum     INTEGER NOT NULL,
    PRIMARY KEY (level, area_id, phase, category_id, y, x)
) STRICT, WITHOUT ROWID;
CREATE INDEX public_row_point ON public_row(lat, lon) WHERE lat <> 0;

CREATE TABLE public_bit (bit INTEGER PRIMARY KEY) STRICT;
INSERT INTO public_bit VALUES (0), (1);
-- Where each counts: the triggers and `urpd check` ask here.
CREATE VIEW public_tally_should AS
    SELECT r.id AS id, a.bit * r.area_id AS area_id, f.bit * r.phase AS phase, c.bit * r.category_id AS category_id
      FROM public_row r CROSS JOIN public_bit a CROSS JOIN public_bit f CROSS JOIN public_bit c
     WHERE (a.bit = 0 OR r.area_id > 0) AND (c.bit = 0 OR r.category_id > 0);
CREATE VIEW public_cell_should AS
    SELECT r.id AS id, l.level AS level, a.bit * r.area_id AS area_id, f.bit * r.phase AS phase, c.bit * r.category_id AS category_id,
           r.lat / l.high AS y, r.lon / l.wide AS x, r.lat AS lat, r.lon AS lon
      FROM public_row r CROSS JOIN public_level l CROSS JOIN public_bit a CROSS JOIN public_bit f CROSS JOIN public_bit c
     WHERE r.lat <> 0 AND (a.bit = 0 OR r.area_id > 0) AND (c.bit = 0 OR r.category_id > 0);

CREATE TRIGGER public_row_more AFTER INSERT ON public_row BEGIN
    INSERT INTO public_tally SELECT area_id, phase, category_id, 1 FROM public_tally_should WHERE id = new.id ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO public_cell SELECT level, area_id, phase, category_id, y, x, 1, lat, lon FROM public_cell_should WHERE id = new.id
        ON CONFLICT DO UPDATE SET n = n + 1, lat_sum = lat_sum + excluded.lat_sum, lon_sum = lon_sum + excluded.lon_sum;
    INSERT INTO public_solved SELECT new.solved_day, 1 WHERE new.solved_day > 0 ON CONFLICT DO UPDATE SET n = n + 1;
END;
-- What is taken off is there, so that nothing is inserted.
CREATE TRIGGER public_row_less BEFORE DELETE ON public_row BEGIN
    INSERT INTO public_tally SELECT area_id, phase, category_id, 0 FROM public_tally_should WHERE id = old.id ON CONFLICT DO UPDATE SET n = n - 1;
    INSERT INTO public_cell SELECT level, area_id, phase, category_id, y, x, 0, lat, lon FROM public_cell_should WHERE id = old.id
        ON CONFLICT DO UPDATE SET n = n - 1, lat_sum = lat_sum - excluded.lat_sum, lon_sum = lon_sum - excluded.lon_sum;
    UPDATE public_solved SET n = n - 1 WHERE solved_day = old.solved_day;
END;
CREATE TRIGGER public_row_gone AFTER DELETE ON public_row BEGIN
    UPDATE publication SET state = 'hidden', why = 'rule' WHERE id = old.id AND state = 'shown';
END;
CREATE TRIGGER public_row_before BEFORE UPDATE OF category_id, area_id, phase, solved_day, lat, lon ON public_row BEGIN
    INSERT INTO public_tally SELECT area_id, phase, category_id, 0 FROM public_tally_should WHERE id = old.id ON CONFLICT DO UPDATE SET n = n - 1;
    INSERT INTO public_cell SELECT level, area_id, phase, category_id, y, x, 0, lat, lon FROM public_cell_should WHERE id = old.id
        ON CONFLICT DO UPDATE SET n = n - 1, lat_sum = lat_sum - excluded.lat_sum, lon_sum = lon_sum - excluded.lon_sum;
    UPDATE public_solved SET n = n - 1 WHERE solved_day = old.solved_day;
END;
CREATE TRIGGER public_row_after AFTER UPDATE OF category_id, area_id, phase, solved_day, lat, lon ON public_row BEGIN
    INSERT INTO public_tally SELECT area_id, phase, category_id, 1 FROM public_tally_should WHERE id = new.id ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO public_cell SELECT level, area_id, phase, category_id, y, x, 1, lat, lon FROM public_cell_should WHERE id = new.id
        ON CONFLICT DO UPDATE SET n = n + 1, lat_sum = lat_sum + excluded.lat_sum, lon_sum = lon_sum + excluded.lon_sum;
    INSERT INTO public_solved SELECT new.solved_day, 1 WHERE new.solved_day > 0 ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER public_tally_empty AFTER UPDATE OF n ON public_tally WHEN new.n = 0 BEGIN
    DELETE FROM public_tally WHERE area_id = new.area_id AND phase = new.phase AND category_id = new.category_id;
END;
CREATE TRIGGER public_cell_empty AFTER UPDATE OF n ON public_cell WHEN new.n = 0 BEGIN
    DELETE FROM public_cell WHERE level = new.level AND area_id = new.area_id AND phase = new.phase AND category_id = new.category_id AND y = new.y AND x = new.x;
END;
CREATE TRIGGER public_solved_empty AFTER UPDATE OF n ON public_solved WHEN new.n = 0 BEGIN
    DELETE FROM public_solved WHERE solved_day = new.solved_day;
END;

-- What is public follows the request, whoever changes it and however: never one that is confidential or not wanted public (flags 4, 32), of
-- another type, withdrawn or joined to another, or of a subject that is not for everybody.
CREATE TRIGGER public_row_rule INSTEAD OF INSERT ON ticket_change
    WHEN new.flags <> new.old_flags OR new.type <> new.old_type OR new.outcome IS NOT new.old_outcome OR new.category_id IS NOT new.old_category_id BEGIN
    DELETE FROM public_row WHERE ticket_id = new.id
       AND (new.flags & 36 <> 0 OR new.type <> 'report' OR new.outcome = 'withdrawn' OR new.outcome = 'duplicate'
            OR NOT EXISTS (SELECT 1 FROM category c WHERE c.id = new.category_id AND c.public = 1));
END;
CREATE TRIGGER public_row_follow INSTEAD OF INSERT ON ticket_change
    WHEN new.state <> new.old_state OR new.outcome IS NOT new.old_outcome OR new.category_id IS NOT new.old_category_id OR new.area_id IS NOT new.old_area_id BEGIN
    UPDATE public_row SET category_id = coalesce(new.category_id, 0), area_id = coalesce(new.area_id, 0), changed_at = new.updated_at,
           phase = CASE WHEN new.open = 1 THEN 1 WHEN new.outcome = 'solved' THEN 2 ELSE 3 END,
           solved_day = CASE WHEN new.open = 0 AND new.outcome = 'solved' THEN (new.answered_at + 3600) / 86400 ELSE 0 END
     WHERE ticket_id = new.id;
END;

-- "C'è un errore?": what somebody who read it says is wrong with it. Text: their words.
CREATE TABLE public_flag (
    id             INTEGER PRIMARY KEY,
    publication_id INTEGER NOT NULL REFERENCES publication(id),
    at             INTEGER NOT NULL,
    reason         TEXT NOT NULL,                  -- id of publish_flags
    text           TEXT NOT NULL DEFAULT '',
    settled_at     INTEGER,                        -- an operator looked; NULL: waits
    settled_by     INTEGER REFERENCES user(id)
) STRICT;
CREATE INDEX public_flag_of ON public_flag(publication_id);
CREATE INDEX public_flag_waiting ON public_flag(at) WHERE settled_at IS NULL;
-- They are of those who see it: once it is hidden and looked at, they wait for nobody.
CREATE TRIGGER public_flag_more AFTER INSERT ON public_flag BEGIN
    UPDATE public_row SET flags = flags + 1 WHERE id = new.publication_id;
END;
CREATE TRIGGER public_flag_settled AFTER UPDATE OF settled_at ON public_flag WHEN old.settled_at IS NULL AND new.settled_at IS NOT NULL BEGIN
    UPDATE public_row SET flags = flags - 1 WHERE id = new.publication_id AND flags > 0;
END;

-- ---- drafts -------------------------------------------------------------------------------------

CREATE TABLE draft (
    id         INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    type       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ticket_id  INTEGER REFERENCES ticket(id),      -- once sent: a second "Invia" finds it
    mailed     INTEGER NOT NULL DEFAULT 0          -- how often its link went out by mail, perhaps to a stranger
) STRICT;
CREATE INDEX draft_updated ON draft(updated_at);

CREATE TABLE draft_field (
    draft_id INTEGER NOT NULL REFERENCES draft(id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (draft_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft_file (
    id         INTEGER PRIMARY KEY,
    draft_id   INTEGER NOT NULL REFERENCES draft(id) ON DELETE CASCADE,
    sha256     TEXT NOT NULL,
    shown      TEXT NOT NULL,
    name       TEXT NOT NULL,
    mime       TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    shown_bytes INTEGER NOT NULL,
    key        TEXT NOT NULL,                      -- what the browser calls it, a digest; '' = it came with the form
    placed     INTEGER NOT NULL,                   -- 1: the photo says where it was taken; where is read again when somebody wants it
    paper      TEXT NOT NULL CHECK (paper = '' OR paper = 'form' OR paper = 'signed' OR paper = 'document') -- enum identity_paper; '': a file like others
) STRICT;
CREATE INDEX draft_file_draft ON draft_file(draft_id);

-- ---- what operators are writing -----------------------------------------------------------------

-- One text, of one person, for one action on one ticket: a draft until it is sent or thrown away; with send_at it goes out by
-- itself then (dispatch/writing).
CREATE TABLE writing (
    id        INTEGER PRIMARY KEY,
    ticket_id INTEGER NOT NULL REFERENCES ticket(id),
    user_id   INTEGER NOT NULL REFERENCES user(id),
    action    TEXT NOT NULL,                       -- name of the work action
    version   INTEGER NOT NULL,                    -- of the ticket that the author saw
    text      TEXT NOT NULL,
    outcome   TEXT NOT NULL DEFAULT '',
    fields    TEXT NOT NULL DEFAULT '{}',          -- JSON object: what else stood in the form
    saved_at  INTEGER NOT NULL,                    -- or stopped
    rev       INTEGER NOT NULL,                    -- one more each time: two windows of one person know of each other by it
    send_at   INTEGER,                             -- NULL: a draft
    stopped   TEXT NOT NULL DEFAULT ''             -- why it did not go out, in Italian
) STRICT;
CREATE UNIQUE INDEX writing_draft ON writing(ticket_id, user_id, action) WHERE send_at IS NULL;
CREATE INDEX writing_ticket ON writing(ticket_id);
CREATE INDEX writing_left ON writing(saved_at) WHERE send_at IS NULL; -- drafts that nobody takes up go
CREATE INDEX writing_stopped ON writing(saved_at) WHERE stopped <> '';
CREATE INDEX writing_planned ON writing(send_at) WHERE send_at IS NOT NULL;

CREATE TABLE writing_file (
    id            INTEGER PRIMARY KEY,
    writing_id    INTEGER NOT NULL REFERENCES writing(id) ON DELETE CASCADE,
    attachment_id INTEGER REFERENCES attachment(id), -- one that the ticket has already; NULL: brought by the author
    sha256        TEXT NOT NULL,
    shown         TEXT NOT NULL,
    name          TEXT NOT NULL,
    mime          TEXT NOT NULL,
    size_bytes    INTEGER NOT NULL,
    shown_bytes   INTEGER NOT NULL
) STRICT;
CREATE INDEX writing_file_of ON writing_file(writing_id);

-- What an operator has typed at the desk and not yet saved: the browser may die.
CREATE TABLE desk_draft (
    user_id    INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    nonce      TEXT NOT NULL,                      -- of the form
    updated_at INTEGER NOT NULL,
    fields     TEXT NOT NULL,                      -- JSON object: what was typed, by the names of the form
    PRIMARY KEY (user_id, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_draft_updated ON desk_draft(updated_at);

-- ---- links of the settori -----------------------------------------------------------------------

CREATE TABLE capability (
    id         INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    ticket_id  INTEGER NOT NULL REFERENCES ticket(id),
    settore_id INTEGER NOT NULL REFERENCES settore(id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX capability_ticket ON capability(ticket_id, settore_id);

-- What a settore did by mail and may take back for a while. The link for it is made when its mail is.
CREATE TABLE undo (
    id          INTEGER PRIMARY KEY,
    token_hash  BLOB UNIQUE,                       -- NULL: the mail is not written yet
    ticket_id   INTEGER NOT NULL REFERENCES ticket(id),
    settore_id  INTEGER NOT NULL REFERENCES settore(id),
    journal_id  INTEGER NOT NULL REFERENCES mail_journal(id),
    action      TEXT NOT NULL,                     -- name of the work action
    first_event INTEGER NOT NULL,                  -- its own events lie between these
    last_event  INTEGER NOT NULL,
    version     INTEGER NOT NULL,                  -- of the ticket, after it
    before      TEXT NOT NULL,                     -- JSON: the columns as they were
    attention   INTEGER NOT NULL,                  -- after it
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    undone_at   INTEGER
) STRICT;
CREATE INDEX undo_ticket ON undo(ticket_id);

-- ---- many requests at once ------------------------------------------------------------------------

-- One action of an operator on many requests. It runs in the background, one operation a row; for a while it can be taken back,
-- and until then its mails wait.
CREATE TABLE bulk (
    id         INTEGER PRIMARY KEY,
    nonce      TEXT NOT NULL UNIQUE,               -- of the form: a second click finds the first
    user_id    INTEGER NOT NULL REFERENCES user(id),
    action     TEXT NOT NULL,                      -- enum bulk_action
    settore_id INTEGER REFERENCES settore(id),
    tag_id     INTEGER REFERENCES tag(id),
    other_id   INTEGER REFERENCES ticket(id),
    outcome    TEXT NOT NULL DEFAULT '',
    text       TEXT NOT NULL DEFAULT '',           -- what the citizens or the settori are told
    created_at INTEGER NOT NULL,
    ended_at   INTEGER,                            -- all rows were tried
    undo_until INTEGER,                            -- a minute after that
    undone_at  INTEGER,                            -- taken back on request
    back_at    INTEGER                             -- all rows were taken back, or could not be
) STRICT;
CREATE INDEX bulk_pending ON bulk(id) WHERE ended_at IS NULL OR (undone_at IS NOT NULL AND back_at IS NULL);
CREATE INDEX bulk_user ON bulk(user_id);

CREATE TABLE bulk_row (
    bulk_id     INTEGER NOT NULL REFERENCES bulk(id),
    ticket_id   INTEGER NOT NULL REFERENCES ticket(id),
    version     INTEGER NOT NULL,                  -- that the operator saw; after it was done: of the ticket then
    state       TEXT NOT NULL CHECK (state = 'new' OR state = 'done' OR state = 'failed' OR state = 'undone' OR state = 'stays'),
    why         TEXT NOT NULL DEFAULT '',          -- failed, stays: the reason in Italian
    first_event INTEGER NOT NULL DEFAULT 0,        -- its own events lie between these
    last_event  INTEGER NOT NULL DEFAULT 0,
    message_id  INTEGER REFERENCES message(id),
    before      TEXT NOT NULL DEFAULT '{}',        -- JSON: the columns as they were
    attention   INTEGER NOT NULL DEFAULT 0,        -- after it
    PRIMARY KEY (bulk_id, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_row_state ON bulk_row(bulk_id, state, ticket_id);

-- ---- mail ---------------------------------------------------------------------------------------

-- Born with its cause, in the same transaction. Rendered once: raw_sha (in hex) names the exact bytes in
-- <data>/posta-in-uscita/. Settled as done, refused, dead, cancelled before it left, or held (one automatic mail too many, see
-- ticket/cap); later and unknown are tried again with the same bytes.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    ticket_id   INTEGER REFERENCES ticket(id),
    event_id    INTEGER REFERENCES event(id),
    message_id  INTEGER REFERENCES message(id),    -- the text it carries, if any
    settore_id  INTEGER REFERENCES settore(id),    -- the office it goes to, if any
    kind        TEXT NOT NULL,                     -- enum notice_kind
    to_addr     TEXT NOT NULL,
    way         TEXT NOT NULL DEFAULT 'mail' CHECK (way = 'mail' OR way = 'pec' OR way = 'pec-by-mail'), -- the last: no PEC account when it was rendered
    header_id   TEXT NOT NULL,                     -- Message-ID without angle brackets: the ticket, 128 random bits
    params      TEXT NOT NULL DEFAULT '{}',        -- JSON: what the template needs besides: ids, codes, an address, a reason
    state       TEXT NOT NULL CHECK (state = 'new' OR state = 'ready' OR state = 'later' OR state = 'unknown' OR state = 'done' OR state = 'refused' OR state = 'dead' OR state = 'cancelled' OR state = 'held'),
    raw_sha     BLOB,
    raw_bytes   INTEGER,
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL DEFAULT 0,
    stale       INTEGER NOT NULL DEFAULT 0,        -- 1: what it says changed while it was held or on its way: the next lease forgets the bytes
    last_code   INTEGER NOT NULL DEFAULT 0,
    last_text   TEXT NOT NULL DEFAULT '',
    created_at  INTEGER NOT NULL,
    settled_at  INTEGER,
    replaced_by INTEGER REFERENCES outbox(id)      -- the same words to the right address: nobody need care any more
) STRICT;
CREATE INDEX outbox_pending ON outbox(next_try_at, created_at) WHERE settled_at IS NULL; -- created_at: every page of the office asks how long
CREATE INDEX outbox_tried ON outbox(created_at) WHERE settled_at IS NULL AND state <> 'new'; -- the same of those that went and are still here
CREATE INDEX outbox_failed ON outbox(id) WHERE state IN ('refused', 'dead') AND replaced_by IS NULL;
CREATE INDEX outbox_held ON outbox(state, replaced_by) WHERE state = 'held' AND replaced_by IS NULL;
CREATE INDEX outbox_closed ON outbox(to_addr COLLATE NOCASE, created_at) WHERE kind = 'channel_closed'; -- one a day
CREATE INDEX outbox_join_to ON outbox(to_addr, created_at) WHERE kind = 'join_ask'; -- so many a day to one address
CREATE INDEX outbox_join ON outbox(params) WHERE kind = 'join_ask' OR kind = 'join_end'; -- an address that is erased is erased here, too
CREATE INDEX outbox_link ON outbox(params) WHERE kind = 'own_list' OR kind = 'address_ask' OR kind = 'draft_link'; -- the same
CREATE INDEX outbox_ticket ON outbox(ticket_id);
CREATE INDEX outbox_header ON outbox(header_id) WHERE ticket_id IS NULL; -- the others are found by the ticket that it names

-- Addresses of which a mail server said that they do not exist. Nothing is sent there while they are here.
CREATE TABLE dead_address (
    addr      TEXT PRIMARY KEY COLLATE NOCASE,
    since_at  INTEGER NOT NULL,
    why       TEXT NOT NULL,                       -- the server's words
    outbox_id INTEGER NOT NULL REFERENCES outbox(id)
) STRICT, WITHOUT ROWID;

-- Mail servers of ours that at the last try took nothing from anybody: then the sender waits, whoever is in a hurry.
CREATE TABLE server_down (
    way      TEXT PRIMARY KEY CHECK (way = 'mail' OR way = 'pec'),
    since_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mailbox (
    name        TEXT PRIMARY KEY,
    uidvalidity INTEGER NOT NULL,
    last_ok_at  INTEGER,
    last_error  TEXT NOT NULL DEFAULT '',
    error_at    INTEGER,
    -- What the server holds compared with the journal, at the last run.
    backlog_uid INTEGER NOT NULL DEFAULT 0,        -- mails below it were there before we first looked
    compared_at INTEGER,
    on_server   INTEGER NOT NULL DEFAULT 0,        -- that are ours to take (start_from)
    journalled  INTEGER NOT NULL DEFAULT 0,        -- of them, with a row
    waiting     INTEGER NOT NULL DEFAULT 0,        -- of them, whose turn is yet to come
    missing     INTEGER NOT NULL DEFAULT 0,        -- of them, asked for and not got
    missing_at  INTEGER                            -- since when there are such; NULL: none
) STRICT, WITHOUT ROWID;

-- One row for each mail ever seen, written before anybody parses it. spool names the raw bytes in
-- <data>/posta-in-arrivo/.
CREATE TABLE mail_journal (
    id          INTEGER PRIMARY KEY,
    mailbox     TEXT NOT NULL,                     -- '' for urpd intake
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,                  -- for '' a running number
    sha256      TEXT NOT NULL,
    size_bytes  INTEGER NOT NULL,
    received_at INTEGER NOT NULL,                  -- INTERNALDATE, or when urpd intake had it
    seen_at     INTEGER NOT NULL,
    backlog     INTEGER NOT NULL DEFAULT 0,        -- 1: was in the mailbox before we first looked; what comes now goes first
    state       TEXT NOT NULL CHECK (state = 'new' OR state = 'done' OR state = 'failed'),
    class       TEXT NOT NULL DEFAULT '',          -- enum mail_class
    reason      TEXT NOT NULL DEFAULT '',
    header_id   TEXT NOT NULL DEFAULT '',
    fingerprint TEXT NOT NULL DEFAULT '',          -- of what the mail says, without the headers of its way
    from_addr   TEXT NOT NULL DEFAULT '',
    subject     TEXT NOT NULL DEFAULT '',
    ticket_id   INTEGER REFERENCES ticket(id),
    dismissed   INTEGER NOT NULL DEFAULT 0,        -- 1: found the door closed, and an operator says that no request is to come of it
    tries       INTEGER NOT NULL DEFAULT 0,
    settled_at  INTEGER,
    UNIQUE (mailbox, uidvalidity, uid)
) STRICT;
CREATE INDEX mail_journal_sha ON mail_journal(sha256);
CREATE INDEX mail_journal_header ON mail_journal(header_id) WHERE header_id <> '';
CREATE INDEX mail_journal_nameless ON mail_journal(fingerprint) WHERE header_id = '';
CREATE INDEX mail_journal_new ON mail_journal(backlog) WHERE state = 'new';
CREATE INDEX mail_journal_class ON mail_journal(class);
CREATE INDEX mail_journal_failed ON mail_journal(id) WHERE state = 'failed';
CREATE INDEX mail_journal_suspect ON mail_journal(class, ticket_id) WHERE class = 'spam' AND ticket_id IS NULL; -- counted without the table
-- The same for those that found the door closed.
CREATE INDEX mail_journal_closed ON mail_journal(class, ticket_id, dismissed) WHERE class = 'closed' AND ticket_id IS NULL AND dismissed = 0;
CREATE INDEX mail_journal_from ON mail_journal(from_addr COLLATE NOCASE, settled_at) WHERE class = 'new';
CREATE INDEX mail_journal_ticket ON mail_journal(ticket_id) WHERE ticket_id IS NOT NULL;

-- Who put aside a mail that found the door closed, why, and who put it back (reason ''): append-only.
CREATE TABLE mail_dismissal (
    id         INTEGER PRIMARY KEY,
    journal_id INTEGER NOT NULL REFERENCES mail_journal(id),
    at         INTEGER NOT NULL,
    user_id    INTEGER NOT NULL REFERENCES user(id),
    reason     TEXT NOT NULL                       -- an id of dismiss_reasons: no words of anybody
) STRICT;
CREATE INDEX mail_dismissal_journal ON mail_dismissal(journal_id, id);
CREATE TRIGGER mail_dismissal_no_update BEFORE UPDATE ON mail_dismissal BEGIN SELECT raise(ABORT, 'mail_dismissal is append-only'); END;
CREATE TRIGGER mail_dismissal_no_delete BEFORE DELETE ON mail_dismissal BEGIN SELECT raise(ABORT, 'mail_dismissal is append-only'); END;

-- What the providers of certified mail state about a mail of a PEC mailbox: one row for each envelope and each receipt. The
-- mail itself is in posta-in-arrivo; of a receipt it is the evidence (CAD art. 48).
CREATE TABLE pec_mail (
    journal_id     INTEGER PRIMARY KEY REFERENCES mail_journal(id),
    tipo           TEXT NOT NULL,                  -- enum pec_tipo, by the header
    gestore        TEXT NOT NULL,
    identificativo TEXT NOT NULL,                  -- Message-ID by the provider: of this mail, or of ours that the receipt is about
    msgid          TEXT NOT NULL,                  -- Message-ID by the program of the sender
    data_at        INTEGER,                        -- the provider's clock; of an envelope when it was sent, not when it was here
    signature      TEXT NOT NULL,                  -- enum signature_state
    signer         TEXT NOT NULL,
    outbox_id      INTEGER REFERENCES outbox(id),  -- the mail of ours that a receipt is about
    effect         TEXT NOT NULL,                  -- 'envelope'; enum pec_effect of a receipt
    recipient      TEXT NOT NULL,                  -- of a receipt
    words          TEXT NOT NULL,                  -- why it was not delivered
    note           TEXT NOT NULL                   -- Italian, for the operator: what is wrong with the statement; '' = nothing
) STRICT;
CREATE INDEX pec_mail_outbox ON pec_mail(outbox_id) WHERE outbox_id IS NOT NULL;
CREATE INDEX pec_mail_id ON pec_mail(identificativo) WHERE outbox_id IS NOT NULL;

-- When a repeated task last ran: survives restarts, so that a reminder is not sent twice.
CREATE TABLE job (
    name   TEXT PRIMARY KEY,
    ran_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
