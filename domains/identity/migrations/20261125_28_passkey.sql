-- Passkeys: what the device gave of its public key, never what proves it.
create table staff_passkey (
    id            bigint primary key,
    staff_id      bigint not null references staff (id),
    credential_id text not null unique,
    name          text not null check (length(trim(name)) between 1 and 60),
    passkey       text not null,
    created_at    bigint not null,
    used_at       bigint
);

create index staff_passkey_staff on staff_passkey (staff_id, id);

-- Challenges that wait for their answer, by the mark of their word: each is answered once.
create table passkey_challenge (
    mark       text primary key,
    staff_id   bigint references staff (id),
    state      text not null,
    expires_at bigint not null
);

create index passkey_challenge_expires on passkey_challenge (expires_at);
