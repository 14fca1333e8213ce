-- A list written to a file is a look too.
-- postgres
alter table staff_look drop constraint staff_look_what_check;
-- postgres
alter table staff_look add constraint staff_look_what_check check (what in ('request', 'contact', 'export'));
-- sqlite
create table staff_look_wider (id bigint primary key, staff_id bigint not null references staff (id), at bigint not null, what text not null check (what in ('request', 'contact', 'export')), subject text not null);
-- sqlite
insert into staff_look_wider (id, staff_id, at, what, subject) select id, staff_id, at, what, subject from staff_look;
-- sqlite
drop table staff_look;
-- sqlite
alter table staff_look_wider rename to staff_look;
-- sqlite
create index staff_look_subject on staff_look (subject, id);
-- sqlite
create index staff_look_at on staff_look (at, id);
