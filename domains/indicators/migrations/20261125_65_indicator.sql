-- What was measured: one row a figure, replaced whole at each computation.
create table indicator (
    period       text not null,
    -- Empty: the whole city; '-': the place is not known.
    borough      text not null,
    -- Empty: every service.
    service_code text not null,
    nature       text not null,
    measure      text not null,
    -- Cases it rests on.
    n            bigint not null,
    value        double precision,
    -- Interval at 95 %, or the two bounds.
    low          double precision,
    high         double precision,
    state        text not null check (state in ('shown', 'withheld', 'not-reached')),
    primary key (period, borough, service_code, nature, measure)
);

create index indicator_service on indicator (service_code, period);

-- What to improve first, over twelve months.
create table indicator_rank (
    place        bigint primary key,
    service_code text not null,
    requests     bigint not null,
    late         double precision not null,
    unsatisfied  double precision not null,
    answers      bigint not null,
    score        double precision not null,
    low          double precision not null,
    high         double precision not null,
    rank_low     bigint not null,
    rank_high    bigint not null,
    -- Whether it differs from the next by more than chance explains.
    is_distinct  bigint not null check (is_distinct in (0, 1))
);

-- The last computation, and the day before it.
create table indicator_run (
    id          bigint primary key,
    computed_at bigint not null,
    took_ms     bigint not null,
    -- Last change of a request that it saw.
    seen_at     bigint,
    requests    bigint not null,
    day         bigint not null,
    received    bigint not null,
    solved      bigint not null,
    late        bigint not null
);
