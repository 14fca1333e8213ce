-- Words of requests, for the search of staff: what a row holds is found again by its id.
-- sqlite
create virtual table request_text using fts5(words, content = '', contentless_delete = 1, prefix = '3 4');
-- postgres
create table request_text (id bigint primary key, words tsvector not null);
-- postgres
create index request_text_found on request_text using gin (words);

-- Requests whose words must be read again. A trigger writes it: no statement can forget to.
create table request_unread (id bigint primary key);

insert into request_unread (id) select id from request;

-- sqlite
create trigger request_filed after insert on request begin insert or ignore into request_unread (id) values (new.id); end;
-- sqlite
create trigger request_reworded after update of status, closed_at, unit, borough, service_code, description, answers, address on request begin insert or ignore into request_unread (id) values (new.id); end;
-- postgres
create function request_is_unread() returns trigger language plpgsql as $$ begin insert into request_unread (id) values (new.id) on conflict do nothing; return null; end $$;
-- postgres
create trigger request_filed after insert on request for each row execute function request_is_unread();
-- postgres
create trigger request_reworded after update of status, closed_at, unit, borough, service_code, description, answers, address on request for each row execute function request_is_unread();
