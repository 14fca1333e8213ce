replies-title-missing = Give a title of 100 characters at most.
replies-words-missing = Write the reply in French.
replies-words-long = No more than 4,000 characters.
replies-variable-unknown = A variable is not known: use those of the list.
replies-hole-open = A hole is not closed: it is written [[between double brackets]].
replies-changed = Somebody changed this reply meanwhile: read it again before you save yours.
replies-unknown = There is no such reply.
