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
identity-code-title = Donnez votre code
identity-code = Code
identity-code-hint = Les 6 chiffres que montre votre application, ou un code de secours.
identity-code-lost = Téléphone perdu? Donnez un code de secours, ou écrivez à la personne qui administre le poste de travail.
identity-code-wrong = Ce code n’est pas le bon, ou il a déjà servi. Donnez le suivant.
identity-code-late = La clé a été montrée il y a trop longtemps. En voici une nouvelle : copiez-la, puis donnez son code.
identity-code-owed = Votre rôle demande un code après le mot de passe. Réglez-le dans votre compte, puis recommencez.
identity-codes-title = Code après le mot de passe
identity-codes-why = Un code de votre téléphone protège votre compte, même si quelqu’un connaît votre mot de passe.
identity-codes-owed = Votre rôle le demande : le poste s’ouvre dès que c’est fait.
identity-codes-copy = 1. Copiez la clé dans votre application
identity-codes-copy-text = Ouvrez une application de codes sur votre téléphone, puis lisez ce dessin avec elle.
identity-codes-drawing = Dessin qui contient la clé écrite ci-dessous
identity-codes-key = Ou écrivez cette clé :
identity-codes-confirm = 2. Donnez le code qu’elle montre
identity-codes-confirm-hint = 6 chiffres, qui changent toutes les 30 secondes.
identity-codes-begin = Demander un code
identity-codes-see = Voir ou arrêter les codes
identity-codes-asked = Un code vous est demandé après votre mot de passe.
identity-codes-stop = Ne plus demander de code
identity-codes-stop-text = Votre compte ne sera plus protégé que par votre mot de passe.
identity-recovery-left = { $count ->
    [0] Il ne vous reste aucun code de secours. Pour en avoir d’autres, arrêtez les codes, puis demandez-les de nouveau.
    [one] Il vous reste { $written } code de secours.
   *[other] Il vous reste { $written } codes de secours.
  }
identity-recovery-title = Gardez vos codes de secours
identity-recovery-text = Sans votre téléphone, un de ces codes ouvre votre session. Chacun sert une fois.
identity-recovery-once = Ils ne seront plus montrés. Imprimez-les, ou notez-les loin de votre mot de passe.
identity-recovery-print = Imprimer
identity-recovery-done = Aller au poste
identity-passkeys = Clés d’accès
identity-passkeys-text = Votre appareil vous reconnaît : ni mot de passe ni code à donner. Ajoutez-en une par appareil.
identity-passkey-name = Nom de la clé
identity-passkey-name-hint = Par exemple : téléphone du travail.
identity-passkey-add = Ajouter une clé d’accès
identity-passkey-made = Ajoutée le { $when }
identity-passkey-remove = Retirer
identity-passkey-sign-in = Utiliser une clé d’accès
identity-passkey-failed = Votre appareil n’a pas donné de clé d’accès. Recommencez, ou choisissez une autre façon.
identity-passkey-wrong = Cette clé d’accès n’est pas reconnue. Recommencez, ou utilisez votre mot de passe.
identity-passkey-late = La demande a expiré. Recommencez.
identity-passkey-name-wrong = Donnez à la clé un nom de 1 à 60 caractères, sur une ligne.
identity-passkey-full = Vous avez déjà 20 clés d’accès. Retirez-en une d’abord.
identity-passkey-taken = Cette clé d’accès est déjà enregistrée.
identity-passkey-unavailable = Les clés d’accès demandent une adresse qui a un nom.
identity-passkey-wait = Trop d’essais. Attendez un peu, puis recommencez.
