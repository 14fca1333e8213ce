portal-home-title = Signaler et suivre
portal-home-question = Que se passe-t-il?
portal-home-hint = Un nid-de-poule, un lampadaire éteint, une collecte oubliée : dites-le avec vos mots.
portal-home-report = Signaler
portal-home-also = Vous préférez parler?
portal-home-call = Composez le { $phone }
portal-home-figures = En ce moment
portal-home-received = Demandes reçues depuis 7 jours
portal-home-late = Demandes en retard sur la promesse
portal-home-many = plus de 100 000
portal-home-how = Comment c’est calculé
portal-door-follow = Avec votre numéro, sans créer de compte.
portal-door-map = Ce qui est signalé près de chez vous.
portal-door-measure = Les délais et ce que les gens en pensent.
portal-place-title = Où est-ce?
portal-place-address = Adresse, coin de rue ou nom du lieu
portal-place-hint = Par exemple : 275, rue Notre-Dame Est, ou Papineau et Sherbrooke.
portal-place-meant = Voulez-vous dire…
portal-place-words-only = Garder mes mots : le personnel trouvera l’endroit
portal-place-position = Utiliser ma position
portal-place-position-notice = Votre appareil va vous demander s’il peut donner votre position. Elle sert seulement à trouver l’endroit du problème et n’est gardée que si vous envoyez la demande.
portal-place-position-yes = Donner ma position
portal-place-position-no = Non, merci
portal-address-unknown = Nous ne trouvons pas cette adresse. Choisissez-en une, corrigez-la, ou gardez vos mots.
portal-elsewhere-title = Cet endroit relève d’une autre ville
portal-elsewhere-again = Choisir un autre endroit
portal-service-title = De quoi s’agit-il?
portal-service-words = Dites-le avec vos mots
portal-service-words-hint = N’écrivez pas de renseignements personnels : l’équipe qui ira sur place lira ce texte.
portal-service-search = Trouver le bon service
portal-service-proposals = Est-ce l’un de ces problèmes?
portal-service-all = Tous les services
portal-nearby-title = Est-ce déjà signalé?
portal-nearby-text = Si c’est la même chose, ajoutez-vous : la demande compte une personne de plus et vous aurez des nouvelles.
portal-nearby-away = { $count ->
    [0] ici même
    [1] à un mètre d’ici
   *[other] à { $written } m d’ici
  }
portal-nearby-same = C’est la même chose
portal-nearby-other = Non, c’est un autre problème
portal-nearby-none-title = Personne ne l’a encore signalé
portal-nearby-none = Aucune demande ouverte près d’ici pour : { $service }.
portal-question-rank = question { $rank } de { $count }
portal-question-many = Choisissez tout ce qui s’applique.
portal-question-optional = Vous pouvez continuer sans répondre.
portal-stop-title = Avant de continuer
portal-stop-warning = Attention.
portal-stop-onward = C’est compris, continuer
portal-stop-end = Votre signalement s’arrête ici : rien n’a été envoyé.
portal-you-title = Comment vous joindre?
portal-you-text = Tout est facultatif. Sans adresse, gardez votre numéro : il suffit pour suivre la demande. Votre nom n’est jamais public.
portal-you-name = Nom (facultatif)
portal-you-email = Courriel (facultatif)
portal-you-email-hint = Sert à ouvrir votre demande et aux messages que vous acceptez.
portal-you-phone = Téléphone (facultatif)
portal-you-phone-hint = Si l’équipe a une question sur l’endroit.
portal-consents-title = Vos choix
portal-consents-hint = Chacun est libre. Votre demande est traitée de la même façon si vous ne cochez rien.
portal-consent-suivi = M’écrire pour le suivi de cette demande
portal-consent-suivi-hint = Un message à chaque changement, rien d’autre.
portal-consent-sondage = Me demander ensuite si c’est réglé
portal-consent-sondage-hint = Deux questions, une minute.
portal-consent-participer = M’inviter à améliorer ce service
portal-consent-participer-hint = Une consultation par année, au plus.
portal-contact-too-long = C’est trop long : 200 caractères au plus, sur une ligne.
portal-email-wrong = Écrivez un courriel complet, comme nom@exemple.ca.
portal-phone-wrong = Écrivez un numéro de téléphone avec l’indicatif régional, comme 514 555-0123.
portal-email-for-consents = Écrivez votre courriel, ou décochez vos choix.
portal-check-title = Vérifiez vos réponses
portal-check-place = Endroit
portal-check-service = Problème
portal-check-words = Vos mots
portal-check-same = Même chose que la demande
portal-check-contact = Vous
portal-check-consents = Vos choix
portal-check-none = Rien
portal-check-anonymous = Anonyme
portal-check-change = Modifier
portal-check-same-text = Vous vous ajoutez à une demande déjà ouverte : elle comptera une personne de plus.
portal-check-unit = L’équipe responsable est : { $unit }.
portal-check-promise = Délai promis : { $promise }.
portal-check-send = Envoyer
portal-answers-incomplete = Il manque une réponse, ou une réponse met fin au signalement. Relisez-les.
portal-draft-unknown = Ce signalement n’est plus ouvert : il a été envoyé, ou trop de temps a passé. Rien n’est perdu si vous avez un numéro.
portal-receipt-title = Votre demande est reçue
portal-receipt-number = Votre numéro
portal-receipt-no-call = Aucun appel n’est nécessaire.
portal-receipt-next = La suite
portal-receipt-next-unit = { $unit } lit votre demande et la prend en charge.
portal-receipt-next-news = Vous recevez un message à chaque étape si vous l’avez accepté.
portal-receipt-next-end = À la fin, vous nous dites si c’est réglé.
portal-receipt-follow = Suivre ma demande
portal-receipt-print = Imprimer cette page
portal-receipt-again = Signaler autre chose
portal-follow-title = Où en est ma demande?
portal-follow-number = Numéro de la demande
portal-follow-number-hint = Par exemple : 26-000123.
portal-follow-contact = Votre courriel ou votre téléphone
portal-follow-contact-hint = Celui que vous avez donné. Sans lui, vous verrez seulement ce qui est public.
portal-follow-open = Voir ma demande
portal-follow-lost = Numéro perdu? Composez le { $phone }.
portal-follow-unknown = Aucune demande ne correspond à ce numéro et à cette adresse. Vérifiez les deux.
portal-tracker-stage = Étape { $stage } de 4
portal-tracker-unit = Équipe responsable
portal-tracker-promise = Délai promis
portal-tracker-no-promise = Sans délai promis
portal-tracker-people = Personnes
portal-tracker-people-count = { $count ->
    [one] { $written } personne a signalé ce problème
   *[other] { $written } personnes ont signalé ce problème
  }
portal-tracker-story = Le chemin de votre demande
portal-tracker-planned = Intervention prévue
portal-tracker-due = Date promise
portal-tracker-survey = Vous nous direz si c’est réglé
portal-tracker-mine = C’est ma demande : voir tous les détails
portal-not-fixed-title = Ce n’est pas réglé?
portal-not-fixed-words = Dites-nous ce qui reste à faire
portal-not-fixed-send = Demander la réouverture
portal-not-fixed-asked = Vous avez demandé la réouverture. Une personne de l’équipe la lit et vous répondra.
portal-detail-title = Ajouter une précision
portal-detail-words = Votre précision
portal-detail-send = Envoyer la précision
portal-cancel-title = Annuler ma demande
portal-cancel-text = L’équipe n’interviendra pas. Vous pourrez signaler de nouveau.
portal-cancel-send = Oui, annuler ma demande
portal-age = { $count ->
    [0] aujourd’hui
    [1] hier
   *[other] il y a { $written } jours
  }
portal-people = { $count ->
    [one] { $written } personne
   *[other] { $written } personnes
  }
portal-home-solved = Demandes réglées depuis 7 jours
portal-part = Étape { $part } de 6 :
portal-part-1 = l’endroit
portal-part-2 = le problème
portal-part-3 = les précisions
portal-part-4 = les photos
portal-part-5 = vous
portal-part-6 = la vérification
portal-photo-title = Avez-vous une photo?
portal-photo-text = Une photo n’est pas obligatoire. Elle aide l’équipe à trouver l’endroit. Évitez les visages et les plaques d’immatriculation. Nous retirons de la photo l’heure, la position et le nom de l’appareil.
portal-photo-field = Ajouter des photos (facultatif)
portal-photo-hint = { $count ->
    [one] JPEG, PNG ou WEBP, { $written } photo de 10 Mo au plus. Sans visage ni plaque d’immatriculation.
   *[other] JPEG, PNG ou WEBP, { $written } photos de 10 Mo au plus. Sans visage ni plaque d’immatriculation.
  }
portal-photo-kept = Photos gardées
portal-photo-alt = photo { $rank }
portal-photo-remove = Retirer
portal-photo-send = Envoyer les photos
portal-photos-before = Ce qui a été signalé
portal-photos-after = Le travail fait
portal-check-photos = Photos
portal-you-needed = Pour ce service, l’équipe doit pouvoir vous joindre : donnez un courriel ou un téléphone. Votre nom n’est jamais public.
portal-you-email-needed = Courriel
portal-you-phone-needed = Téléphone
portal-contact-needed = Écrivez un courriel ou un téléphone : sans l’un des deux, l’équipe ne peut pas donner suite.
portal-notice-title = Pourquoi nous demandons cela
portal-notice = La { $city } recueille ces renseignements pour traiter votre demande et vous donner des nouvelles. Seules les personnes qui la traitent les voient. Vous pouvez les consulter, les faire corriger ou retirer un accord en tout temps.
portal-notice-more = Lire la page sur vos renseignements personnels
portal-receipt-next-number = Gardez votre numéro : il montre où en est la demande, sans courriel.
portal-receipt-photo = Ajouter une photo à cette demande
portal-follow-wait = Trop d’essais pour ce numéro ou cette adresse. Réessayez dans { $minutes } min, ou ouvrez le lien que nous vous avons envoyé.
portal-stage-1 = Reçue
portal-stage-2 = Prise en charge
portal-stage-3 = Travaux
portal-stage-4 = Terminée
portal-tracker-since = Depuis le { $when }
portal-tracker-next = Prochaine étape : { $step }
portal-tracker-before = au plus tard le { $day }
portal-tracker-about = À propos de cette demande
portal-tracker-promised-on = Promis le { $day }.
portal-tracker-promised-for = Date promise : { $day }. Elle ne change pas si la norme change.
portal-tracker-late = En retard
portal-tracker-late-text = La date promise est passée et le travail n’est pas fini.
portal-tracker-private-reason = Les détails sont donnés à la personne qui a fait la demande.
portal-recourse = Pas d’accord? Composez le { $phone } et demandez une révision. Ensuite, vous pouvez vous adresser à l’ombudsman de la Ville.
portal-detail-photo-alone = Photo ajoutée.
portal-detail-photos-kept = Vos photos sont gardées : vous n’avez pas à les choisir de nouveau.
portal-review-title = Demander une révision
portal-review-words = Dites-nous pourquoi
portal-review-send = Demander la révision
portal-language-title = Avant de continuer en anglais
portal-language-opening = La { $city } communique en français. La loi lui permet de répondre en anglais aux personnes de ces groupes. En continuant, vous dites en faire partie.
portal-language-school = les personnes déclarées admissibles à l’enseignement en anglais
portal-language-nations = les membres des Premières Nations et les Inuits
portal-language-newcomers = les personnes immigrantes, pendant leurs six premiers mois au Québec
portal-language-before = les personnes qui écrivaient à la Ville seulement en anglais avant le 13 mai 2021
portal-language-outside = les personnes qui demeurent hors du Québec
portal-language-safety = toute personne, quand la santé, la sécurité ou la justice naturelle l’exigent
portal-language-trust = Nous vous croyons sur parole. Aucune preuve n’est demandée, et rien n’est noté dans votre dossier.
portal-language-continue = Continuer en anglais
portal-language-report = Un danger, un problème à signaler? Vous n’avez pas à attendre :
portal-privacy-title = Vos renseignements personnels
portal-privacy-opening = Ce que nous demandons, pourquoi, qui le voit et combien de temps.
portal-privacy-who-title = Qui en répond
portal-privacy-who = La { $city }. Pour toute question, composez le { $phone } et demandez la personne responsable de la protection des renseignements personnels.
portal-privacy-what-title = Ce que nous gardons
portal-privacy-what = L’endroit, vos mots, vos réponses et vos photos. Votre nom, votre courriel et votre téléphone seulement si vous les donnez. Vous pouvez rester anonyme, sauf pour les services où l’équipe doit vous joindre.
portal-privacy-why-title = À quoi cela sert
portal-privacy-why = À traiter votre demande. Trois autres usages demandent chacun votre accord : vous écrire, vous demander si c’est réglé, vous inviter à améliorer le service. Rien n’est coché d’avance.
portal-privacy-seen-title = Qui le voit
portal-privacy-seen = Les personnes qui traitent la demande. Le public voit seulement le problème, l’endroit, l’équipe, l’étape et les dates, pour les services que la carte montre. Il ne voit jamais votre nom, vos mots ni vos réponses.
portal-privacy-photos-title = Vos photos
portal-privacy-photos = Nous retirons de chaque photo la date, la position et l’appareil. Elle reste privée tant qu’une personne de la Ville ne la rend pas publique. Certains services n’ont jamais de photo publique.
portal-privacy-position-title = Votre position
portal-privacy-position = Nous la demandons seulement si vous pressez le bouton. Elle est gardée seulement si vous envoyez la demande. Nous ne suivons pas vos déplacements.
portal-privacy-kept-title = Combien de temps
portal-privacy-kept = Un signalement que vous n’envoyez pas est effacé environ 4 heures après la dernière étape, photos comprises. Une demande envoyée suit le calendrier de conservation de la Ville; le logiciel n’en efface encore aucune de lui-même.
portal-privacy-machine-title = Ce que la machine fait
portal-privacy-machine = Elle propose un service d’après vos mots et confie la demande à une équipe. Une personne, jamais une machine, refuse ou ferme une demande et rend une photo publique. Ce site ne charge rien d’ailleurs et ne mesure pas vos visites. Un témoin retient, le temps de votre visite, que vous lisez l’anglais ou que vous êtes du personnel.
portal-privacy-rights-title = Vos droits
portal-privacy-rights = Vous pouvez consulter vos renseignements, les faire corriger, en recevoir une copie et retirer un accord. Composez le { $phone }. Si la réponse ne vous convient pas, vous pouvez vous adresser à la Commission d’accès à l’information du Québec.
portal-access-title = Accessibilité
portal-access-opening = Ce site doit servir à tout le monde, avec tous les appareils.
portal-access-aim-title = Ce que nous visons
portal-access-aim = Les règles WCAG 2.1 et les ajouts de WCAG 2.2, niveau AA, que reprend le standard SGQRI 008 du Québec.
portal-access-tested-title = Ce qui est vérifié
portal-access-tested = Signaler et suivre une demande se font au clavier, sans script, et sur un écran de 320 points de large. Chaque page passe un examen automatique. Les couleurs sont mesurées. L’état d’une demande est toujours un mot et une forme, jamais une couleur seule.
portal-access-limits-title = Ce qui manque encore
portal-access-limits = Aucune personne handicapée n’a encore essayé ce site pour nous, et nous n’avons pas fait le tour des lecteurs d’écran. La carte demande un script; une adresse écrite ou une liste la remplace toujours.
portal-access-tell-title = Un obstacle?
portal-access-tell = Dites-le au { $phone }. La personne qui répond peut faire la demande avec vous, et l’obstacle est noté pour être corrigé.
portal-you-private = Tout est facultatif. Sans courriel ni téléphone, gardez le lien de la dernière page : lui seul montre cette demande, qui n’est pas publique.
portal-receipt-next-link = Gardez le lien « Suivre ma demande » : sans courriel, lui seul montre cette demande, qui n’est pas publique.
portal-service-other = Autre chose? Tous les services
portal-map-title = Les demandes sur la carte
portal-map-text = Chaque demande est montrée au milieu de son tronçon de rue, jamais à une porte. Les mots et les noms des personnes n’y sont pas.
portal-map-map = La carte
portal-map-filters = Choisir les demandes
portal-map-service = Service
portal-map-state = État
portal-map-borough = Arrondissement
portal-map-period = Période
portal-map-all-services = Tous les services
portal-map-all-states = Tous les états
portal-map-all-boroughs = Toute la ville
portal-map-whole-group = Tout : { $group }
portal-map-ouvertes = Ouvertes
portal-map-recues = Reçues
portal-map-en-cours = En cours
portal-map-en-attente = En attente
portal-map-terminees = Terminées
portal-map-fermees = Closes sans travaux
portal-map-last-days = { $days } derniers jours
portal-map-ever = Depuis le début
portal-map-filter = Filtrer
portal-map-legend = Légende de la carte
portal-map-several = Plusieurs demandes, et leur nombre
portal-map-state-received = Reçue
portal-map-state-active = En cours
portal-map-state-waiting = En attente
portal-map-state-done = Terminée
portal-map-state-closed = Close sans travaux
portal-map-skip = Passer la carte et lire la liste
portal-map-list-title = Les mêmes demandes, en liste
portal-map-pages = Pages de la liste
portal-map-newer = Revenir aux plus récentes
portal-map-older = Demandes plus anciennes
portal-map-count = { $count ->
    [one] { $written } demande
   *[other] { $written } demandes
  }
portal-map-in-view = { $count ->
    [0] Aucune demande dans la partie visible de la carte
    [one] { $written } demande dans la partie visible de la carte
   *[other] { $written } demandes dans la partie visible de la carte
  }
portal-map-newest-shown = Les plus récentes sont montrées. Rapprochez la carte ou filtrez pour voir les autres.
portal-map-none-title = Aucune demande ne correspond
portal-map-none = Choisissez une période plus longue, un autre service ou toute la ville.
portal-map-gone = Cette demande n’est plus sur la carte.
portal-map-today = reçue aujourd’hui
portal-map-days-ago = { $count ->
    [one] reçue hier
   *[other] reçue il y a { $written } jours
  }
portal-map-received-on = reçue le { $date }
portal-map-people = { $count ->
    [one] { $written } personne
   *[other] { $written } personnes
  }
portal-map-away = à environ { $metres } m
portal-map-nearby = Est-ce la même chose? Continuez : vous pourrez vous ajouter à une demande déjà ouverte.
portal-map-nearby-title = Déjà signalé près d’ici
portal-map-nearby-none-title = Rien d’ouvert près d’ici
portal-map-nearby-none = Les demandes ouvertes à moins de 150 m paraîtront ici. La vôtre sera la première.
