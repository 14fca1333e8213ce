notifications-several = Il y a eu plusieurs changements. Les voici, du plus ancien au plus récent.
notifications-from = { $city }
notifications-reach = Pour nous joindre : { $phone }, ou { $url }
notifications-automatic = Ce courriel est envoyé automatiquement. Il ne suit ni sa lecture, ni vos clics.
notifications-trial-subject = Essai de la messagerie
notifications-trial-body = Ce message prouve que le serveur de courriel est bien réglé.
