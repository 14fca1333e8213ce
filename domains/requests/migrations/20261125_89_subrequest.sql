-- One resident's request whose work several units share: each sub-request is a request of its own, which nobody outside
-- sees.
alter table request add column parent_id bigint;
-- Of a request that has some: those that are still open.
alter table request add column open_subrequests bigint not null default 0;
create index request_subrequest on request (parent_id) where parent_id is not null;
