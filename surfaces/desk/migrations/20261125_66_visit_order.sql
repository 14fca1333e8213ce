-- In which order somebody, or their crew, makes the visits of a day: numbers of requests, spaces between.
create table visit_order (
    whose      text not null,
    day        text not null,
    visits     text not null,
    way        text not null check (way in ('hand', 'shortest')),
    changed_at bigint not null,
    primary key (whose, day)
);
