identity-sign-in-title = Ouvrir une session
identity-sign-in-text = Cette page est réservée au personnel de la Ville.
identity-sign-in = Ouvrir une session
identity-sign-in-lost = Mot de passe oublié? Demandez-en un nouveau à la personne qui administre le poste de travail.
identity-sign-in-wrong = Le courriel ou le mot de passe n’est pas le bon.
identity-sign-in-wait = Trop d’essais. Attendez { $wait }, puis recommencez.
identity-sign-in-again = Votre session est terminée. Ouvrez-en une dans un autre onglet, puis rechargez cette page : ce que vous avez écrit repart tel quel.
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
identity-provider = Continuer avec le compte de la Ville
identity-provider-other = Choisir un autre compte de la Ville
identity-local = Ou avec un compte du poste de travail
identity-half-out = Votre session est fermée ici. Sur un appareil partagé, fermez aussi celle de votre compte de la Ville.
identity-provider-leave = Fermer la session du compte de la Ville
identity-session-vouched = Ouverte avec le compte de la Ville
identity-provider-none = Ce poste de travail n’utilise pas les comptes de la Ville. Ouvrez une session avec un compte du poste.
identity-provider-again = Cette ouverture de session n’est plus valable. Recommencez avec le compte de la Ville.
identity-provider-down = Le service des comptes de la Ville ne répond pas. Réessayez dans quelques minutes, ou utilisez un compte du poste de travail.
identity-provider-refused = Le service des comptes de la Ville n’a pas confirmé qui vous êtes. Recommencez.
identity-provider-no-role = Votre compte de la Ville ne donne pas accès au poste de travail. Demandez l’accès à la personne qui vous encadre.
identity-provider-no-email = Votre compte de la Ville n’a pas de courriel confirmé. Demandez à l’équipe des comptes de l’ajouter.
identity-provider-email-taken = Ce courriel est déjà celui d’une autre personne au poste de travail. Demandez à la personne qui administre le poste de vérifier.
identity-shut-out = Votre accès au poste de travail est fermé. Demandez à la personne qui administre le poste de le rouvrir.
identity-logout-untrue = Ce jeton de déconnexion n’est pas valable.
