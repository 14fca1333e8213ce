-- Photos of people who joined a request: its author does not see them until staff publish them.
alter table photo add column is_joined bigint not null default 0 check (is_joined in (0, 1));
