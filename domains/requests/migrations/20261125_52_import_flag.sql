-- What a published file does not say of a request, and its other lines do.
-- closed-at-once: closed at the second when its unit closed many: the date says when somebody tidied up.
-- made-again: cancelled, and asked again at the same place: the same problem, counted with the other request.
alter table request add column import_flag text check (import_flag in ('closed-at-once', 'made-again'));
