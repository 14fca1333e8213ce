-- How a session was opened: what is enough for it, and what it may still lack.
alter table staff_session add column means text not null default 'password' check (means in ('password', 'code', 'passkey', 'link', 'provider'));

-- The key of somebody's one-time codes, encrypted. `last_step` is the step of the last code used: none before it is taken.
create table staff_totp (
    staff_id     bigint primary key references staff (id),
    secret       text not null,
    last_step    bigint not null,
    confirmed_at bigint not null
);

-- Recovery codes not used yet, by their mark.
create table staff_recovery (
    staff_id  bigint not null references staff (id),
    code_mark text not null,
    primary key (staff_id, code_mark)
);
