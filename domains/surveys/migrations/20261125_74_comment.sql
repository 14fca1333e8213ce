-- What people wrote of what a unit did.
create index survey_answer_comment on survey_answer (unit, answered_on) where comment <> '';
