-- Rights: more roles, a crew or a company, limits, and when somebody was last here.
-- The column of the role is made again, for SQLite does not change a check: what is not said is the least of roles.
alter table staff add column post text not null default 'contractor' check (post in ('agent', 'unit', 'supervisor', 'crew', 'contractor', 'admin'));

update staff set post = role;

alter table staff drop column role;

alter table staff rename column post to role;

-- Their crew, or the company they work for; those of the same name share what they are given.
alter table staff add column crew text not null default '' check (length(crew) <= 100);

alter table staff add column edits_knowledge bigint not null default 0 check (edits_knowledge in (0, 1));

alter table staff add column seen_at bigint;

create index staff_crew on staff (crew, role);

-- Boroughs and groups of services that they are limited to; none is no limit.
create table staff_limit (
    staff_id bigint not null references staff (id),
    kind     text not null check (kind in ('borough', 'group')),
    code     text not null,
    primary key (staff_id, kind, code)
);
