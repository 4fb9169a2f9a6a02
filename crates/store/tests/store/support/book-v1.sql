-- The book of version 1, as it was released.
CREATE TABLE head (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  seq    INTEGER NOT NULL,
  hash   TEXT    NOT NULL,
  bodies INTEGER NOT NULL,
  link   TEXT    NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0,
  '0000000000000000000000000000000000000000000000000000000000000000', 0,
  '0000000000000000000000000000000000000000000000000000000000000000');
CREATE TRIGGER head_stays BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'the head stays'); END;

CREATE TABLE entries (
  seq     INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  kind    TEXT    NOT NULL,
  load    TEXT,
  invoice TEXT,
  batch   TEXT,
  at      TEXT    NOT NULL,
  account TEXT    NOT NULL,
  actor   TEXT    NOT NULL,
  role    TEXT    NOT NULL,
  body    BLOB    NOT NULL,
  prev    TEXT    NOT NULL,
  hash    TEXT    NOT NULL
) STRICT;
CREATE INDEX entries_by_load ON entries (load, seq) WHERE load IS NOT NULL;
CREATE INDEX entries_by_invoice ON entries (invoice, seq) WHERE invoice IS NOT NULL;
CREATE INDEX entries_by_batch ON entries (batch, seq) WHERE batch IS NOT NULL;
CREATE TRIGGER entries_only_grow BEFORE INSERT ON entries
  WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM entries)
  BEGIN SELECT RAISE(ABORT, 'the book has no gaps'); END;
CREATE TRIGGER entries_are_not_edited BEFORE UPDATE ON entries
  BEGIN SELECT RAISE(ABORT, 'the book is not edited'); END;
CREATE TRIGGER entries_are_not_deleted BEFORE DELETE ON entries
  BEGIN SELECT RAISE(ABORT, 'the book is not edited'); END;

CREATE TABLE bodies (
  position INTEGER PRIMARY KEY,
  hash     TEXT NOT NULL UNIQUE,
  bytes    BLOB NOT NULL,
  link     TEXT NOT NULL
) STRICT;
CREATE TRIGGER bodies_only_grow BEFORE INSERT ON bodies
  WHEN NEW.position <> (SELECT ifnull(max(position), 0) + 1 FROM bodies)
    OR EXISTS (SELECT 1 FROM bodies WHERE hash = NEW.hash)
  BEGIN SELECT RAISE(ABORT, 'a body is kept once'); END;
CREATE TRIGGER bodies_are_not_edited BEFORE UPDATE ON bodies
  BEGIN SELECT RAISE(ABORT, 'the book is not edited'); END;
CREATE TRIGGER bodies_are_not_deleted BEFORE DELETE ON bodies
  BEGIN SELECT RAISE(ABORT, 'the book is not edited'); END;

CREATE TABLE invoices (
  number  TEXT PRIMARY KEY,
  batch   TEXT NOT NULL,
  drafted INTEGER NOT NULL,
  hash    TEXT NOT NULL,
  body    BLOB NOT NULL
) STRICT;
CREATE INDEX invoices_by_batch ON invoices (batch, number);
CREATE INDEX invoices_by_hash ON invoices (hash);
CREATE TABLE invoice_loads (
  load    TEXT NOT NULL,
  invoice TEXT NOT NULL REFERENCES invoices (number),
  PRIMARY KEY (load, invoice)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_loads_by_invoice ON invoice_loads (invoice, load);
CREATE TRIGGER invoices_once BEFORE INSERT ON invoices
  WHEN EXISTS (SELECT 1 FROM invoices WHERE number = NEW.number)
  BEGIN SELECT RAISE(ABORT, 'a number is used once'); END;
CREATE TRIGGER invoices_are_not_edited BEFORE UPDATE ON invoices
  BEGIN SELECT RAISE(ABORT, 'a drafted invoice is not edited'); END;
CREATE TRIGGER invoices_are_not_deleted BEFORE DELETE ON invoices
  BEGIN SELECT RAISE(ABORT, 'a drafted invoice is not deleted'); END;
CREATE TRIGGER invoice_loads_are_not_edited BEFORE UPDATE ON invoice_loads
  BEGIN SELECT RAISE(ABORT, 'a drafted invoice is not edited'); END;
CREATE TRIGGER invoice_loads_are_not_deleted BEFORE DELETE ON invoice_loads
  BEGIN SELECT RAISE(ABORT, 'a drafted invoice is not edited'); END;

CREATE TABLE outbox (
  invoice         TEXT PRIMARY KEY REFERENCES invoices (number),
  state           TEXT NOT NULL CHECK (state IN
    ('draft', 'queued', 'sending', 'posted', 'rejected', 'in_doubt', 'needs_person', 'voided')),
  attempt         INTEGER NOT NULL CHECK (attempt >= 0),
  erp_id          TEXT,
  erp_number      TEXT,
  reason          TEXT,
  next_attempt_at TEXT,
  updated_seq     INTEGER NOT NULL,
  seal            TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, invoice);
CREATE TRIGGER outbox_rows_stay BEFORE DELETE ON outbox
  BEGIN SELECT RAISE(ABORT, 'an invoice stays in the outbox'); END;

CREATE TABLE sequence (id INTEGER PRIMARY KEY CHECK (id = 1), next INTEGER NOT NULL) STRICT;
INSERT INTO sequence VALUES (1, 1);
CREATE TRIGGER sequence_only_grows BEFORE UPDATE ON sequence WHEN NEW.next < OLD.next
  BEGIN SELECT RAISE(ABORT, 'a number is used once'); END;
CREATE TRIGGER sequence_stays BEFORE DELETE ON sequence
  BEGIN SELECT RAISE(ABORT, 'a number is used once'); END;

CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until TEXT NOT NULL) STRICT;
