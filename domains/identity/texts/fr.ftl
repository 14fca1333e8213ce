identity-sign-in-title = Ouvrir une session
identity-sign-in-text = Cette page est réservée au personnel de la Ville.
identity-sign-in = Ouvrir une session
identity-sign-in-lost = Mot de passe oublié? Demandez-en un nouveau à la personne qui administre le poste de travail.
identity-sign-in-wrong = Le courriel ou le mot de passe n’est pas le bon.
identity-sign-in-wait = Trop d’essais. Attendez { $wait }, puis recommencez.
identity-sign-in-again = Votre session est terminée. Ouvrez-en une dans un autre onglet, puis rechargez cette page : ce que vous avez écrit repart tel quel.
identity-resume-kept = Votre session est terminée. Ouvrez-la de nouveau avec le même courriel : ce que vous avez écrit est gardé et vous pourrez l’envoyer.
identity-resume-title = Reprenez où vous en étiez
identity-resume-text = Ce que vous aviez écrit n’a pas encore été envoyé.
identity-resume = Reprendre
identity-resume-not = Ne rien envoyer et retourner au poste
identity-emergency-title = Accès de secours
identity-emergency-text = Ce lien ouvre une seule session. Elle est inscrite au journal du personnel.
identity-emergency-over = Ce lien a déjà servi ou n’est plus valide. Demandez-en un autre à la personne qui exploite le serveur.
identity-admin-limited = Une personne qui administre le poste n’est limitée à aucun arrondissement ni groupe de services.
identity-crew-wrong = Seul le travail de terrain se fait en équipe. Écrivez un nom de 100 caractères au plus, sur une ligne.
identity-last-admin = C’est la seule personne qui administre le poste. Donnez d’abord ce rôle à quelqu’un d’autre.
identity-role-missing = Votre rôle ne donne pas accès à cette page.
identity-seconds = { $count ->
    [one] { $written } seconde
   *[other] { $written } secondes
  }
identity-minutes = { $count ->
    [one] { $written } minute
   *[other] { $written } minutes
  }
identity-sign-out = Fermer la session
identity-email = Courriel
identity-password = Mot de passe
identity-role = Rôle
identity-role-agent = Agente ou agent
identity-role-unit = Membre d’une unité
identity-role-supervisor = Supervision d’unité
identity-role-crew = Équipe de terrain
identity-role-contractor = Entreprise mandatée
identity-role-admin = Administration du poste
identity-done = C’est fait
identity-account-title = Mon compte
identity-sessions = Mes sessions ouvertes
identity-session-seen = Dernière utilisation : { $when }
identity-session-unknown = Appareil inconnu
identity-session-current = Cette session
identity-session-close = Fermer
identity-password-change = Changer de mot de passe
identity-password-change-text = Vos autres sessions se fermeront.
identity-password-current = Mot de passe actuel
identity-password-new = Nouveau mot de passe
identity-password-hint = 12 caractères au moins. Une phrase que vous retenez vaut mieux que des signes.
identity-password-changed = Votre mot de passe est changé et vos autres sessions sont fermées.
identity-password-wrong = Ce n’est pas votre mot de passe actuel.
identity-password-short = Le mot de passe est trop court : 12 caractères au moins.
identity-password-long = Le mot de passe est trop long : 128 caractères au plus.
identity-name-wrong = Écrivez un nom de 1 à 100 caractères, sur une ligne.
identity-email-wrong = Écrivez un courriel complet, comme nom@exemple.ca.
identity-email-taken = Ce courriel est déjà celui d’une autre personne.
identity-unit-missing = Choisissez une unité ou plus.
identity-staff-unknown = Personne n’ouvre de session avec ce courriel.
