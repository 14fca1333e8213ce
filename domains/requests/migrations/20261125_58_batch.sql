-- One act done to many requests: who, what, with which words, on which selection.
create table batch (
    id         bigint primary key,
    reference  text not null unique,
    staff_id   bigint not null,
    staff_name text not null,
    act        text not null,
    fields     text not null,
    filters    text not null,
    total      bigint not null,
    state      text not null check (state in ('doing', 'done', 'undoing', 'undone')),
    created_at bigint not null,
    ended_at   bigint
);

create index batch_staff on batch (staff_id, id);

-- What became of each of them. What a request was before and after stands in words of ours, until it can no longer be undone.
create table batch_item (
    batch_id     bigint not null references batch (id),
    request_id   bigint not null references request (id),
    state        text not null check (state in ('waiting', 'done', 'refused', 'undone', 'kept')),
    problem      text,
    state_before text,
    state_after  text,
    done_at      bigint,
    primary key (batch_id, request_id)
);

create index batch_item_state on batch_item (batch_id, state, request_id);
