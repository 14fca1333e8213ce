-- Files brought in, each with how far its last commit went: a killed import goes on from there.
create table import_file (
    id             bigint primary key,
    name           text not null,
    started_at     bigint not null,
    finished_at    bigint,
    -- Bytes of the file, out of its compression, that are kept, and their CRC-32.
    position       bigint not null default 0,
    checksum       bigint not null default 0,
    lines          bigint not null default 0,
    added          bigint not null default 0,
    renewed        bigint not null default 0,
    unchanged      bigint not null default 0,
    rejected       bigint not null default 0,
    -- Length of the file of rejected lines at that commit.
    rejected_bytes bigint not null default 0
);

create index import_file_name on import_file (name, id);

-- What a published line says that its request cannot: number of the column, its words, unit separators between.
-- The words of columns that a later move changes hold only while the request stands as it was brought.
create table import_extra (
    request_id bigint primary key,
    updated_at bigint not null,
    words      text not null
);

-- How the files write the name of a unit or a borough: the first spelling seen stands.
create table import_name (
    kind     text not null check (kind in ('unit', 'borough', 'area')),
    code     text not null,
    spelling text not null,
    primary key (kind, code)
);
