-- What is open, by its reception and by its last move: walked from either end, whatever else is asked of it.
-- The unit stands in them, since it narrows most lists: rows of other units are passed over without being read.
create index request_open_received on request (received_at, id, unit) where closed_at is null;

create index request_open_updated on request (updated_at, id, unit) where closed_at is null;
