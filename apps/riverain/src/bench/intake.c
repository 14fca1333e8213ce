/* The rows of an intake through SQLite's own interface: full sync, one commit for three rows. Prints how many a second.
 * usage: intake FILE SECONDS */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void run(sqlite3 *db, const char *sql) {
    if (sqlite3_exec(db, sql, 0, 0, 0) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
        exit(1);
    }
}

static sqlite3_stmt *ready(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
        exit(1);
    }
    return statement;
}

static void step(sqlite3_stmt *statement, sqlite3_int64 id) {
    sqlite3_bind_int64(statement, 1, id);
    if (sqlite3_step(statement) != SQLITE_DONE) exit(1);
    sqlite3_reset(statement);
}

int main(int count, char **words) {
    sqlite3 *db;
    if (count != 3 || sqlite3_open(words[1], &db) != SQLITE_OK) return 1;
    run(db, "pragma journal_mode = wal");
    run(db, "pragma synchronous = full");
    run(db, "create table request (id integer primary key, reference text not null unique, service text, words text,"
            " answers text, address text, lat real, lon real, unit text, status text, promise text, received_at bigint,"
            " due_at bigint)");
    run(db, "create index request_received on request (received_at, id)");
    run(db, "create index request_unit on request (unit, received_at, id)");
    run(db, "create table requester (id integer primary key, request_id bigint not null references request (id),"
            " lang text)");
    run(db, "create index requester_request on requester (request_id)");
    run(db, "create table event (id integer primary key, request_id bigint not null references request (id), at bigint,"
            " act text)");
    run(db, "create index event_request on event (request_id, id)");
    sqlite3_stmt *begin = ready(db, "begin immediate"), *commit = ready(db, "commit");
    sqlite3_stmt *request = ready(
        db, "insert into request values (?1, '26-' || ?1, 'NID_POULE', 'Un trou profond devant la porte',"
            " '{\"danger\":[\"non\"]}', '24, rue du Moulin', 46.8, -72.0, 'vieux-port', 'RECUE',"
            " '7 jours, dans 8 cas sur 10', 1795000000000 + ?1, 1795600000000 + ?1)");
    sqlite3_stmt *requester = ready(db, "insert into requester values (?1, ?1, 'fr')");
    sqlite3_stmt *event = ready(db, "insert into event values (?1, ?1, 1795000000000 + ?1, 'received')");
    double start = now(), lasting = atof(words[2]);
    sqlite3_int64 kept = 0;
    while (now() - start < lasting) {
        kept++;
        sqlite3_step(begin), sqlite3_reset(begin);
        step(request, kept), step(requester, kept), step(event, kept);
        if (sqlite3_step(commit) != SQLITE_DONE) return 1;
        sqlite3_reset(commit);
    }
    printf("%.1f\n", (double)kept / (now() - start));
    sqlite3_close(db);
    return 0;
}
