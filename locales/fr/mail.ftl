mail =
    .hello = Bonjour,
    .hello_name = Bonjour { $name },
    .link_hint = Si le bouton ne fonctionne pas, ouvrez cette adresse :
    .sender = Envoyé par { $tenant } parce que quelqu’un y a utilisé cette adresse.
    .verify_subject = Votre code pour { $tenant } : { $code }
    .verify_body = { $minutes ->
        [one] Saisissez ce code sur la page d’où vous venez, ou utilisez le bouton. Les deux sont valables { $minutes } minute.
       *[other] Saisissez ce code sur la page d’où vous venez, ou utilisez le bouton. Les deux sont valables { $minutes } minutes.
    }
    .verify_button = Confirmer l’adresse
    .verify_note = Ne donnez ce code à personne. Si vous ne l’avez pas demandé, vous pouvez ignorer cet e-mail.
    .reset_subject = Choisissez un nouveau mot de passe pour { $tenant }
    .reset_body = { $minutes ->
        [one] Quelqu’un a demandé un nouveau mot de passe pour votre compte. Si c’était vous, choisissez-le maintenant. Le lien sert une seule fois et reste valable { $minutes } minute.
       *[other] Quelqu’un a demandé un nouveau mot de passe pour votre compte. Si c’était vous, choisissez-le maintenant. Le lien sert une seule fois et reste valable { $minutes } minutes.
    }
    .reset_button = Choisir un nouveau mot de passe
    .reset_note = Si vous n’avez rien demandé, vous pouvez ignorer cet e-mail. Votre mot de passe reste le même.
    .exists_subject = Vous avez déjà un compte chez { $tenant }
    .exists_body = Quelqu’un a voulu créer un compte avec cette adresse, mais il en existe déjà un. Si c’était vous, connectez-vous simplement. Si vous avez oublié votre mot de passe, vous pouvez en choisir un nouveau.
    .exists_note = Si ce n’était pas vous, vous pouvez ignorer cet e-mail. Rien n’a été modifié.
    .changed_subject = Votre mot de passe pour { $tenant } a été modifié
    .changed_body = Le mot de passe de votre compte vient d’être modifié, et toutes les autres sessions sont fermées. Si c’était vous, il n’y a rien à faire.
    .changed_note = Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe.
    .signin_body = { $minutes ->
        [one] Saisissez ce code sur la page où vous vous connectez. Il est valable { $minutes } minute.
       *[other] Saisissez ce code sur la page où vous vous connectez. Il est valable { $minutes } minutes.
    }
    .signin_note = Ne donnez ce code à personne. Si vous n’êtes pas en train de vous connecter, quelqu’un connaît votre mot de passe : choisissez-en un nouveau.
    .signin_link_body = { $minutes ->
        [one] Utilisez le bouton dans le navigateur où vous vous connectez, ou saisissez-y ce code. Les deux sont valables { $minutes } minute.
       *[other] Utilisez le bouton dans le navigateur où vous vous connectez, ou saisissez-y ce code. Les deux sont valables { $minutes } minutes.
    }
    .signin_link_note = Ne donnez ce code à personne. Si vous n’êtes pas en train de vous connecter, ignorez cet e‑mail : personne n’entre sans lui.
    .totp_added_subject = Une deuxième étape a été ajoutée pour { $tenant }
    .totp_added_body = Désormais, se connecter à votre compte demande, en plus du mot de passe, un code d’une application d’authentification. Si c’est vous qui l’avez ajoutée, il n’y a rien à faire.
    .totp_added_note = Si ce n’était pas vous, quelqu’un connaît votre mot de passe. Choisissez-en tout de suite un nouveau et prévenez les personnes qui gèrent { $tenant }.
    .totp_replaced_subject = Une autre application d’authentification a été ajoutée pour { $tenant }
    .totp_replaced_body = Désormais, les codes pour se connecter à votre compte viennent d’une autre application d’authentification. La précédente ne compte plus. Si c’était vous, il n’y a rien à faire.
    .totp_removed_subject = Une deuxième étape a été retirée pour { $tenant }
    .totp_removed_body = Se connecter à votre compte ne demande plus de code de votre application d’authentification. Si c’est vous qui l’avez retirée, il n’y a rien à faire.
    .totp_removed_note = Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et ajoutez de nouveau la deuxième étape.
    .sms_added_body = Désormais, se connecter à votre compte demande, en plus du mot de passe, un code envoyé par SMS au { $number }. Si c’est vous qui l’avez ajouté, il n’y a rien à faire.
    .companion_added_body = Désormais, se connecter à votre compte demande, en plus du mot de passe, votre approbation dans { $app }. Si c’est vous qui avez ajouté l’application, il n’y a rien à faire.
    .companion_removed_body = Se connecter à votre compte ne demande plus votre approbation dans { $app }. Si c’est vous qui avez retiré l’application, il n’y a rien à faire.
    .declined_subject = Une connexion à { $tenant } a été refusée
    .declined_body = Quelqu’un a saisi votre mot de passe et a voulu se connecter ; cela a été refusé dans { $app }. Cette personne n’est pas allée plus loin. Si ce n’était pas vous, choisissez un autre mot de passe : elle connaît celui-ci.
    .sms_moved_subject = Un autre numéro de téléphone a été ajouté pour { $tenant }
    .sms_moved_body = Désormais, les codes pour se connecter à votre compte sont envoyés par SMS au { $number }. Le numéro précédent ne compte plus. Si c’était vous, il n’y a rien à faire.
    .sms_removed_body = Se connecter à votre compte ne demande plus de code envoyé par SMS au { $number }. Si c’est vous qui avez retiré le numéro, il n’y a rien à faire.
    .codes_made_subject = Nouveaux codes de secours pour { $tenant }
    .codes_made_body = De nouveaux codes de secours viennent d’être créés pour votre compte. Les précédents ne fonctionnent plus. Si c’était vous, il n’y a rien à faire.
    .codes_made_note = Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez les personnes qui gèrent { $tenant }.
    .recovery_used_subject = Un code de secours a été utilisé pour { $tenant }
    .recovery_used_body = { $left ->
        [one] L’un de vos codes de secours vient de servir à se connecter. Il vous en reste { $left }. Si c’était vous, il n’y a rien à faire.
       *[other] L’un de vos codes de secours vient de servir à se connecter. Il vous en reste { $left }. Si c’était vous, il n’y a rien à faire.
    }
    .recovery_used_note = Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe et prévenez les personnes qui gèrent { $tenant }.
    .changed_alone_body = Le mot de passe de votre compte vient d’être modifié. Si c’était vous, il n’y a rien à faire.
    .password_added_subject = Un mot de passe a été ajouté pour { $tenant }
    .password_added_body = Votre compte n’avait pas de mot de passe. Un mot de passe vient d’être ajouté et permet désormais de s’y connecter. Si c’était vous, il n’y a rien à faire.
    .password_gone_subject = Votre mot de passe pour { $tenant } a été retiré
    .password_gone_body = Le mot de passe de votre compte vient d’être retiré. Vous vous connectez désormais avec une clé d’accès. Si c’était vous, il n’y a rien à faire.
    .moving_subject = Une autre adresse pour votre compte { $tenant }
    .moving_body = Une personne connectée à votre compte souhaite remplacer cette adresse par { $email }. Ce sera fait dès qu’un message envoyé là-bas aura été lu. Si c’était vous, il n’y a rien à faire.
    .moving_button = Changer votre mot de passe
    .moving_note = Si ce n’était pas vous, changez tout de suite votre mot de passe et déconnectez-vous partout ailleurs.
    .deletion_subject = Votre compte { $tenant } va être supprimé
    .deletion_body = { $days ->
        [one] Comme vous l’avez demandé, votre compte et tout ce qui en fait partie seront supprimés dans { $days } jour. Si vous vous connectez avant, il sera conservé.
       *[other] Comme vous l’avez demandé, votre compte et tout ce qui en fait partie seront supprimés dans { $days } jours. Si vous vous connectez avant, il sera conservé.
    }
    .deletion_now_body = Comme vous l’avez demandé, votre compte et tout ce qui en fait partie sont en cours de suppression.
    .deletion_button = Se connecter
    .deletion_note = Si ce n’était pas vous, connectez-vous tout de suite et changez votre mot de passe.
    .device_subject = Un appareil a été connecté à votre compte { $tenant }
    .device_body = { $device } vient d’être connecté à votre compte, pour { $app }. Si c’était vous, il n’y a rien à faire.
    .device_button = Voir vos appareils
    .device_note = Si ce n’était pas vous, déconnectez-le là et choisissez tout de suite un nouveau mot de passe.
    .handed_over_subject = Un de vos appareils { $tenant } appartient à quelqu’un d’autre
    .handed_over_body = { $person } a repris { $device }, avec { $app }, grâce à un code créé dans votre compte. L’appareil est déconnecté de votre compte. Si vous le vouliez, il n’y a rien à faire.
    .taken_subject = Vous avez repris un appareil chez { $tenant }
    .taken_body = { $device }, avec { $app }, figure maintenant dans la liste de vos appareils. Il vous a été donné par { $person }. Pour l’utiliser, connectez-le avec le code affiché à l’écran.
    .taken_note = Si ce n’était pas vous, retirez-le là et choisissez tout de suite un nouveau mot de passe.
    .confirm_subject = { $app } vous demande une confirmation chez { $tenant }
    .confirm_body = { $app } vous demande une confirmation. Vous trouverez laquelle dans votre compte, pendant quelques minutes.
    .confirm_button = Voir de quoi il s’agit
    .confirm_note = Si vous ne l’attendiez pas, refusez-la là. Rien ne se fait sans votre confirmation.
    .passkey_added_subject = Une clé d’accès a été ajoutée pour { $tenant }
    .passkey_added_body = Une clé d’accès permet désormais de se connecter à votre compte sans mot de passe : { $label }. Si c’était vous, il n’y a rien à faire.
    .passkey_added_note = Si ce n’était pas vous, quelqu’un est entré dans votre compte. Choisissez tout de suite un nouveau mot de passe et prévenez les responsables de { $tenant }.
    .lock_button = Ce n’était pas moi
    .lock_note = Si ce n’était pas vous, verrouillez votre compte. Toutes les sessions sont alors fermées, et vous seul pouvez y revenir, avec un nouveau mot de passe.
    .locked_subject = Votre compte { $tenant } est verrouillé
    .locked_body = Votre compte vient d’être verrouillé. Toutes les sessions sont fermées et personne ne peut y entrer. Pour le retrouver, choisissez un nouveau mot de passe.
    .locked_note = Si ce n’est pas vous qui l’avez verrouillé, quelqu’un lit peut-être vos e-mails. Protégez d’abord votre messagerie.
    .unlocked_subject = Votre compte { $tenant } est déverrouillé
    .unlocked_body = Votre compte vient d’être déverrouillé par un lien qui vous a été envoyé par e-mail. Vous vous connectez de nouveau avec votre clé d’accès. Si c’était vous, il n’y a rien à faire.
    .unlock_subject = Déverrouillez votre compte { $tenant }
    .unlock_body = Votre compte est verrouillé. Un nouveau mot de passe le déverrouille. Le lien sert une seule fois et pendant peu de temps.
    .unlock_button = Déverrouiller le compte
    .unlock_note = Si vous ne l’avez pas demandé, vous pouvez ignorer cet e-mail. Votre compte reste verrouillé.
    .allow_unlock_body = Quelqu’un a saisi votre adresse et l’un de vos codes de secours dans une application pour déverrouiller votre compte avec un nouveau mot de passe. Si c’était vous, confirmez-le ici et continuez dans l’application. Le lien sert une seule fois et pendant peu de temps.
    .allow_unlock_button = Voir la demande
    .allow_unlock_note = Si ce n’était pas vous, ne faites rien : votre compte reste verrouillé. Mais quelqu’un possède l’un de vos codes de secours : déverrouillez plutôt votre compte par e-mail et créez de nouveaux codes.
    .regain_subject = Quelqu’un veut entrer dans votre compte { $tenant }
    .regain_body = Quelqu’un qui connaît votre mot de passe ou lit vos e-mails dit avoir perdu la deuxième étape et veut entrer sans elle : { $browser }, depuis le réseau { $place }. Ce sera possible à partir du { $at }, sauf si vous l’arrêtez.
    .regain_button = Arrêter
    .regain_note = Si c’était vous, vous n’avez rien à faire : nous vous enverrons le lien pour terminer. Sinon, arrêtez la demande et changez votre mot de passe.
    .regain_reminder_subject = Quelqu’un veut toujours entrer dans votre compte { $tenant }
    .regain_reminder_body = La moitié de l’attente est passée. À partir du { $at }, quelqu’un entrera sans votre deuxième étape, sauf si vous l’arrêtez.
    .regain_ready_subject = Revenir dans votre compte { $tenant }
    .regain_ready_body = L’attente est finie. Avec ce lien, vous supprimez tout ce qui servait à la deuxième étape et revenez dans votre compte. Il sert une seule fois, jusqu’au { $at }.
    .regain_ready_button = Revenir
    .regain_ready_note = Si vous ne l’avez pas demandé, arrêtez-le. Sinon, quiconque lit vos e-mails entre dans votre compte.
    .regain_stopped_subject = Personne n’entre sans deuxième étape dans votre compte { $tenant }
    .regain_stopped_body = La demande d’entrer dans votre compte sans la deuxième étape a été arrêtée. Si c’était vous, changez votre mot de passe : quelqu’un le connaît peut-être.
    .regain_done_subject = La deuxième étape de votre compte { $tenant } a été supprimée
    .regain_done_body = Après le temps d’attente, tout ce qui servait à la deuxième étape de votre compte vient d’être supprimé, et toutes les sessions sont fermées. Si c’était vous, connectez-vous et configurez un nouveau moyen.
    .new_browser_subject = Nouvelle connexion à votre compte { $tenant }
    .new_browser_body = Quelqu’un s’est connecté à votre compte à { $at }, dans un navigateur nouveau ici : { $browser }, depuis le réseau { $place }. Si c’était vous, vous n’avez rien à faire.
    .new_network_body = Quelqu’un s’est connecté à votre compte à { $at }, depuis un réseau nouveau ici : { $place }, avec { $browser }. Si c’était vous, vous n’avez rien à faire.
    .wrong_codes_subject = Codes incorrects pour votre compte { $tenant }
    .wrong_codes_body = Quelqu’un qui a saisi votre mot de passe ou qui est connecté à votre compte a saisi plusieurs codes incorrects à la deuxième étape. Sans un bon code, impossible d’aller plus loin. Si c’était vous, vous n’avez rien à faire.
    .passkey_gone_subject = Une clé d’accès a été supprimée pour { $tenant }
    .passkey_gone_body = Une clé d’accès a été supprimée de votre compte : { $label }. Si c’était vous, vous n’avez rien à faire.
    .app_stays_subject = Une application peut agir pour vous chez { $tenant }
    .app_stays_body = Vous avez autorisé { $app } à utiliser votre compte { $tenant } en votre absence, jusqu’à ce que vous la déconnectiez. Si c’était vous, il n’y a rien à faire.
    .app_stays_button = Voir vos applications
    .data_subject = Vos données { $tenant } ont été téléchargées
    .data_body = Un fichier contenant tout ce qui est conservé à votre sujet vient d’être téléchargé depuis votre compte. Si c’était vous, il n’y a rien à faire.
    .kept_subject = Votre compte { $tenant } ne sera pas supprimé
    .kept_body = Quelqu’un s’est connecté à votre compte, il est donc conservé. Si c’était vous, il n’y a rien à faire. Si vous voulez toujours le supprimer, demandez-le à nouveau.
    .factors_reset_subject = Un moyen de connexion a été supprimé pour { $tenant }
    .factors_reset_body = Les personnes qui gèrent { $tenant } ont supprimé un moyen de connexion de votre compte. Vous pouvez vous connecter et en configurer un nouveau.
    .factors_reset_button = Voir vos moyens de connexion
    .factors_reset_note = Si vous ne l’avez pas demandé, prévenez-les.
    .passkey_copied_subject = Une clé d’accès a été refusée chez { $tenant }
    .passkey_copied_body = Une clé d’accès de votre compte a été utilisée et refusée, car il semble en exister une copie : { $label }. Supprimez-la et ajoutez-en une nouvelle.
    .browser_copied_subject = Un navigateur mémorisé a été oublié chez { $tenant }
    .browser_copied_body = Un navigateur dispensé de la deuxième étape sur votre compte ne l’est plus, car son cookie semble avoir été copié. La personne qui a utilisé la copie connaît votre mot de passe.
    .invite_subject = Votre invitation à rejoindre { $tenant }
    .invite_body = { $days ->
        [one] Vous êtes invité à créer un compte chez { $tenant }. Il suffit de votre nom et d’un mot de passe. Le lien fonctionne une seule fois, pendant { $days } jour.
       *[other] Vous êtes invité à créer un compte chez { $tenant }. Il suffit de votre nom et d’un mot de passe. Le lien fonctionne une seule fois, pendant { $days } jours.
    }
    .invite_note = Si vous n’attendiez pas cette invitation, vous pouvez ignorer cet e-mail. Sans vous, aucun compte n’est créé.
