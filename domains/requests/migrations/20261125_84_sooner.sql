-- Starts of words are looked up, whatever their length: the words of every request are read again, beside the work.
-- sqlite
drop table request_text;
-- sqlite
create virtual table request_text using fts5(words, content = '', contentless_delete = 1, prefix = '3 5 7');
-- sqlite
insert or ignore into request_unread (id) select id from request;

-- What is open near here is found by its place, not among all that is open in the squares around.
drop index request_open_cell;

create index request_open_place on request (service_code, cell, lat, lon) where closed_at is null and cell is not null;
