indicators-title = Nos résultats
indicators-service-unknown = Ce service n’existe pas, ou plus.
indicators-periods = Période
indicators-period-90-jours = 90 derniers jours
indicators-period-12-mois = 12 derniers mois
indicators-dates = Du { $from } au { $to } (calculé le { $computed }).
indicators-how = Comment ces chiffres sont calculés
indicators-file = Tous les chiffres (CSV)
indicators-says-delay-request = 8 demandes sur 10 sont traitées en { $figure }.
indicators-says-delay-information = 8 questions sur 10 ont leur réponse en { $figure }.
indicators-says-delay-opinion = 8 commentaires ou plaintes sur 10 sont traités en { $figure }.
indicators-says-delay-promise = 8 demandes sur 10 sont traitées en { $figure }; la promesse est { $promise }.
indicators-says-delay-above = Il faut plus de { $figure } pour traiter 8 demandes sur 10 : trop sont encore ouvertes pour dire combien.
indicators-says-delay-unknown = Trop de demandes sont encore ouvertes pour dire en combien de temps 8 sur 10 sont traitées.{ $figure }
indicators-says-on-time = Le délai promis est tenu pour { $figure }.
indicators-says-satisfied = La façon de faire de la Ville satisfait { $figure }.
indicators-says-denied = La Ville dit que c’est réglé; ce n’est pas l’avis de { $figure }.
indicators-ten-requests = { $count ->
    [one] 1 demande sur 10
   *[other] { $written } demandes sur 10
  }
indicators-ten-requests-all = toutes les demandes
indicators-ten-requests-most = plus de 9 demandes sur 10
indicators-ten-requests-few = moins de 1 demande sur 10
indicators-ten-requests-none = aucune demande
indicators-ten-people = { $count ->
    [one] 1 personne sur 10
   *[other] { $written } personnes sur 10
  }
indicators-ten-people-all = toutes les personnes
indicators-ten-people-most = plus de 9 personnes sur 10
indicators-ten-people-few = moins de 1 personne sur 10
indicators-ten-people-none = 0 personne sur 10
indicators-ten-short = { $count ->
    [one] 1 sur 10
   *[other] { $written } sur 10
  }
indicators-ten-short-all = 10 sur 10
indicators-ten-short-most = plus de 9 sur 10
indicators-ten-short-few = moins de 1 sur 10
indicators-ten-short-none = 0 sur 10
indicators-satisfied-of = { $count ->
    [one] Personnes satisfaites, sur 1 réponse en 90 jours
   *[other] Personnes satisfaites, sur { $written } réponses en 90 jours
  }
indicators-real-both = En réalité, ces 90 derniers jours : la moitié des demandes en { $half }, 8 sur 10 en { $most } ({ $proof }).
indicators-real-half = En réalité, ces 90 derniers jours : la moitié des demandes en { $half }; trop sont encore ouvertes pour en dire plus ({ $proof }).
indicators-real-unknown = En réalité, ces 90 derniers jours : trop de demandes sont encore ouvertes pour dire en combien de temps elles sont traitées ({ $proof }).
indicators-real-in-borough = { $count ->
    [one] 1 demande dans l’arrondissement
   *[other] { $written } demandes dans l’arrondissement
  }
indicators-real-in-city = { $count ->
    [one] 1 demande dans toute la ville
   *[other] { $written } demandes dans toute la ville
  }
indicators-requests = { $count ->
    [one] 1 demande
   *[other] { $written } demandes
  }
indicators-requests-a-year = { $count ->
    [one] 1 demande par an
   *[other] { $written } demandes par an
  }
indicators-rests-on = Sur { $requests }, { $open }.
indicators-open = { $count ->
    [0] toutes fermées
    [one] dont 1 encore ouverte
   *[other] dont { $written } encore ouvertes
  }
indicators-naive = À ne regarder que les demandes fermées, on dirait { $days }.
indicators-true = À 19 chances sur 20, { $range }.
indicators-promises = { $count ->
    [one] Sur 1 demande qui avait une date promise.
   *[other] Sur { $written } demandes qui avaient une date promise.
  }
indicators-bounds = Si celles qui sont ouvertes finissaient toutes en retard : { $worst }; toutes à temps : { $best }.
indicators-answers = { $count ->
    [one] 1 réponse.
   *[other] { $written } réponses.
  }
indicators-answers-short = { $count ->
    [one] 1 réponse
   *[other] { $written } réponses
  }
indicators-denied-answers = { $count ->
    [one] 1 réponse sur une demande que la Ville dit réglée.
   *[other] { $written } réponses sur des demandes que la Ville dit réglées.
  }
indicators-response = { $share } des personnes invitées ont répondu.
indicators-fixed = Toutes fermetures comprises, { $share } disent que c’est réglé.
indicators-opinions = { $count ->
    [one] On a aussi reçu 1 commentaire ou plainte, compté à part.
   *[other] On a aussi reçu { $written } commentaires et plaintes, comptés à part.
  }
indicators-hours = { $count ->
    [one] 1 heure
   *[other] { $written } heures
  }
indicators-days = { $count ->
    [one] 1 jour
   *[other] { $written } jours
  }
indicators-between = entre { $low } et { $high }
indicators-above = au moins { $low }
indicators-more-than = plus de { $low }
indicators-at-least = { $low } ou plus
indicators-to = { $low } à { $high }
indicators-not-reached = pas encore connu
indicators-too-few = masqué
indicators-nothing = –
indicators-days-promised = { $days }; promis : { $promise }
indicators-no-place = Lieu non précisé
indicators-whole-city = Toute la ville
indicators-chart-service = Service
indicators-chart-borough = Arrondissement
indicators-chart-n = Demandes
indicators-chart-answers = Réponses
indicators-chart-share = Part à temps, avec son intervalle
indicators-chart-share-interval = Part (intervalle)
indicators-chart-days = 8 sur 10 en
indicators-chart-delay = 8 demandes sur 10 traitées en…
indicators-chart-delay-drawing = Délai en jours, avec son intervalle
indicators-chart-delay-interval = Délai (intervalle, en jours)
indicators-chart-on-time = Délai promis tenu
indicators-chart-satisfied = Personnes satisfaites, parmi celles qui ont répondu
indicators-legend-dot = ce qui a été observé
indicators-legend-range = intervalle à 95 %
indicators-legend-target = la part visée par la promesse
indicators-legend-promise = la promesse : { $promise }
indicators-services-title = Service par service
indicators-services-text = Part des demandes traitées dans le délai promis. Les services sont dans l’ordre du catalogue, sans classement.
indicators-services-none = Aucun service n’a encore assez de demandes pour être montré.
indicators-few = { $count ->
    [one] 1 service de moins de 10 demandes, ou dont les chiffres en révéleraient d’autres
   *[other] { $written } services de moins de 10 demandes, ou dont les chiffres en révéleraient d’autres
  }
indicators-first-title = Ce qu’il faudrait améliorer d’abord
indicators-first-text = Volume × retard × insatisfaction, sur 12 mois : le nombre de demandes, multiplié par la part en retard, multiplié par la part des réponses qui ne sont pas satisfaites. L’intervalle dit jusqu’où le hasard peut déplacer un service; deux services qui ne se distinguent pas peuvent échanger leur place.
indicators-first-none = Il faut au moins 10 promesses échues et 10 réponses pour un même service avant de proposer un ordre. Ce n’est pas encore le cas.
indicators-first-caption = Services à améliorer, les plus pressants d’abord
indicators-first-drawing = Indice, avec son intervalle
indicators-first-score = Indice (intervalle)
indicators-first-rank = Rang possible
indicators-first-reason = { $requests }; { $late } en retard; { $unsatisfied } des { $answers } ne sont pas satisfaites.
indicators-first-how = Ce que cet indice veut dire, et ce qu’il ne veut pas dire
indicators-rank = rang { $rank }
indicators-ranks = rangs { $first } à { $last }
indicators-tied = Ne se distingue pas du suivant.
indicators-information-title = Renseignements
indicators-information-text = Une question n’est pas une intervention : elle se règle en une réponse. Ses chiffres ne sont mêlés à aucun autre.
indicators-information-none = Trop peu de demandes de renseignement sur la période.
indicators-promise = La promesse
indicators-promise-none = Aucun délai n’est promis pour ce service.
indicators-real-90-jours = La réalité des 90 derniers jours
indicators-real-12-mois = La réalité des 12 derniers mois
indicators-real-share = dans 8 cas sur 10
indicators-service-none = Moins de 10 demandes pour ce service sur la période, ou des chiffres masqués pour ne pas en révéler d’autres.
indicators-boroughs-title = Dans chaque arrondissement
indicators-boroughs-text = Par ordre alphabétique, à la même échelle. Deux intervalles qui se chevauchent largement ne permettent pas de dire que l’un fait mieux que l’autre. Ce qui est masqué repose sur moins de 10 cas, ou permettrait d’en retrouver.
indicators-table-title = Les mêmes chiffres, en tableau
indicators-measure-received = Reçues
indicators-measure-open = Ouvertes
indicators-measure-reopened = Réactivées
indicators-measure-merged = Regroupées
indicators-measure-delay-50 = La moitié en
indicators-measure-delay-80 = 8 sur 10 en
indicators-measure-delay-90 = 9 sur 10 en
indicators-measure-closed-only-80 = 8 sur 10, fermées seules
indicators-measure-on-time = À temps (n)
indicators-measure-response = Ont répondu (invitées)
indicators-measure-satisfied = Satisfaites (n)
indicators-measure-fixed = Disent que c’est réglé (n)
indicators-measure-delay-acceptable = Délai acceptable (n)
indicators-empty-title = Rien n’est encore mesuré
indicators-empty-text = Dès que des demandes auront été reçues, cette page dira en combien de temps elles sont traitées, si le délai promis est tenu et ce que les gens en pensent. Le calcul se refait tout seul.
indicators-method-lead = Chaque chiffre dit sur combien de cas il repose et entre quelles limites il peut se trouver. Voici les règles, dans l’ordre.
indicators-method-what = Ce qui est compté
indicators-method-what-1 = Les délais et les promesses ne portent que sur les demandes d’intervention : un travail à faire. Les renseignements ont leur propre ligne; les commentaires et les plaintes sont comptés à part. Rien de tout cela n’est additionné.
indicators-method-what-2 = Deux périodes : les 90 derniers jours, proches d’aujourd’hui; les 12 derniers mois, pour les services lents et pour voir chaque saison une fois.
indicators-method-what-3 = Une demande supprimée (pourriel, essai) n’est nulle part. Une demande regroupée avec une autre n’est pas comptée une deuxième fois; on publie combien il y en a. Une demande réactivée compte du premier jour jusqu’à sa dernière fermeture. Une demande que la personne annule était ouverte jusque-là : elle ne dit pas combien de temps aurait pris le reste.
indicators-method-what-4 = Certains fichiers publiés d’avant 2026 ne disent pas quand le travail a fini : ces demandes-là sont comptées, sans délai.
indicators-method-delay = Les délais
indicators-method-delay-1 = Un délai va de la réception à la fermeture, en jours du calendrier, week-ends compris. « Traitée » veut dire fermée avec une raison : faite, refusée ou confiée à un autre organisme. Ce n’est pas toujours « réglée » : voir plus bas ce qu’en disent les personnes.
indicators-method-delay-2 = Les demandes encore ouvertes comptent. Ne regarder que les demandes fermées cache les plus lentes; ce chiffre flatteur est écrit à côté du nôtre, pour qu’on voie la différence.
indicators-method-delay-3 = La méthode est celle de Kaplan et Meier : à chaque âge, la part des demandes encore ouvertes qui se ferment ce jour-là. Une demande reçue avant la période et encore ouverte à son début entre à l’âge qu’elle avait.
indicators-method-delay-4 = « 8 demandes sur 10 en 9 jours » est le 80e centile de cette courbe. Le tableau donne aussi la moitié et 9 sur 10.
indicators-method-delay-5 = Quand tant de demandes restent ouvertes que la courbe n’arrive pas jusque-là, on l’écrit : « plus de tant de jours », ou « pas encore connu ».
indicators-method-promise = Le délai promis
indicators-method-promise-1 = Chaque demande garde la promesse qui lui a été faite. On compte les demandes reçues dans la période qui avaient une date promise; celles dont le délai part de la fin d’une chute de neige n’en ont pas encore.
indicators-method-promise-2 = L’âge de chaque demande est mesuré en parts de sa propre promesse; la courbe donne la part fermée à la fin de la promesse. Les demandes ouvertes dont la date n’est pas passée ne sont donc comptées ni à temps ni en retard.
indicators-method-promise-3 = À côté, deux bornes sans aucune hypothèse : si tout ce qui est ouvert finissait en retard, et si tout ce qui n’est pas encore en retard finissait à temps.
indicators-method-people = Ce que les gens en disent
indicators-method-people-1 = Quand une demande est fermée, chaque personne qui y a consenti et donné un courriel reçoit un lien, une fois. C’est le système qui invite, jamais l’agente ou l’agent. On peut aussi répondre à partir du suivi. La réponse est gardée sans nom ni numéro de demande.
indicators-method-people-2 = « Satisfaites » compte les réponses « plutôt » et « très satisfait », sur toutes celles qui ont une opinion. Le taux de réponse est celui des invitations envoyées; les réponses ne sont pas pondérées.
indicators-method-people-3 = « La Ville dit que c’est réglé; des personnes répondent que non » : parmi les réponses sur des demandes fermées avec un résultat qui compte comme réglé, la part des « Non ». « En partie » n’y est pas.
indicators-method-people-4 = Les réponses d’une journée entrent dans les chiffres le lendemain : ainsi, deux calculs du même jour ne disent pas ce qu’une personne de plus a répondu. La marque des mots exacts des questions est gardée avec chaque réponse; si les mots changent, une nouvelle série commence.
indicators-method-interval = Les intervalles
indicators-method-interval-1 = Tous les intervalles sont à 95 %. Parts : intervalle de Wilson. Délais et promesses : formule de Greenwood, sur l’échelle log-log.
indicators-method-interval-2 = Un intervalle dit ce que le hasard peut faire, pas ce qu’une mauvaise question ou des absents peuvent fausser.
indicators-method-few = Les petits nombres
indicators-method-few-1 = Un chiffre qui repose sur moins de 10 cas n’est pas publié : il ne dirait rien de sûr, et il pourrait montrer quelqu’un.
indicators-method-few-2 = Pour qu’un total ne permette pas de le retrouver par soustraction, d’autres chiffres de la même ligne ou de la même colonne sont masqués avec lui : jamais un seul, et toujours 10 cas ou plus ensemble.
indicators-method-few-3 = Cette règle regarde chaque ligne et chaque colonne du tableau des services et des arrondissements, totaux compris. Elle ne prétend pas résister à tout calcul qui croiserait plusieurs lignes.
indicators-method-first = Ce qu’il faudrait améliorer d’abord
indicators-method-first-1 = Indice = demandes reçues en 12 mois × part des promesses non tenues × part des réponses qui ne sont pas satisfaites. Un service n’y entre qu’avec 10 promesses et 10 réponses au moins.
indicators-method-first-2 = Si le retard et l’insatisfaction n’avaient aucun lien, ce serait le nombre de demandes par an à la fois en retard et mal vécues. Ils en ont un : c’est donc un ordre d’importance, pas un compte de personnes.
indicators-method-first-3 = L’incertitude des trois facteurs s’additionne sur l’échelle des logarithmes. Les rangs possibles viennent de 2 000 tirages selon ces incertitudes, toujours les mêmes : refaire le calcul donne le même résultat. Deux services voisins « ne se distinguent pas » quand leur écart est à la portée du hasard.
indicators-method-first-4 = L’indice ne connaît ni le coût, ni la gravité, ni ce qui est possible. Il ouvre la discussion; il ne la ferme pas.
indicators-method-limits = Ce que ces chiffres ne disent pas
indicators-method-limits-1 = Ils ne classent pas les arrondissements : leurs rues, leurs hivers et leurs demandes ne sont pas les mêmes.
indicators-method-limits-2 = Qui répond n’est pas tout le monde : les personnes qui n’ont pas donné de courriel sont moins entendues.
indicators-method-limits-3 = Les pauses de l’horloge, quand la Ville attend une réponse de la personne, ne sont pas retirées du délai : c’est le temps vécu.
indicators-method-limits-4 = Les chiffres de « toute la ville » additionnent des services très différents : ils disent l’ensemble, pas un service.
indicators-method-file = Le fichier
indicators-method-file-1 = Une ligne par chiffre : période, dates, nature, service, arrondissement, mesure, unité, n, valeur, bornes, état. Un service vide veut dire tous; un arrondissement vide, toute la ville; un tiret, un lieu non précisé. Les parts vont de 0 à 1, les délais sont en jours.
indicators-method-file-2 = État : shown, le chiffre est là; withheld, il est masqué; not-reached, trop de demandes sont encore ouvertes pour l’atteindre.
