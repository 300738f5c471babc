# Simple, courtois, sans reproche. Espace fine insécable devant « : ; ? », insécable dans les guillemets.

page =
    .error_prefix = Erreur :
    .optional = facultatif
    .cancel = Annuler
    .close = Vous pouvez fermer cette page.
    .cancel_to_app = Annuler et revenir à { $app }
    .back_to_app = Revenir à { $app }
    .to_home = Aller sur { $tenant }
    .terms = Conditions
    .privacy = Confidentialité
    .terms_of = Conditions : { $name }
    .privacy_of = Confidentialité : { $name }
    .show = Afficher
    .hide = Masquer
    .show_password = Afficher le mot de passe
    .hide_password = Masquer le mot de passe
    .form_too_old = Cette page est restée ouverte un moment. Veuillez réessayer. Si cela se reproduit, autorisez les cookies pour ce site.
    .too_many = Cette demande a été faite plusieurs fois en peu de temps. Vous pourrez réessayer après { $until }.
    .work = Un instant, votre navigateur prépare encore ce formulaire.
    .look_again = { $count ->
        [one] Un champ est à revoir.
       *[other] { $count } champs sont à revoir.
    }

signin =
    .title = Se connecter
    .to_app = pour continuer vers { $app }
    .to_tenant = à votre compte { $tenant }
    .username = Nom d’utilisateur ou e‑mail
    .only_username = Nom d’utilisateur
    .password = Mot de passe
    .continue = Continuer
    .forgot = Mot de passe oublié ?
    .new_here = Première visite ?
    .create_account = Créer un compte
    .create_account_at = Créer un compte sur { $host }
    .choose_account = Choisir un compte déjà connecté
    .username_missing = Saisissez votre nom d’utilisateur ou votre adresse e‑mail.
    .password_missing = Saisissez votre mot de passe.
    .not_recognised = Ce nom et ce mot de passe ne correspondent pas. Vérifiez-les et réessayez.
    .too_many_attempts = Il y a eu beaucoup de tentatives de suite. Vous pourrez réessayer après { $until }.
    .suspended = Ce compte est suspendu. Les personnes qui le gèrent peuvent vous en dire plus.
    .locked = Ce compte est verrouillé. Pour le déverrouiller, choisissez un nouveau mot de passe par e-mail.

password =
    .title = Saisissez votre mot de passe
    .again = Veuillez confirmer que c’est bien vous.
    .not_you = Pas vous ?
    .or_passkey = Pas de mot de passe ? Votre compte a peut-être une clé d’accès à la place.

mailin =
    .title = Se connecter par e‑mail
    .lead = Nous vous envoyons un lien et un code. Vous n’aurez pas besoin de votre mot de passe.
    .send = M’envoyer un lien
    .instead = Recevoir plutôt un lien par e‑mail
    .sent = Si { $login } a un compte ici, un e‑mail est en route. Ouvrez son lien dans ce navigateur, ou saisissez son code.
    .code = Code reçu par e‑mail
    .wrong = Ce code ne correspond pas ou n’est plus valable. Utilisez l’e‑mail le plus récent.
    .use_password = Utiliser votre mot de passe
    .elsewhere_title = Votre code
    .elsewhere = Vous avez commencé à vous connecter dans un autre navigateur. Saisissez-y ce code.
    .elsewhere_note = Ne donnez ce code à personne. Si vous n’êtes pas en train de vous connecter, utilisez le bouton ci-dessous.
    .denied = Le lien et le code de notre e‑mail ne fonctionnent plus. Personne ne peut entrer avec.

signup =
    .title = Créer un compte
    .for_app = Un seul compte { $tenant } pour { $app } et bien plus
    .for_tenant = Votre compte { $tenant }
    .name = Nom
    .email = E-mail
    .have_account = Déjà un compte ?
    .passkey = Créer avec une clé d’accès
    .passkey_hint = Aucun mot de passe à retenir : vous déverrouillez votre appareil.
    .finish_title = Créez votre clé d’accès
    .password_title = Choisissez un mot de passe
    .finish_lead = Votre adresse est confirmée. C’est la dernière étape.
    .use_password = Utiliser plutôt un mot de passe
    .passkey_cancelled = Aucune clé d’accès n’a été créée. Réessayez ou utilisez un mot de passe.
    .passkey_failed = La clé d’accès n’a pas pu être créée. Réessayez ou utilisez un mot de passe.
    .passkey_lacking = Les clés d’accès ne fonctionnent pas dans ce navigateur pour l’instant. Utilisez plutôt un mot de passe.
    .taken = Ce nom d’utilisateur ou cette adresse a été pris entre-temps. Connectez-vous ou recommencez avec autre chose.
    .name_missing = Indiquez le nom que les autres verront.
    .name_too_long = Choisissez un nom plus court.
    .email_missing = Saisissez votre adresse e‑mail.
    .email_malformed = Saisissez une adresse complète, comme nom@example.com.
    .username_taken = Ce nom d’utilisateur est déjà pris. Essayez-en un autre ou laissez le champ vide.
    .username_malformed = Choisissez un nom d’utilisateur sans espaces, de 128 caractères au plus.
    .domain_blocked = Les adresses de ce domaine ne sont pas acceptées ici. Utilisez-en une autre.
    .domain_not_allowed = Seules les adresses de certains domaines sont acceptées ici. Essayez votre adresse professionnelle ou scolaire.

strength =
    .hint = { $count ->
        [one] Au moins { $count } caractère. Trois ou quatre mots sans rapport entre eux conviennent bien.
       *[other] Au moins { $count } caractères. Trois ou quatre mots sans rapport entre eux conviennent bien.
    }
    .missing = Choisissez un mot de passe.
    .refused = Choisissez un mot de passe plus difficile à deviner.
    .too_short = { $count ->
        [one] Utilisez au moins { $count } caractère.
       *[other] Utilisez au moins { $count } caractères.
    }
    .too_long = { $count ->
        [one] Utilisez { $count } caractère au plus.
       *[other] Utilisez { $count } caractères au plus.
    }
    .very_weak = Très faible.
    .weak = Faible.
    .good = Bon.
    .strong = Très bon.
    .common = C’est l’un des mots de passe les plus utilisés, ou presque.
    .single_word = Un mot seul se devine vite.
    .name = Les noms se devinent vite.
    .keyboard_row = Les touches voisines se devinent vite.
    .repetition = Les caractères répétés se devinent vite.
    .sequence = Les suites comme abc ou 6543 se devinent vite.
    .date = Les dates et les années se devinent vite.
    .add_words = Ajoutez un ou deux mots peu courants.
    .use_words = Utilisez quelques mots qui ne vont pas ensemble.
    .avoid_repetition = Évitez les répétitions.
    .avoid_sequences = Évitez les suites de lettres ou de chiffres.
    .avoid_dates = Évitez les dates et les années.
    .longer_pattern = Utilisez un motif plus long, avec plus de changements de direction.
    .no_tricks = Remplacer des lettres par des majuscules ou des signes aide peu ; ajouter des mots aide beaucoup.
    .breached = Ce mot de passe a été volé ailleurs et figure sur des listes que les pirates essaient en premier. Choisissez-en un autre.
    .used_before = Vous avez déjà utilisé ce mot de passe. Choisissez-en un nouveau.

verify =
    .title = Consultez vos e‑mails
    .sent_to = Nous avons envoyé un code à { $email }.
    .sent_again = Un nouveau code est en route. Seul le plus récent fonctionne.
    .code = Code à six chiffres
    .hint = Toujours rien ? Regardez aussi dans les indésirables.
    .confirm = Confirmer
    .send_again = Envoyer un nouveau code
    .change = Utiliser une autre adresse
    .missing = Saisissez le code reçu par e‑mail.
    .wrong = Ce n’est pas le code que nous avons envoyé. Comparez-le avec l’e‑mail le plus récent.
    .expired = Ce code a expiré.
    .spent = Il y a eu trop de codes erronés. Celui-ci ne fonctionne plus.
    .give_title = Ajoutez votre adresse e‑mail
    .give_lead = Votre compte { $tenant } n’a pas encore d’adresse. Saisissez la vôtre et nous y enverrons un code.
    .give_not_here = Votre compte n’a pas d’adresse e‑mail, et { $tenant } en demande une. Demandez aux responsables de { $tenant } de l’ajouter.

second =
    .totp_title = Saisissez votre code
    .totp_lead = Votre application d’authentification l’affiche pour { $tenant }.
    .totp_missing = Saisissez le code affiché par votre application d’authentification.
    .totp_wrong = Ce code ne correspond pas. Attendez le suivant et réessayez.
    .recovery_title = Utiliser un code de secours
    .recovery_lead = Il figure sur la liste que vous avez gardée.
    .recovery_field = Code de secours
    .recovery_left = { $count ->
        [one] Chaque code sert une seule fois. Il vous en reste { $count }.
       *[other] Chaque code sert une seule fois. Il vous en reste { $count }.
    }
    .recovery_missing = Saisissez l’un de vos codes de secours.
    .recovery_wrong = Ce n’est pas l’un de vos codes, ou il a déjà servi.
    .email_lead = Nous pouvons envoyer un code à { $email }.
    .new_here = C’est la première fois que vous vous connectez d’ici : nous vérifions donc que c’est bien vous.
    .email_send = Envoyer un code
    .other_ways = Essayer autrement
    .way_totp = Utiliser votre application d’authentification
    .way_approval = Approuver dans un autre navigateur
    .way_email = Recevoir un code par e‑mail
    .way_recovery_code = Utiliser un code de secours
    .way_passkey = Utiliser une clé d’accès
    .remember = { $count ->
        [one] Ne plus demander sur ce navigateur pendant { $count } jour
       *[other] Ne plus demander sur ce navigateur pendant { $count } jours
    }

approval =
    .lead = Prenez un navigateur où votre compte est déjà ouvert, celui de votre téléphone par exemple.
    .ask = Demander l’approbation
    .again = La demander à nouveau
    .waiting_title = Approuvez dans l’autre navigateur
    .open = Là où votre compte est déjà ouvert, ouvrez { $url }.
    .number = Saisissez-y ce nombre :
    .waiting = Dès que vous aurez approuvé, cette page continuera d’elle-même.
    .denied_title = La connexion a été refusée
    .denied = Dans l’autre navigateur, quelqu’un a refusé ou saisi de mauvais nombres. Choisissez un autre moyen.
    .expired_title = Personne n’a approuvé à temps
    .expired = Vous pouvez demander à nouveau ou choisir un autre moyen.
    .too_often = Pour l’instant, vous ne pouvez plus demander dans vos autres navigateurs. Choisissez un autre moyen, ou réessayez dans une heure.

passkey =
    .title = Utilisez votre clé d’accès
    .lead = Votre appareil confirme à { $tenant } que c’est bien vous.
    .use = Utiliser une clé d’accès
    .sign_in = Se connecter avec une clé d’accès
    .no_script = Les clés d’accès ont besoin de JavaScript, qui est désactivé dans ce navigateur.
    .cancelled = Aucune clé d’accès n’a été utilisée. Réessayez ou connectez-vous autrement.
    .cancelled_alone = Aucune clé d’accès n’a été utilisée. Veuillez réessayer.
    .timed_out = Cela a pris trop de temps. Veuillez réessayer.
    .cannot_use = Les clés d’accès ne fonctionnent pas dans ce navigateur pour l’instant. Connectez-vous autrement.
    .cannot_use_alone = Les clés d’accès ne fonctionnent pas dans ce navigateur pour l’instant. Essayez un autre navigateur ou un autre appareil.
    .cannot_make = Cette clé d’accès n’a pas pu être créée. Veuillez réessayer.
    .not_made = Aucune clé d’accès n’a été créée. Réessayez maintenant ou plus tard.
    .exists = Cet appareil a déjà une clé d’accès pour votre compte.
    .late = Cela a pris trop de temps. Veuillez réessayer.
    .unknown = Cette clé d’accès n’est pas connue ici. Connectez-vous autrement.
    .unknown_alone = Cette clé d’accès n’est pas connue ici. Essayez-en une autre.
    .of_another = Cette clé d’accès est celle d’un autre compte. Utilisez l’une des vôtres.
    .refused = Cette clé d’accès n’a pas pu être vérifiée. Veuillez réessayer.
    .copied = Il semble exister une copie de cette clé d’accès ; elle n’a donc pas été acceptée. Connectez-vous autrement.
    .copied_alone = Il semble exister une copie de cette clé d’accès ; elle n’a donc pas été acceptée. Demandez de l’aide aux personnes qui gèrent ce site.
    .offer_title = Connectez-vous plus vite la prochaine fois
    .offer_lead = Créez une clé d’accès sur cet appareil.
    .offer_easy = Connectez-vous avec votre empreinte, votre visage ou le code de cet appareil.
    .offer_safe = Rien à retenir, et rien qu’une fausse page puisse vous voler.
    .offer_private = Votre empreinte et votre visage restent sur l’appareil.
    .offer_make = Créer une clé d’accès
    .offer_later = Pas maintenant

sms =
    .title = Consultez votre téléphone
    .sent_to = Nous avons envoyé un code par SMS au { $number }.
    .lead = Nous pouvons envoyer un code par SMS au { $number }.
    .hint = Toujours rien ? Cela peut prendre une minute.
    .change = Utiliser un autre numéro
    .missing = Saisissez le code reçu par SMS.
    .wrong = Ce n’est pas le code que nous avons envoyé. Comparez-le avec le SMS le plus récent.
    .way = Recevoir un code par SMS
    .number_title = Recevoir les codes par SMS
    .number_lead = Nous enverrons un code à votre téléphone, maintenant et quand une connexion en demande un.
    .number = Numéro de téléphone
    .number_hint = Avec l’indicatif du pays, par exemple +33 6 39 98 12 34.
    .number_missing = Saisissez votre numéro de téléphone.
    .number_no_country = Commencez par le signe plus et l’indicatif de votre pays, par exemple +33.
    .number_elsewhere = Nous n’envoyons pas de SMS vers ce pays. Utilisez un autre numéro ou un autre moyen.
    .number_malformed = Ce n’est pas un numéro de téléphone complet. Comparez-le avec le vôtre.
    .use_totp = Utiliser plutôt une application d’authentification
    .use_sms = Recevoir plutôt les codes par SMS
    .message = Votre code pour { $tenant } est { $code }. Ne le communiquez à personne.
    .recovery = Quelqu’un veut entrer dans votre compte { $tenant } sans la deuxième étape. Ce n’est pas vous ? { $link }

enrol =
    .title = Ajoutez une deuxième étape
    .lead = En plus du mot de passe, vous utiliserez un code de votre téléphone.
    .install = Ouvrez une application d’authentification sur votre téléphone, ou installez-en une.
    .scan = Ajoutez-y ce compte : scannez l’image ci-dessous.
    .picture = Un code QR pour votre application d’authentification
    .open = Ouvrir dans votre application d’authentification
    .by_hand = Scan impossible ? Saisir une clé
    .type_code = Saisissez le code que l’application affiche maintenant.

codes =
    .title = Gardez vos codes de secours
    .lead = Si vous perdez votre téléphone ou votre ordinateur, chaque code vous permet d’entrer une fois. Vous ne les verrez que maintenant : copiez-les, imprimez-les ou notez-les.
    .anew = C’était le dernier ; en voici de nouveaux.
    .whose = Pour { $login } chez { $tenant }
    .print = Imprimer
    .copy = Copier
    .copied = Copié
    .saved = Je les ai gardés

link =
    .confirm_title = Confirmez votre adresse e‑mail
    .confirm = { $email } est-elle l’adresse de votre compte { $tenant } ?
    .confirm_button = Oui, confirmer
    .why_password = Vous avez commencé dans un autre navigateur. Saisissez le mot de passe choisi là-bas, ou tapez dans ce navigateur-là le code reçu par e‑mail.
    .type_code = Pour confirmer { $email }, saisissez le code reçu par e‑mail sur la page où vous avez commencé.
    .password_wrong = Ce n’est pas le mot de passe choisi pour ce compte.
    .deny_button = Non, ce n’était pas moi
    .denied_title = Rien n’a été confirmé
    .denied = { $email } n’a pas été utilisée. Le lien et le code de notre e‑mail ne fonctionnent plus.
    .not_you = Ce n’est pas la vôtre ? Fermez cette page et rien ne se passera.
    .confirmed_title = Adresse e‑mail confirmée
    .confirmed = { $email } fait maintenant partie de votre compte.
    .close = Vous pouvez fermer cette page et reprendre là où vous avez commencé.
    .void_title = Ce lien ne fonctionne plus
    .void = Les liens de nos e‑mails servent une seule fois et pendant peu de temps.
    .ask_again = Demander un nouveau lien

forgot =
    .title = Mot de passe oublié ?
    .lead = Nous vous enverrons par e‑mail un lien pour en choisir un nouveau.
    .void_title = Ce lien ne fonctionne plus
    .send = Envoyer le lien
    .back = Retour à la connexion
    .username_missing = Saisissez votre nom d’utilisateur ou votre adresse e‑mail.
    .link_void = Les liens de nos e‑mails servent une seule fois et pendant peu de temps. Vous pouvez en demander un nouveau ici.
    .sent_title = Consultez vos e‑mails
    .sent = S’il existe un compte pour { $username }, un e‑mail avec un lien est en route.
    .sent_hint = Cela peut prendre une minute. Regardez aussi dans les indésirables.
    .try_again = Essayer un autre nom ou une autre adresse

newpassword =
    .title = Choisissez un nouveau mot de passe
    .field = Nouveau mot de passe
    .save = Enregistrer le mot de passe
    .effect = Vos sessions partout ailleurs seront fermées.
    .changed_title = Mot de passe modifié
    .changed = Toutes les autres sessions sont fermées. Utilisez désormais le nouveau mot de passe.
    .changed_here = Utilisez désormais le nouveau mot de passe. Vos sessions ouvertes le restent.
    .changed_close = Vous pouvez fermer cette page et vous connecter dans votre application.
    .why_operator = Les responsables de { $tenant } vous demandent un nouveau mot de passe avant de continuer.
    .why_breached = Votre mot de passe a été volé ailleurs et figure sur des listes que les pirates essaient en premier. Choisissez-en un nouveau avant de continuer.
    .why_code = Votre compte n’a pas de mot de passe : vous vous connectez avec une clé d’accès. Pour en définir un par e‑mail, il faut aussi un code.
    .passkey_title = Vous vous connectez avec une clé d’accès
    .passkey_lead = Votre compte n’a pas de mot de passe, et ce lien seul ne peut pas en définir un. Connectez-vous avec votre clé d’accès pour en ajouter un.
    .passkey_lost = Vous avez perdu toutes vos clés d’accès ? Seules les personnes qui gèrent { $tenant } peuvent vous redonner accès.
    .lost = J’ai perdu mes clés d’accès et mes codes

lock =
    .title = Verrouiller votre compte ?
    .lead = Faites-le si quelque chose sur votre compte { $tenant } ne vient pas de vous.
    .out = Toutes les sessions sont fermées, dans chaque navigateur, application et appareil.
    .in = Personne n’y entre avant que vous l’ayez déverrouillé avec un nouveau mot de passe.
    .undone = Les clés d’accès et applications d’authentification ajoutées ces derniers jours sont supprimées. Une nouvelle adresse ou une suppression du compte est annulée.
    .button = Verrouiller mon compte
    .was_me = C’était vous ? Fermez cette page et rien ne se passera.
    .void = Il a déjà servi ou il est trop ancien. Si vous ne pouvez plus accéder à votre compte, choisissez un nouveau mot de passe.
    .done_title = Votre compte est verrouillé
    .done = Toutes les sessions sont fermées, et personne n’y entre avant que vous l’ayez déverrouillé.
    .unlock_now = Le déverrouiller maintenant
    .later = Pour le retrouver, utilisez « { $forgot } » sur la page de connexion.
    .operators = Seules les personnes qui gèrent { $tenant } peuvent le déverrouiller.
    .unlock_title = Déverrouillez votre compte
    .unlock_lead = Choisissez un nouveau mot de passe. L’ancien ne fonctionne plus.
    .unlock_passkey = Vous vous connectez avec votre clé d’accès, comme avant. Seul le verrouillage est levé.
    .code = Code de la deuxième étape
    .code_hint = Celui de votre application d’authentification, ou l’un de vos codes de secours.
    .code_missing = Saisissez un code de votre application ou un code de secours.
    .code_wrong = Ce code ne correspond pas ou a déjà servi.
    .unlock_submit = Déverrouiller le compte
    .unlocked_title = Votre compte est déverrouillé
    .unlocked = Connectez-vous avec votre nouveau mot de passe et vérifiez que tous les moyens de connexion sont les vôtres.
    .to_methods = Voir vos moyens de connexion
    .allow_lead = Une application veut déverrouiller ce compte avec l’un de vos codes de secours et choisir un nouveau mot de passe. Ne continuez que si vous utilisez cette application en ce moment.
    .allow_button = Oui, c’est moi
    .allow_not_me = Ce n’est pas vous ? Fermez cette page et le compte reste verrouillé.
    .allowed_title = Retournez dans l’application
    .allowed = Vous pouvez maintenant y choisir votre nouveau mot de passe.

regain =
    .cannot = Je ne peux utiliser aucun de ces moyens
    .title = Revenir sans la deuxième étape
    .lead = Pour les cas où vous avez perdu tous les moyens de la deuxième étape. Cela prend du temps, afin que personne d’autre n’entre ainsi.
    .told = Nous vous prévenons par e-mail et partout où votre compte est ouvert. De là, la demande peut être arrêtée jusqu’au bout.
    .wait = Vous pourrez terminer à partir du { $at }, avec un lien envoyé par e-mail. Si vous retrouvez un de vos moyens, connectez-vous comme d’habitude.
    .effect = Alors tous vos moyens pour la deuxième étape sont supprimés, toutes les sessions sont fermées, et vous en configurez de nouveaux.
    .start = Demander à revenir
    .waiting_title = Votre demande est en attente
    .waiting = Vous pourrez terminer à partir du { $at }. Nous vous enverrons alors le lien par e-mail.
    .ready_title = Consultez votre messagerie
    .ready = L’attente est finie. Nous vous avons envoyé un lien pour terminer.
    .mail_again = Renvoyer le lien
    .mailed_again = Nous vous avons envoyé un nouveau lien. Le précédent ne fonctionne plus.
    .later_title = Impossible pour le moment
    .later = Il y a déjà eu des demandes, ou l’une d’elles a été arrêtée. Vous pourrez en refaire une à partir du { $at }.
    .nobody_title = Il n’y a pas d’adresse où écrire
    .nobody = Votre compte n’a pas d’adresse e-mail vérifiée. Seules les personnes qui gèrent { $tenant } peuvent vous redonner accès.
    .asked_title = Avez-vous demandé à revenir ?
    .asked = Quelqu’un qui connaît votre mot de passe ou lit vos e-mails dit avoir perdu la deuxième étape et veut entrer sans elle.
    .when = Demandé : { $at }
    .from = Peut être terminé à partir du { $at }
    .stop = Ce n’est pas moi : arrêter
    .keep = C’est moi, continuer
    .stop_title = Arrêter cette demande ?
    .stop_lead = Quelqu’un veut entrer dans votre compte { $tenant } sans la deuxième étape. Si ce n’est pas vous, arrêtez-le ici.
    .stopped_title = La demande est arrêtée
    .stopped = Personne n’entre de cette façon. Mais quelqu’un connaît peut-être votre mot de passe : changez-le, ou verrouillez votre compte.
    .void = Il a déjà servi, ou la demande est terminée.
    .finish_title = Revenir dans votre compte
    .finish_lead = Vous avez demandé à revenir dans votre compte { $tenant } sans la deuxième étape.
    .gone = Vos clés d’accès, votre application d’authentification, votre numéro et vos codes de secours sont supprimés.
    .password = Vous choisissez un nouveau mot de passe.
    .finish = Supprimer et continuer
    .not_me = Ce n’était pas vous ? Utilisez l’autre lien de l’e-mail, qui arrête la demande.
    .early_title = C’est trop tôt
    .done_title = Vous pouvez revenir
    .done = Tout ce qui servait à la deuxième étape est supprimé. Connectez-vous et configurez tout de suite un nouveau moyen.
    .done_password = Tout ce qui servait à la deuxième étape est supprimé. Choisissez un nouveau mot de passe, connectez-vous et configurez tout de suite un nouveau moyen.
    .set_up = Se connecter et configurer
    .waits = Quelqu’un veut entrer dans ce compte sans la deuxième étape.
    .look = Voir la demande
    .approve = C’est moi : ne pas attendre
    .approve_hint = Vous êtes connecté ici en deux étapes. Si la demande vient de vous, vous n’avez pas à attendre.
    .approved_title = L’attente est levée
    .none_title = Rien à arrêter
    .none = Personne ne demande à entrer dans votre compte sans la deuxième étape.

consent =
    .title = { $app } souhaite utiliser votre compte
    .leads_to = Vous irez ensuite sur { $host }.
    .other_account = Changer de compte
    .will = Elle pourra
    .new = Nouveau
    .allow = Autoriser

scope =
    .openid = Savoir que c’est vous
    .profile = Voir votre nom et votre profil
    .email = Voir votre adresse e‑mail
    .address = Voir votre adresse postale
    .phone = Voir votre numéro de téléphone
    .offline_access = Rester reliée à votre compte en votre absence
    .other = Utiliser « { $scope } »

device =
    .title = Connecter un appareil
    .lead = Votre téléviseur ou un autre appareil affiche un code. Saisissez-le ici.
    .code = Code affiché par l’appareil
    .hint = Huit lettres. Majuscules et tirets sont sans importance.
    .missing = Saisissez le code affiché par l’appareil.
    .unknown = Aucun appareil n’affiche ce code. Comparez-le lettre par lettre.
    .expired = Ce code ne fonctionne plus. Demandez à l’appareil d’en afficher un nouveau.
    .connect_title = Connecter cet appareil ?
    .connect_named = Connecter { $device } ?
    .wants = { $app } souhaite utiliser votre compte sur cet appareil.
    .compare = L’appareil devant vous affiche-t-il ce code ?
    .says = L’appareil qui fait la demande
    .nameless = Un appareil sans nom
    .asked = { $count ->
        [0] Demande faite à l’instant
        [one] Demande faite il y a { $count } minute
       *[other] Demande faite il y a { $count } minutes
    }
    .same_network = Depuis le même réseau que vous
    .elsewhere = Depuis un autre réseau que le vôtre
    .warning = Quelqu’un vous a envoyé ce code ? Alors c’est son appareil, et cette personne entrerait dans votre compte.
    .deny = Ce n’est pas le mien
    .connect = Connecter
    .done_title = Regardez votre appareil
    .done = { $app } y continue dans un instant. Vous pouvez fermer cette page.
    .done_named = { $app } continue dans un instant sur { $device }. Vous pouvez fermer cette page.
    .denied_title = Rien n’a été connecté
    .denied = L’appareil a été refusé. Si quelqu’un vous a donné son code, ne lui répondez pas.
    .again = Saisir un autre code

choose =
    .title = Choisissez un compte
    .asks_password = Mot de passe requis
    .remove = Retirer
    .remove_person = Retirer { $person } de ce navigateur
    .removed = { $person } ne figure plus dans ce navigateur.
    .other = Utiliser un autre compte

signout =
    .title = Se déconnecter ?
    .from_app = Votre session sera fermée dans { $app } et dans tout ce que vous utilisez avec { $tenant } sur ce navigateur.
    .from_tenant = Votre session sera fermée dans tout ce que vous utilisez avec { $tenant } sur ce navigateur.
    .several = Plusieurs personnes sont connectées à { $tenant } sur ce navigateur.
    .who = Qui se déconnecte ?
    .everyone = Tout le monde sur ce navigateur
    .confirm = Se déconnecter
    .cancel = Garder ma session
    .done_title = Session fermée
    .done = Personne n’est plus connecté à { $tenant } sur ce navigateur.
    .done_others = Votre session est fermée. D’autres personnes restent connectées à { $tenant } sur ce navigateur.
    .apps = Ces applications sont déconnectées elles aussi :
    .again = Se reconnecter à { $app }
    .again_short = Se reconnecter
    .cancelled_title = Session toujours ouverte
    .cancelled = Rien n’a été modifié. Votre session { $tenant } reste ouverte.

formpost =
    .title = Presque terminé
    .lead = Retour vers { $app }.

done =
    .title = Tout est fait ici
    .to_app = Vous avez déjà terminé cette étape. Continuez dans { $app }.
    .alone = Vous avez déjà terminé cette étape. Vous pouvez fermer cette page.

again =
    .expired_title = Cela a pris un moment
    .expired = Pour protéger votre compte, une connexion n’attend qu’un temps limité.
    .other_browser_title = Commencée ailleurs
    .other_browser = Cette connexion a été commencée dans un autre navigateur, ou les cookies sont désactivés pour ce site. Elle ne peut pas continuer ici.
    .from_app = Rouvrez l’application et connectez-vous à partir de là.
    .button = Recommencer

home =
    .title = Se connecter
    .heading = Se connecter à { $tenant }
    .lead = Ouvrez l’application que vous voulez utiliser et connectez-vous à partir de là.
    .here = Ici, vous gérez votre compte. Pour utiliser une application, ouvrez-la et connectez-vous à partir de là.
    .apps = Vos applications
    .no_apps = Aucune application ne peut être ouverte d’ici.

error =
    .app_title = Cette application n’est pas bien configurée
    .app = Nous ne pouvons pas savoir avec certitude qui fait cette demande, alors nous nous sommes arrêtés là. Les personnes qui développent l’application peuvent y remédier.
    .request_title = Cette demande n’a pas abouti
    .request = Revenez à l’application et réessayez. Si cela se reproduit, prévenez les personnes qui la développent.
    .refused_title = Cette application n’en a pas le droit
    .refused = L’application a demandé quelque chose pour quoi elle n’est pas enregistrée. Les personnes qui la développent peuvent y remédier.
    .no_return_title = Nous ne pouvons pas vous ramener à l’application
    .no_return = La demande de l’application contient une erreur. Les personnes qui la développent peuvent y remédier.
    .ours_title = Un problème est survenu de notre côté
    .ours = Veuillez réessayer dans un instant. Si cela se reproduit, indiquez-nous la référence ci-dessous.
    .not_found_title = Il n’y a pas de page ici
    .not_found = L’adresse est peut-être incomplète. Ouvrez l’application que vous voulez utiliser et connectez-vous à partir de là.
    .unavailable_title = De retour dans un instant
    .unavailable = Un service dont nous avons besoin ne répond pas pour le moment. Rien n’est perdu ; veuillez réessayer sous peu.
    .unavailable_posted = Dans un instant, utilisez le bouton Précédent de votre navigateur et renvoyez le formulaire.
    .retry = Réessayer
    .reference = Référence
    .for_developer = Pour les développeurs
    .for_developer_of = Pour les développeurs : { $app }

terms =
    .title = Conditions d’utilisation
    .lead = Avant de continuer, veuillez lire les conditions de { $name }.
    .lead_changed = Les conditions de { $name } ont changé. Veuillez les lire avant de continuer.
    .changes = Ce qui change
    .read = Lire les conditions de { $name }
    .read_beside = Lire les conditions de { $name } (nouvel onglet)
    .version = Version { $version }
    .accept = Accepter
    .decline = Refuser
    .declining = Si vous refusez, vous quittez cette page. La prochaine fois, la question vous sera posée à nouveau.
    .agree = En créant un compte, vous acceptez les conditions de { $name }.

invite =
    .lead = Vous êtes invité à rejoindre { $tenant }. Complétez ce qui manque et c’est prêt.
    .done_title = Votre compte est prêt
    .done = Connectez-vous désormais avec { $email }.
