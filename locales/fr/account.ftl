account =
    .title = Votre compte
    .back = Retour à votre compte
    .switch = Changer de compte
    .sessions_title = Sessions ouvertes
    .sessions_about = Les navigateurs où votre compte est ouvert
    .sessions_ended = C’est fait. Il faudra s’y reconnecter.
    .browser_on = { $browser } sur { $system }
    .unknown_browser = Navigateur inconnu
    .this_browser = Celui-ci
    .last_seen = Dernière utilisation :
    .since = Depuis :
    .end = Fermer
    .end_session = Fermer la session : { $browser }
    .end_others = Se déconnecter partout ailleurs
    .apps_title = Applications connectées
    .apps_about = Celles qui utilisent votre compte, et ce qu’elles voient
    .no_apps = Aucune application n’est connectée à votre compte.
    .app_ended = L’application a été déconnectée. Elle ne voit plus votre compte.
    .app_devices = { $count ->
        [one] { $count } appareil est déconnecté avec elle.
       *[other] { $count } appareils sont déconnectés avec elle.
    }
    .last_sign_in = Dernière connexion :
    .disconnect = Déconnecter
    .disconnect_app = Déconnecter { $app }
    .profile_title = À propos de vous
    .profile_about = Nom, langue, fuseau horaire
    .profile_saved = Vos modifications sont enregistrées.
    .given_name = Prénom
    .family_name = Nom de famille
    .language = Langue
    .language_of_browser = Celle du navigateur
    .zone = Fuseau horaire
    .zone_hint = Par exemple Europe/Paris
    .unknown_zone = Saisissez un fuseau horaire comme Europe/Paris.
    .save = Enregistrer
    .email_title = Adresse e-mail
    .email_about = Là où arrivent nos messages
    .email_changed = Votre adresse a été modifiée.
    .email_same = C’est déjà votre adresse.
    .email_hint = Nous y enverrons un code. Rien ne change tant que vous ne l’avez pas saisi.
    .new_email = Nouvelle adresse
    .password_title = Mot de passe
    .password_about = En choisir un autre
    .password_changed = Votre mot de passe a été modifié.
    .password_wrong = Ce n’est pas votre mot de passe actuel.
    .current_password = Mot de passe actuel
    .data_title = Télécharger vos données
    .data_about = Tout ce que nous gardons sur vous, dans un fichier
    .data_lead = Vous recevrez un fichier JSON avec votre profil, vos connexions, vos applications et votre activité.
    .data_submit = Télécharger
    .deletion_title = Supprimer votre compte
    .deletion_about = Avec tout ce qui en fait partie
    .deletion_lead = Vos sessions seront fermées partout, les applications perdront vos autorisations, et votre compte disparaîtra avec tout ce qui en fait partie.
    .deletion_days = { $count ->
        [one] Si vous changez d’avis, connectez-vous dans un délai de { $count } jour et tout sera conservé.
       *[other] Si vous changez d’avis, connectez-vous dans un délai de { $count } jours et tout sera conservé.
    }
    .deletion_at_once = Il sera impossible de revenir en arrière.
    .deletion_submit = Supprimer mon compte
    .deleted_title = Votre compte va être supprimé

activity =
    .title = Activité
    .about = Ce qui s’est passé sur votre compte
    .none = Il ne s’est rien passé sur votre compte depuis un moment.
    .not_you = Vous ne reconnaissez pas quelque chose ?
    .signed_in = Connexion
    .profile_changed = Profil modifié
    .email_changed = Adresse e-mail modifiée
    .password_changed = Mot de passe modifié
    .password_reset = Nouveau mot de passe choisi par un lien reçu
    .app_allowed = Application connectée
    .app_disconnected = Application déconnectée
    .sessions_ended = Sessions fermées ailleurs
    .data_downloaded = Données téléchargées
    .deletion_requested = Suppression du compte demandée
    .deletion_cancelled = Compte conservé
    .totp_added = Application d’authentification ajoutée
    .totp_removed = Application d’authentification retirée
    .recovery_codes_made = Nouveaux codes de secours créés
    .recovery_code_used = Code de secours utilisé
    .factors_reset = Deuxième étape retirée par l’administration
    .device_connected = Appareil connecté
    .device_denied = Appareil refusé
    .device_ended = Appareil déconnecté
    .passkey_added = Une clé d’accès a été ajoutée
    .passkey_used = Une clé d’accès a été utilisée
    .passkey_removed = Une clé d’accès a été supprimée
    .passkey_copied = Une clé d’accès qui semble être une copie a été refusée

security =
    .title = Moyens de connexion
    .about = Application d’authentification, codes de secours
    .back = Retour à vos moyens de connexion
    .change = Modifier
    .change_password = Modifier votre mot de passe
    .password_set = Défini
    .not_set_up = Pas encore ajouté
    .totp = Application d’authentification
    .totp_about = Un code de votre téléphone en plus du mot de passe
    .set_up = Ajouter
    .set_up_totp = Ajouter une application d’authentification
    .replace = Remplacer
    .replace_totp = Ajouter une autre application d’authentification à sa place
    .codes = Codes de secours
    .codes_left = { $count ->
        [0] Il n’en reste aucun
        [one] Il en reste { $count }
       *[other] Il en reste { $count }
    }
    .codes_few = Créez-en de nouveaux avant qu’il n’y en ait plus.
    .renew = En créer
    .renew_codes = Créer de nouveaux codes de secours
    .renew_hint = De nouveaux codes de secours remplacent tous les précédents.
    .remove = Retirer
    .remove_totp = Retirer l’application d’authentification
    .remove_lead = Ensuite, seul votre mot de passe empêchera d’autres personnes d’entrer.
    .remove_codes = Vos codes de secours cesseront aussi de fonctionner.
    .totp_added = Votre application d’authentification est ajoutée.
    .totp_removed = L’application d’authentification a été retirée.
    .codes_made = Vos nouveaux codes de secours sont prêts. Les précédents ne fonctionnent plus.
    .totp_needed = Ici, tout le monde se connecte en deux étapes : vous pouvez donc remplacer l’application d’authentification, mais pas la retirer.

devices =
    .title = Vos appareils
    .about = Téléviseurs et autres sans clavier
    .none = Aucun appareil n’est connecté à votre compte.
    .ended = L’appareil a été déconnecté. Il ne peut plus utiliser votre compte.
    .renamed = Le nom est enregistré.
    .name = Nom
    .rename_device = Renommer { $device }
    .name_odd = Choisissez un nom de 64 caractères au plus, sans caractères invisibles.
