-- When the owner of a session last proved who they are: what protects an account asks it again after a while. A provider
-- says when; until it does, it is not known.
alter table staff_session add column proved_at bigint not null default 0;

update staff_session set proved_at = created_at where means <> 'provider';

-- A paper of a request that is taken is a look too.
-- postgres
alter table staff_look drop constraint staff_look_what_check;
-- postgres
alter table staff_look add constraint staff_look_what_check check (what in ('request', 'contact', 'export', 'attachment'));
-- sqlite
create table staff_look_wider (id bigint primary key, staff_id bigint not null references staff (id), at bigint not null, what text not null check (what in ('request', 'contact', 'export', 'attachment')), subject text not null);
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

-- The words of what is done to an account are those of the code, which grow with it.
-- postgres
alter table staff_change drop constraint staff_change_act_check;
-- sqlite
create table staff_change_wider (id bigint primary key, staff_id bigint not null references staff (id), at bigint not null, act text not null, actor_kind text not null, actor_name text, was text not null, became text not null);
-- sqlite
insert into staff_change_wider (id, staff_id, at, act, actor_kind, actor_name, was, became) select id, staff_id, at, act, actor_kind, actor_name, was, became from staff_change;
-- sqlite
drop table staff_change;
-- sqlite
alter table staff_change_wider rename to staff_change;
-- sqlite
create index staff_change_staff on staff_change (staff_id, id);
-- sqlite
create index staff_change_at on staff_change (at, id);
