-- People who can still be named or reached, oldest first: what the retention looks for.
create index requester_known on requester (created_at)
 where name is not null or email is not null or phone is not null;
