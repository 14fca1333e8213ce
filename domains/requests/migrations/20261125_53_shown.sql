-- What the public map and Open311 show, newest first.
create index request_shown on request (received_at, id) where public_map = 'shown';
