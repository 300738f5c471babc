mail =
    .hello = Guten Tag,
    .hello_name = Guten Tag { $name },
    .link_hint = Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:
    .sender = Gesendet von { $tenant }, weil jemand dort diese Adresse verwendet hat.
    .verify_subject = Ihr Code für { $tenant }: { $code }
    .verify_body = { $minutes ->
        [one] Tippen Sie diesen Code auf der Seite ein, von der Sie kommen, oder nehmen Sie die Schaltfläche. Beides gilt { $minutes } Minute lang.
       *[other] Tippen Sie diesen Code auf der Seite ein, von der Sie kommen, oder nehmen Sie die Schaltfläche. Beides gilt { $minutes } Minuten lang.
    }
    .verify_button = Adresse bestätigen
    .verify_note = Verraten Sie diesen Code niemandem. Falls Sie ihn nicht angefordert haben, brauchen Sie nichts zu tun.
    .reset_subject = Neues Passwort für { $tenant } wählen
    .reset_body = { $minutes ->
        [one] Jemand hat für Ihr Konto ein neues Passwort angefordert. Falls Sie es waren, wählen Sie jetzt eines. Der Link gilt einmal und { $minutes } Minute lang.
       *[other] Jemand hat für Ihr Konto ein neues Passwort angefordert. Falls Sie es waren, wählen Sie jetzt eines. Der Link gilt einmal und { $minutes } Minuten lang.
    }
    .reset_button = Neues Passwort wählen
    .reset_note = Falls Sie es nicht waren, brauchen Sie nichts zu tun. Ihr Passwort bleibt, wie es ist.
    .exists_subject = Sie haben schon ein Konto bei { $tenant }
    .exists_body = Jemand wollte mit dieser Adresse ein Konto erstellen, aber es gibt schon eines. Falls Sie es waren, melden Sie sich einfach an. Sollten Sie Ihr Passwort vergessen haben, können Sie ein neues wählen.
    .exists_note = Falls Sie es nicht waren, brauchen Sie nichts zu tun. Es wurde nichts geändert.
    .changed_subject = Ihr Passwort für { $tenant } wurde geändert
    .changed_body = Das Passwort Ihres Kontos wurde gerade geändert, und alle anderen Anmeldungen sind beendet. Falls Sie es waren, ist nichts zu tun.
    .changed_note = Falls Sie es nicht waren, wählen Sie gleich ein neues Passwort.
    .signin_body = { $minutes ->
        [one] Tippen Sie diesen Code auf der Seite ein, auf der Sie sich anmelden. Er gilt { $minutes } Minute.
       *[other] Tippen Sie diesen Code auf der Seite ein, auf der Sie sich anmelden. Er gilt { $minutes } Minuten.
    }
    .signin_note = Nennen Sie diesen Code niemandem. Falls Sie sich gerade nicht anmelden, kennt jemand Ihr Passwort: Wählen Sie ein neues.
    .signin_link_body = { $minutes ->
        [one] Nehmen Sie die Schaltfläche in dem Browser, in dem Sie sich anmelden, oder tippen Sie dort diesen Code ein. Beides gilt { $minutes } Minute lang.
       *[other] Nehmen Sie die Schaltfläche in dem Browser, in dem Sie sich anmelden, oder tippen Sie dort diesen Code ein. Beides gilt { $minutes } Minuten lang.
    }
    .signin_link_note = Nennen Sie diesen Code niemandem. Falls Sie sich gerade nicht anmelden, können Sie diese E‑Mail ignorieren: Ohne sie kommt niemand hinein.
    .totp_added_subject = Ein zweiter Schritt wurde eingerichtet: { $tenant }
    .totp_added_body = Von jetzt an braucht die Anmeldung bei Ihrem Konto neben dem Passwort einen Code aus einer Authenticator-App. Falls Sie das eingerichtet haben, ist nichts zu tun.
    .totp_added_note = Falls Sie es nicht waren, kennt jemand Ihr Passwort. Wählen Sie gleich ein neues und sagen Sie es denen, die { $tenant } betreiben.
    .totp_replaced_subject = Eine andere Authenticator-App wurde eingerichtet: { $tenant }
    .totp_replaced_body = Die Codes für die Anmeldung bei Ihrem Konto kommen von jetzt an aus einer anderen Authenticator-App. Die bisherige gilt nicht mehr. Falls Sie das waren, ist nichts zu tun.
    .totp_removed_subject = Ein zweiter Schritt wurde entfernt: { $tenant }
    .totp_removed_body = Die Anmeldung bei Ihrem Konto braucht keinen Code aus Ihrer Authenticator-App mehr. Falls Sie sie entfernt haben, ist nichts zu tun.
    .totp_removed_note = Falls Sie es nicht waren, wählen Sie gleich ein neues Passwort und richten Sie den zweiten Schritt wieder ein.
    .sms_added_body = Von jetzt an braucht die Anmeldung bei Ihrem Konto neben dem Passwort einen Code, der per SMS an { $number } geht. Falls Sie das eingerichtet haben, ist nichts zu tun.
    .companion_added_body = Von jetzt an braucht die Anmeldung bei Ihrem Konto neben dem Passwort Ihre Bestätigung in { $app }. Falls Sie das eingerichtet haben, ist nichts zu tun.
    .companion_removed_body = Die Anmeldung bei Ihrem Konto braucht keine Bestätigung in { $app } mehr. Falls Sie die App entfernt haben, ist nichts zu tun.
    .declined_subject = Eine Anmeldung bei { $tenant } wurde abgelehnt
    .declined_body = Jemand hat Ihr Passwort eingegeben und wollte sich anmelden; das wurde in { $app } abgelehnt. Weiter kam niemand. Waren Sie es nicht, wählen Sie ein anderes Passwort: Das jetzige ist jemandem bekannt.
    .sms_moved_subject = Eine andere Telefonnummer wurde eingerichtet: { $tenant }
    .sms_moved_body = Die Codes für die Anmeldung bei Ihrem Konto gehen von jetzt an per SMS an { $number }. Die bisherige Nummer gilt nicht mehr. Falls Sie das waren, ist nichts zu tun.
    .sms_removed_body = Die Anmeldung bei Ihrem Konto braucht keinen Code mehr, der per SMS an { $number } geht. Falls Sie die Nummer entfernt haben, ist nichts zu tun.
    .codes_made_subject = Neue Wiederherstellungscodes: { $tenant }
    .codes_made_body = Für Ihr Konto wurden gerade neue Wiederherstellungscodes erstellt. Frühere gelten nicht mehr. Falls Sie das waren, ist nichts zu tun.
    .codes_made_note = Falls Sie es nicht waren, wählen Sie gleich ein neues Passwort und sagen Sie es denen, die { $tenant } betreiben.
    .recovery_used_subject = Ein Wiederherstellungscode wurde benutzt: { $tenant }
    .recovery_used_body = { $left ->
        [one] Einer Ihrer Wiederherstellungscodes wurde gerade zur Anmeldung benutzt. Sie haben noch { $left }. Falls Sie es waren, ist nichts zu tun.
       *[other] Einer Ihrer Wiederherstellungscodes wurde gerade zur Anmeldung benutzt. Sie haben noch { $left }. Falls Sie es waren, ist nichts zu tun.
    }
    .recovery_used_note = Falls Sie es nicht waren, wählen Sie gleich ein neues Passwort und sagen Sie es denen, die { $tenant } betreiben.
    .changed_alone_body = Das Passwort Ihres Kontos wurde gerade geändert. Falls Sie es waren, ist nichts zu tun.
    .password_added_subject = Ein Passwort wurde eingerichtet: { $tenant }
    .password_added_body = Ihr Konto hatte kein Passwort. Gerade wurde eines eingerichtet, mit dem man sich von jetzt an anmelden kann. Falls Sie es waren, ist nichts zu tun.
    .password_gone_subject = Ihr Passwort für { $tenant } wurde entfernt
    .password_gone_body = Das Passwort Ihres Kontos wurde gerade entfernt. Von jetzt an melden Sie sich mit einem Passkey an. Falls Sie es waren, ist nichts zu tun.
    .moving_subject = Eine andere Adresse für Ihr Konto bei { $tenant }
    .moving_body = Jemand, der in Ihrem Konto angemeldet ist, möchte diese Adresse durch { $email } ersetzen. Das geschieht, sobald dort eine Nachricht gelesen wurde. Falls Sie es waren, ist nichts zu tun.
    .moving_button = Passwort ändern
    .moving_note = Falls Sie es nicht waren, ändern Sie gleich Ihr Passwort und melden Sie sich überall sonst ab.
    .deletion_subject = Ihr Konto bei { $tenant } wird gelöscht
    .deletion_body = { $days ->
        [one] Wie gewünscht wird Ihr Konto mit allem, was dazugehört, in { $days } Tag gelöscht. Wenn Sie sich vorher anmelden, bleibt es.
       *[other] Wie gewünscht wird Ihr Konto mit allem, was dazugehört, in { $days } Tagen gelöscht. Wenn Sie sich vorher anmelden, bleibt es.
    }
    .deletion_now_body = Wie gewünscht wird Ihr Konto mit allem, was dazugehört, gerade gelöscht.
    .deletion_button = Anmelden
    .deletion_note = Falls Sie es nicht waren, melden Sie sich gleich an und ändern Sie Ihr Passwort.
    .device_subject = Ein Gerät wurde mit Ihrem Konto bei { $tenant } verbunden
    .device_body = Gerade wurde mit Ihrem Konto verbunden: { $device }, für { $app }. Wenn Sie das waren, ist nichts zu tun.
    .device_button = Ihre Geräte ansehen
    .device_note = Wenn Sie es nicht waren, trennen Sie es dort und wählen Sie sofort ein neues Passwort.
    .handed_over_subject = Eines Ihrer Geräte bei { $tenant } gehört jetzt jemand anderem
    .handed_over_body = { $person } hat ein Gerät von Ihnen übernommen: { $device }, mit { $app }. Der Code dafür kam aus Ihrem Konto. Das Gerät ist von Ihrem Konto abgemeldet. Wenn Sie das wollten, ist nichts zu tun.
    .taken_subject = Sie haben ein Gerät bei { $tenant } übernommen
    .taken_body = In der Liste Ihrer Geräte steht jetzt: { $device }, mit { $app }. Sie haben es von { $person } bekommen. Um es zu benutzen, verbinden Sie es mit dem Code auf seinem Bildschirm.
    .taken_note = Wenn Sie es nicht waren, entfernen Sie es dort und wählen Sie sofort ein neues Passwort.
    .confirm_subject = { $app } bittet Sie um eine Bestätigung bei { $tenant }
    .confirm_body = { $app } bittet Sie um eine Bestätigung. Worum es geht, steht einige Minuten lang in Ihrem Konto.
    .confirm_button = Ansehen, worum es geht
    .confirm_note = Wenn Sie das nicht erwartet haben, lehnen Sie dort ab. Ohne Ihre Bestätigung geschieht nichts.
    .passkey_added_subject = Ein Passkey wurde eingerichtet: { $tenant }
    .passkey_added_body = Mit einem Passkey kann man sich jetzt ohne Passwort bei Ihrem Konto anmelden: { $label }. Falls Sie ihn eingerichtet haben, ist nichts zu tun.
    .passkey_added_note = Falls Sie es nicht waren, ist jemand in Ihr Konto gekommen. Wählen Sie gleich ein neues Passwort und sagen Sie es denen, die { $tenant } betreiben.
    .invite_subject = Ihre Einladung zu { $tenant }
    .invite_body = { $days ->
        [one] Sie sind eingeladen, ein Konto bei { $tenant } zu erstellen. Es braucht nur Ihren Namen und ein Passwort. Der Link gilt einmal und { $days } Tag lang.
       *[other] Sie sind eingeladen, ein Konto bei { $tenant } zu erstellen. Es braucht nur Ihren Namen und ein Passwort. Der Link gilt einmal und { $days } Tage lang.
    }
    .invite_note = Falls Sie das nicht erwartet haben, brauchen Sie nichts zu tun. Ohne Sie entsteht kein Konto.
    .lock_button = Das war ich nicht
    .lock_note = Falls Sie es nicht waren, sperren Sie Ihr Konto. Damit sind alle abgemeldet, und nur Sie kommen mit einem neuen Passwort wieder hinein.
    .locked_subject = Ihr Konto bei { $tenant } ist gesperrt
    .locked_body = Ihr Konto wurde gerade gesperrt. Alle sind abgemeldet, und niemand kommt hinein. Wenn Sie es wieder nutzen möchten, wählen Sie ein neues Passwort.
    .locked_note = Falls nicht Sie es gesperrt haben, liest vielleicht jemand Ihre E-Mails. Sichern Sie zuerst Ihr Postfach.
    .unlocked_subject = Ihr Konto bei { $tenant } ist entsperrt
    .unlocked_body = Ihr Konto wurde gerade über einen Link entsperrt, der Ihnen gemailt wurde. Sie melden sich wieder mit Ihrem Passkey an. Falls Sie es waren, ist nichts zu tun.
    .unlock_subject = Ihr Konto bei { $tenant } entsperren
    .unlock_body = Ihr Konto ist gesperrt. Mit einem neuen Passwort entsperren Sie es. Der Link gilt einmal und nur kurze Zeit.
    .unlock_button = Konto entsperren
    .unlock_note = Falls Sie das nicht wollten, brauchen Sie nichts zu tun. Ihr Konto bleibt gesperrt.
    .allow_unlock_body = Jemand hat Ihre Adresse und einen Ihrer Wiederherstellungscodes in einer App eingegeben, um Ihr Konto mit einem neuen Passwort zu entsperren. Wenn Sie das waren, bestätigen Sie es hier und fahren Sie in der App fort. Der Link gilt einmal und nur kurze Zeit.
    .allow_unlock_button = Anfrage ansehen
    .allow_unlock_note = Falls Sie es nicht waren, tun Sie nichts: Ihr Konto bleibt gesperrt. Aber jemand hat einen Ihrer Wiederherstellungscodes. Entsperren Sie das Konto lieber per E-Mail und erstellen Sie neue Codes.
    .regain_subject = Jemand möchte in Ihr Konto bei { $tenant }
    .regain_body = Jemand, der Ihr Passwort kennt oder Ihre E-Mails liest, sagt, der zweite Schritt sei verloren, und möchte ohne ihn hinein: { $browser }, aus dem Netz { $place }. Das geht ab { $at }, wenn Sie es nicht aufhalten.
    .regain_button = Aufhalten
    .regain_note = Falls Sie es waren, ist nichts zu tun: Wir schicken Ihnen den Link zum Abschließen. Falls nicht, halten Sie es auf und ändern Sie Ihr Passwort.
    .regain_reminder_subject = Noch immer möchte jemand in Ihr Konto bei { $tenant }
    .regain_reminder_body = Die halbe Wartezeit ist vorbei. Ab { $at } kommt jemand ohne Ihren zweiten Schritt hinein, wenn Sie es nicht aufhalten.
    .regain_ready_subject = Zurück in Ihr Konto bei { $tenant }
    .regain_ready_body = Die Wartezeit ist vorbei. Mit diesem Link entfernen Sie alles, was für den zweiten Schritt eingerichtet war, und kommen wieder hinein. Er gilt einmal, bis { $at }.
    .regain_ready_button = Zurück ins Konto
    .regain_ready_note = Falls Sie das nicht wollten, halten Sie es auf. Sonst kommt in Ihr Konto, wer Ihre E-Mails liest.
    .regain_stopped_subject = Niemand kommt ohne zweiten Schritt in Ihr Konto: { $tenant }
    .regain_stopped_body = Die Bitte, ohne zweiten Schritt in Ihr Konto zu kommen, wurde aufgehalten. Falls Sie das waren, ändern Sie Ihr Passwort: Vielleicht kennt es jemand.
    .regain_done_subject = Der zweite Schritt für Ihr Konto wurde entfernt: { $tenant }
    .regain_done_body = Nach der Wartezeit wurde gerade alles entfernt, was für den zweiten Schritt Ihres Kontos eingerichtet war, und alle wurden abgemeldet. Falls Sie es waren, melden Sie sich an und richten Sie etwas Neues ein.
    .new_browser_subject = Neue Anmeldung bei Ihrem Konto: { $tenant }
    .new_browser_body = Um { $at } hat sich jemand bei Ihrem Konto in einem Browser angemeldet, der hier neu ist: { $browser }, aus dem Netz { $place }. Falls Sie es waren, ist nichts zu tun.
    .new_network_body = Um { $at } hat sich jemand bei Ihrem Konto aus einem Netz angemeldet, das hier neu ist: { $place }, mit { $browser }. Falls Sie es waren, ist nichts zu tun.
    .wrong_codes_subject = Falsche Codes bei Ihrem Konto: { $tenant }
    .wrong_codes_body = Jemand, der Ihr Passwort eingegeben hat oder als Sie angemeldet ist, hat für den zweiten Schritt mehrere falsche Codes eingegeben. Ohne einen richtigen geht es nicht weiter. Falls Sie es waren, ist nichts zu tun.
    .passkey_gone_subject = Ein Passkey wurde entfernt: { $tenant }
    .passkey_gone_body = Aus Ihrem Konto wurde ein Passkey entfernt: { $label }. Falls Sie ihn entfernt haben, ist nichts zu tun.
    .app_stays_subject = Eine App kann bei { $tenant } für Sie handeln
    .app_stays_body = Sie haben { $app } erlaubt, Ihr Konto bei { $tenant } auch dann zu nutzen, wenn Sie nicht da sind, bis Sie die Verbindung trennen. Wenn Sie das waren, brauchen Sie nichts zu tun.
    .app_stays_button = Ihre Apps ansehen
    .data_subject = Ihre Daten bei { $tenant } wurden heruntergeladen
    .data_body = Gerade wurde aus Ihrem Konto eine Datei mit allem heruntergeladen, was über Sie gespeichert ist. Wenn Sie das waren, brauchen Sie nichts zu tun.
    .kept_subject = Ihr Konto bei { $tenant } wird nicht gelöscht
    .kept_body = Jemand hat sich bei Ihrem Konto angemeldet, daher bleibt es bestehen. Wenn Sie das waren, brauchen Sie nichts zu tun. Möchten Sie es weiterhin löschen, verlangen Sie es noch einmal.
    .factors_reset_subject = Eine Anmeldemethode wurde entfernt: { $tenant }
    .factors_reset_body = Wer { $tenant } betreibt, hat eine Anmeldemethode von Ihrem Konto entfernt. Sie können sich anmelden und eine neue einrichten.
    .factors_reset_button = Anmeldemethoden ansehen
    .factors_reset_note = Falls Sie nicht darum gebeten haben, sagen Sie es ihnen.
    .passkey_copied_subject = Ein Passkey wurde abgelehnt: { $tenant }
    .passkey_copied_body = Ein Passkey Ihres Kontos wurde benutzt und abgelehnt, weil es davon anscheinend eine Kopie gibt: { $label }. Entfernen Sie ihn und fügen Sie einen neuen hinzu.
    .browser_copied_subject = Ein gemerkter Browser wurde vergessen: { $tenant }
    .browser_copied_body = Ein Browser, dem der zweite Schritt bei Ihrem Konto erspart blieb, wird wieder danach gefragt, weil sein Cookie anscheinend kopiert wurde. Wer die Kopie benutzt hat, kennt Ihr Passwort.
