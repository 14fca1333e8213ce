-- Trials to open a request by its number and an address, by marks that say neither. Forgotten after a day.
create table follow_trial (
    mark     text primary key,
    failures bigint not null,
    last_at  bigint not null
);
