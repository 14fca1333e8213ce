-- What was forgotten, a line a day for each series and its rule: the register of disposals, without what it held.
create table disposal (
    series    text not null check (series in ('people', 'words', 'photos')),
    -- First instant of the day, in UTC.
    day_at    bigint not null,
    kept_days bigint not null,
    requests  bigint not null,
    items     bigint not null,
    last_at   bigint not null,
    primary key (series, day_at, kept_days)
);

alter table request add column words_forgotten_at bigint;

-- Closed requests that still hold words: what the retention looks for. Those of published files hold none.
create index request_words on request (closed_at)
 where closed_at is not null and words_forgotten_at is null
   and (description <> '' or answers <> '{}' or media_url <> '');

create index request_event_words on request_event (at) where reason is not null;
