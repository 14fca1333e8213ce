-- Who made a version of the city, why, from when it is in force, and from which one it came.
alter table city_pack add column in_force_at bigint not null default 0;
update city_pack set in_force_at = loaded_at;
alter table city_pack add column act text not null default 'loaded'
    check (act in ('loaded', 'published', 'restored'));
alter table city_pack add column made_by text not null default '';
alter table city_pack add column why text not null default '';
alter table city_pack add column made_from bigint references city_pack (id);
alter table city_pack add column given_up_at bigint;
alter table city_pack add column given_up_by text;

-- A file that did not change is held once, by the version that brought it; empty in the others.
alter table city_file add column held_by bigint references city_pack (id);
