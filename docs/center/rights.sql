-- Rights of the programs in a center's database of PostgreSQL: what arrived, was recorded, signed or noted can be added to
-- and not changed, whoever takes a program over. Run by the owner of the tables, after the first start has made them:
--
--     psql -v ON_ERROR_STOP=1 -f rights.sql postgres://owner@host/center
--
-- The roles are the machine's own: CREATE ROLE rts_gateway LOGIN; CREATE ROLE rts_tally LOGIN; CREATE ROLE rts_office LOGIN.

-- A gateway adds arrivals, and passes receipts down.
GRANT SELECT ON owner, turn, arrival, receipt, departure, event TO rts_gateway;
GRANT INSERT ON arrival, event TO rts_gateway;
GRANT UPDATE (row) ON turn TO rts_gateway;
GRANT UPDATE (holder, held_until, attempts, queued, told) ON departure TO rts_gateway;

-- A tally process decides: it adds records, receipts and leaves, and changes only how a record stands.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO rts_tally, rts_office;
GRANT INSERT ON part, record, receipt, receipt_number, leaf, votes, departure, event TO rts_tally, rts_office;
GRANT UPDATE (row) ON turn TO rts_tally, rts_office;
GRANT UPDATE (outcome) ON arrival TO rts_tally;
GRANT UPDATE (last) ON receipt_number TO rts_tally, rts_office;
GRANT UPDATE (station, authentic, verdict, cause, flags, note) ON record TO rts_tally, rts_office;
GRANT UPDATE (bytes, partial, imei) ON departure TO rts_tally, rts_office;

-- The commands of the office keep the roster, orders and findings of cards.
GRANT INSERT ON device, annulment, card, statement TO rts_office;
GRANT UPDATE (revoked) ON device TO rts_office;
GRANT UPDATE (device, at, outcome, details) ON card TO rts_office;
