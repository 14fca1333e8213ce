-- What was posted about one thing at one instant: what an act would send, or sent.
create index message_about on message (about, posted_at);
