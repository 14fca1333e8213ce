replies-title-missing = Donnez un titre de 100 caractères au plus.
replies-words-missing = Écrivez la réponse en français.
replies-words-long = Pas plus de 4 000 caractères.
replies-variable-unknown = Une variable n’est pas connue : servez-vous de celles de la liste.
replies-hole-open = Un trou n’est pas fermé : il s’écrit [[entre deux crochets]].
replies-changed = Quelqu’un a changé cette réponse entre-temps : relisez-la avant d’enregistrer la vôtre.
replies-unknown = Cette réponse n’existe pas.
