-- What is written in the journal is found too: a line that holds words makes those of its request read again, and so does
-- a line whose words are forgotten.
-- sqlite
create trigger request_event_written after insert on request_event when new.reason is not null begin insert or ignore into request_unread (id) values (new.request_id); end;
-- sqlite
create trigger request_event_reworded after update of reason on request_event begin insert or ignore into request_unread (id) values (new.request_id); end;
-- postgres
create function request_is_written_of() returns trigger language plpgsql as $$ begin insert into request_unread (id) values (new.request_id) on conflict do nothing; return null; end $$;
-- postgres
create trigger request_event_written after insert on request_event for each row when (new.reason is not null) execute function request_is_written_of();
-- postgres
create trigger request_event_reworded after update of reason on request_event for each row execute function request_is_written_of();

-- sqlite
insert or ignore into request_unread (id) select distinct request_id from request_event where reason is not null;
-- postgres
insert into request_unread (id) select distinct request_id from request_event where reason is not null on conflict do nothing;

-- Transfers by their date: what the figures of the routing look at, without their rows.
create index request_event_moved on request_event (at, request_id, id, from_unit) where from_unit is not null;

-- What rules sent where, by its reception: counted without a row. What is imported was routed by somebody else.
create index request_ruled on request (received_at, service_code, borough, route_rule, unit)
    where import_batch is null and borough is not null;
