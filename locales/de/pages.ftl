# Freundlich, knapp, ohne Vorwurf.

page =
    .error_prefix = Fehler:
    .optional = optional
    .cancel = Abbrechen
    .close = Sie können diese Seite schließen.
    .cancel_to_app = Abbrechen und zurück zu { $app }
    .back_to_app = Zurück zu { $app }
    .to_home = Zu { $tenant }
    .terms = Nutzungsbedingungen
    .privacy = Datenschutz
    .terms_of = Nutzungsbedingungen von { $name }
    .privacy_of = Datenschutz bei { $name }
    .show = Anzeigen
    .hide = Verbergen
    .show_password = Passwort anzeigen
    .hide_password = Passwort verbergen
    .form_too_old = Diese Seite war länger offen. Bitte versuchen Sie es noch einmal. Falls es wieder vorkommt, erlauben Sie Cookies für diese Website.
    .too_many = Das wurde in kurzer Zeit oft angefordert. Ab { $until } können Sie es wieder versuchen.
    .work = Einen Moment bitte, Ihr Browser bereitet das Formular noch vor.
    .look_again = { $count ->
        [one] Bitte sehen Sie sich ein Feld noch einmal an.
       *[other] Bitte sehen Sie sich { $count } Felder noch einmal an.
    }

signin =
    .title = Anmelden
    .to_app = weiter zu { $app }
    .to_tenant = mit Ihrem Konto bei { $tenant }
    .username = Benutzername oder E‑Mail
    .only_username = Benutzername
    .password = Passwort
    .continue = Weiter
    .forgot = Passwort vergessen?
    .new_here = Neu hier?
    .create_account = Konto erstellen
    .create_account_at = Konto bei { $host } erstellen
    .choose_account = Anderes angemeldetes Konto wählen
    .username_missing = Geben Sie Ihren Benutzernamen oder Ihre E‑Mail-Adresse ein.
    .password_missing = Geben Sie Ihr Passwort ein.
    .not_recognised = Name und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.
    .too_many_attempts = Es gab viele Versuche nacheinander. Ab { $until } können Sie es wieder versuchen.
    .suspended = Dieses Konto ruht. Wer es betreut, kann Ihnen mehr sagen.
    .locked = Dieses Konto ist gesperrt. Um es zu entsperren, wählen Sie per E-Mail ein neues Passwort.

password =
    .title = Passwort eingeben
    .again = Bitte bestätigen Sie, dass Sie es sind.
    .not_you = Nicht Sie?
    .or_passkey = Kein Passwort? Vielleicht hat Ihr Konto stattdessen einen Passkey.

mailin =
    .title = Per E‑Mail anmelden
    .lead = Wir schicken Ihnen einen Link und einen Code. Ihr Passwort brauchen Sie nicht.
    .send = Link schicken
    .instead = Lieber einen Link per E‑Mail
    .sent = Falls { $login } hier ein Konto hat, ist eine E‑Mail unterwegs. Öffnen Sie den Link in diesem Browser oder geben Sie den Code ein.
    .code = Code aus der E‑Mail
    .wrong = Dieser Code stimmt nicht oder gilt nicht mehr. Nehmen Sie die neueste E‑Mail.
    .use_password = Passwort verwenden
    .elsewhere_title = Ihr Code
    .elsewhere = Sie haben die Anmeldung in einem anderen Browser begonnen. Tippen Sie dort diesen Code ein.
    .elsewhere_note = Geben Sie diesen Code niemandem. Falls Sie sich gerade nicht anmelden, nehmen Sie die Schaltfläche unten.
    .denied = Link und Code aus unserer E‑Mail gelten nicht mehr. Niemand kommt damit hinein.

signup =
    .title = Konto erstellen
    .for_app = Ein Konto bei { $tenant }, für { $app } und mehr
    .for_tenant = Ihr Konto bei { $tenant }
    .name = Name
    .email = E‑Mail
    .have_account = Schon ein Konto?
    .passkey = Konto mit Passkey erstellen
    .passkey_hint = Kein Passwort zu merken: Sie entsperren stattdessen Ihr Gerät.
    .finish_title = Richten Sie Ihren Passkey ein
    .password_title = Wählen Sie ein Passwort
    .finish_lead = Ihre Adresse ist bestätigt. Das ist der letzte Schritt.
    .use_password = Stattdessen ein Passwort benutzen
    .passkey_cancelled = Es wurde kein Passkey eingerichtet. Versuchen Sie es noch einmal oder benutzen Sie ein Passwort.
    .passkey_failed = Der Passkey ließ sich nicht einrichten. Versuchen Sie es noch einmal oder benutzen Sie ein Passwort.
    .passkey_lacking = Passkeys gehen in diesem Browser gerade nicht. Benutzen Sie stattdessen ein Passwort.
    .taken = Diesen Benutzernamen oder diese Adresse gibt es hier inzwischen schon. Melden Sie sich an oder beginnen Sie mit einer anderen Angabe von vorn.
    .name_missing = Geben Sie den Namen ein, den andere sehen sollen.
    .name_too_long = Wählen Sie einen kürzeren Namen.
    .email_missing = Geben Sie Ihre E‑Mail-Adresse ein.
    .email_malformed = Geben Sie eine vollständige Adresse ein, etwa name@example.com.
    .username_taken = Diesen Benutzernamen gibt es schon. Nehmen Sie einen anderen oder lassen Sie das Feld leer.
    .username_malformed = Wählen Sie einen Benutzernamen ohne Leerzeichen, mit höchstens 128 Zeichen.
    .domain_blocked = Adressen dieser Domain werden hier nicht angenommen. Verwenden Sie eine andere.
    .domain_not_allowed = Hier werden nur Adressen bestimmter Domains angenommen. Versuchen Sie es mit Ihrer Adresse aus Arbeit oder Schule.

strength =
    .hint = { $count ->
        [one] Mindestens { $count } Zeichen. Gut sind drei oder vier Wörter, die nichts miteinander zu tun haben.
       *[other] Mindestens { $count } Zeichen. Gut sind drei oder vier Wörter, die nichts miteinander zu tun haben.
    }
    .missing = Wählen Sie ein Passwort.
    .refused = Wählen Sie ein Passwort, das schwerer zu erraten ist.
    .too_short = { $count ->
        [one] Nehmen Sie mindestens { $count } Zeichen.
       *[other] Nehmen Sie mindestens { $count } Zeichen.
    }
    .too_long = { $count ->
        [one] Nehmen Sie höchstens { $count } Zeichen.
       *[other] Nehmen Sie höchstens { $count } Zeichen.
    }
    .very_weak = Sehr schwach.
    .weak = Schwach.
    .good = Gut.
    .strong = Stark.
    .common = Es gehört zu den meistbenutzten Passwörtern oder ähnelt einem.
    .single_word = Ein einzelnes Wort ist schnell erraten.
    .name = Namen sind schnell erraten.
    .keyboard_row = Benachbarte Tasten sind schnell erraten.
    .repetition = Wiederholte Zeichen sind schnell erraten.
    .sequence = Folgen wie abc oder 6543 sind schnell erraten.
    .date = Daten und Jahreszahlen sind schnell erraten.
    .add_words = Fügen Sie ein oder zwei ungewöhnliche Wörter hinzu.
    .use_words = Nehmen Sie einige Wörter, die nicht zusammengehören.
    .avoid_repetition = Lassen Sie Wiederholungen weg.
    .avoid_sequences = Lassen Sie Buchstaben- und Ziffernfolgen weg.
    .avoid_dates = Lassen Sie Daten und Jahreszahlen weg.
    .longer_pattern = Nehmen Sie ein längeres Muster mit mehr Wendungen.
    .no_tricks = Großbuchstaben und Zeichen an Stelle von Buchstaben helfen wenig, mehr Wörter helfen viel.
    .breached = Dieses Passwort wurde anderswo gestohlen und steht auf Listen, die Angreifer als Erstes durchprobieren. Wählen Sie ein anderes.
    .used_before = Dieses Passwort hatten Sie schon einmal. Wählen Sie ein neues.

verify =
    .title = Schauen Sie in Ihr Postfach
    .sent_to = Wir haben einen Code an { $email } geschickt.
    .sent_again = Ein neuer Code ist unterwegs. Nur der neueste gilt.
    .code = Sechsstelliger Code
    .hint = Noch nicht da? Sehen Sie auch im Spam‑Ordner nach.
    .confirm = Bestätigen
    .send_again = Neuen Code schicken
    .change = Andere Adresse nehmen
    .missing = Geben Sie den Code aus der E‑Mail ein.
    .wrong = Das ist nicht der Code, den wir geschickt haben. Vergleichen Sie ihn mit der neuesten E‑Mail.
    .expired = Dieser Code ist abgelaufen.
    .spent = Es gab zu viele falsche Codes. Dieser gilt nicht mehr.
    .give_title = E‑Mail-Adresse ergänzen
    .give_lead = Ihr Konto bei { $tenant } hat noch keine Adresse. Geben Sie Ihre ein, dann schicken wir einen Code dorthin.
    .give_not_here = Ihr Konto hat keine E‑Mail-Adresse, und { $tenant } braucht eine. Bitten Sie die Leute, die { $tenant } betreiben, sie einzutragen.

second =
    .totp_title = Geben Sie Ihren Code ein
    .totp_lead = Ihre Authenticator-App zeigt ihn für { $tenant } an.
    .totp_missing = Geben Sie den Code aus Ihrer Authenticator-App ein.
    .totp_wrong = Dieser Code passt nicht. Warten Sie auf den nächsten und versuchen Sie es noch einmal.
    .recovery_title = Wiederherstellungs­code nehmen
    .recovery_lead = Er steht auf der Liste, die Sie aufbewahrt haben.
    .recovery_field = Wiederherstellungs­code
    .recovery_left = { $count ->
        [one] Jeder Code gilt einmal. Sie haben noch { $count }.
       *[other] Jeder Code gilt einmal. Sie haben noch { $count }.
    }
    .recovery_missing = Geben Sie einen Ihrer Wiederherstellungscodes ein.
    .recovery_wrong = Das ist keiner Ihrer Codes, oder er wurde schon benutzt.
    .email_lead = Wir können einen Code an { $email } schicken.
    .new_here = Sie haben sich von hier noch nie angemeldet, darum prüfen wir, ob Sie es sind.
    .email_send = Code schicken
    .other_ways = Anders anmelden
    .way_totp = Authenticator-App benutzen
    .way_approval = In einem anderen Browser bestätigen
    .way_email = Code per E‑Mail bekommen
    .way_recovery_code = Wiederherstellungscode benutzen
    .way_passkey = Einen Passkey benutzen
    .remember = { $count ->
        [one] In diesem Browser { $count } Tag lang nicht mehr fragen
       *[other] In diesem Browser { $count } Tage lang nicht mehr fragen
    }

approval =
    .lead = Nehmen Sie einen Browser, in dem Sie schon angemeldet sind, zum Beispiel auf Ihrem Telefon.
    .ask = Um Bestätigung bitten
    .again = Noch einmal bitten
    .waiting_title = Bestätigen Sie im anderen Browser
    .open = Öffnen Sie { $url }, wo Sie schon angemeldet sind.
    .number = Geben Sie dort diese Zahl ein:
    .waiting = Sobald Sie bestätigen, geht es hier von selbst weiter.
    .denied_title = Die Anmeldung wurde abgelehnt
    .denied = Im anderen Browser hat jemand abgelehnt oder falsche Zahlen eingegeben. Nehmen Sie einen anderen Weg.
    .expired_title = Niemand hat rechtzeitig bestätigt
    .expired = Sie können noch einmal fragen oder einen anderen Weg nehmen.
    .too_often = In Ihren anderen Browsern können Sie vorerst nicht fragen. Nehmen Sie einen anderen Weg, oder versuchen Sie es in einer Stunde wieder.

passkey =
    .title = Passkey benutzen
    .lead = Ihr Gerät bestätigt für { $tenant }, dass Sie es sind.
    .use = Passkey benutzen
    .sign_in = Mit Passkey anmelden
    .no_script = Passkeys brauchen JavaScript, und das ist in diesem Browser ausgeschaltet.
    .cancelled = Es wurde kein Passkey benutzt. Versuchen Sie es noch einmal oder melden Sie sich anders an.
    .cancelled_alone = Es wurde kein Passkey benutzt. Bitte versuchen Sie es noch einmal.
    .timed_out = Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.
    .cannot_use = Passkeys gehen in diesem Browser gerade nicht. Bitte melden Sie sich anders an.
    .cannot_use_alone = Passkeys gehen in diesem Browser gerade nicht. Versuchen Sie es mit einem anderen Browser oder Gerät.
    .cannot_make = Dieser Passkey ließ sich nicht einrichten. Bitte versuchen Sie es noch einmal.
    .not_made = Es wurde kein Passkey eingerichtet. Versuchen Sie es noch einmal oder ein andermal.
    .exists = Dieses Gerät hat schon einen Passkey für Ihr Konto.
    .late = Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.
    .unknown = Diesen Passkey kennen wir hier nicht. Bitte melden Sie sich anders an.
    .unknown_alone = Diesen Passkey kennen wir hier nicht. Bitte versuchen Sie es mit einem anderen.
    .of_another = Dieser Passkey gehört zu einem anderen Konto. Benutzen Sie einen eigenen.
    .refused = Dieser Passkey ließ sich nicht prüfen. Bitte versuchen Sie es noch einmal.
    .copied = Von diesem Passkey scheint es eine Kopie zu geben, darum galt er nicht. Bitte melden Sie sich anders an.
    .copied_alone = Von diesem Passkey scheint es eine Kopie zu geben, darum galt er nicht. Bitte wenden Sie sich an den Betreiber dieser Seite.
    .offer_title = Nächstes Mal schneller anmelden
    .offer_lead = Richten Sie auf diesem Gerät einen Passkey ein.
    .offer_easy = Anmelden mit Fingerabdruck, Gesicht oder der PIN dieses Geräts.
    .offer_safe = Nichts zu merken, und nichts, was eine gefälschte Seite Ihnen stehlen kann.
    .offer_private = Fingerabdruck und Gesicht bleiben auf dem Gerät.
    .offer_make = Passkey einrichten
    .offer_later = Nicht jetzt

sms =
    .title = Schauen Sie auf Ihr Telefon
    .sent_to = Wir haben einen Code per SMS an { $number } geschickt.
    .lead = Wir können einen Code per SMS an { $number } schicken.
    .hint = Noch nicht da? Es kann eine Minute dauern.
    .change = Andere Nummer nehmen
    .missing = Geben Sie den Code aus der SMS ein.
    .wrong = Das ist nicht der Code, den wir geschickt haben. Vergleichen Sie ihn mit der neuesten SMS.
    .way = Code per SMS bekommen
    .number_title = Codes per SMS bekommen
    .number_lead = Wir schicken einen Code an Ihr Telefon, jetzt und wenn eine Anmeldung einen braucht.
    .number = Telefonnummer
    .number_hint = Mit der Vorwahl des Landes, etwa +49 1512 3456789.
    .number_missing = Geben Sie Ihre Telefonnummer ein.
    .number_no_country = Beginnen Sie mit einem Pluszeichen und der Vorwahl Ihres Landes, etwa +49.
    .number_elsewhere = In dieses Land können wir keine SMS senden. Nehmen Sie eine andere Nummer oder einen anderen Weg.
    .number_malformed = Das ist keine vollständige Telefonnummer. Vergleichen Sie sie mit Ihrer.
    .use_totp = Stattdessen eine Authenticator-App benutzen
    .use_sms = Stattdessen Codes per SMS bekommen
    .message = Ihr Code für { $tenant } ist { $code }. Sagen Sie ihn niemandem.
    .recovery = Jemand möchte ohne zweiten Schritt in Ihr Konto bei { $tenant }. Sind Sie das nicht? { $link }

enrol =
    .title = Richten Sie einen zweiten Schritt ein
    .lead = Neben dem Passwort benutzen Sie dann einen Code von Ihrem Telefon.
    .install = Öffnen Sie auf Ihrem Telefon eine Authenticator-App oder installieren Sie eine.
    .scan = Fügen Sie dort dieses Konto hinzu: Scannen Sie das Bild unten.
    .picture = Ein QR-Code für Ihre Authenticator-App
    .open = In der Authenticator-App öffnen
    .by_hand = Scannen geht nicht? Schlüssel eintippen
    .type_code = Tippen Sie den Code ein, den die App jetzt anzeigt.

codes =
    .title = Wiederherstellungs­codes aufbewahren
    .lead = Falls Sie Ihr Telefon oder Ihren Computer verlieren, kommen Sie mit jedem Code einmal hinein. Sie sehen sie nur jetzt: Kopieren, drucken oder notieren Sie sie.
    .anew = Das war Ihr letzter, deshalb sind hier neue.
    .whose = Für { $login } bei { $tenant }
    .print = Drucken
    .copy = Kopieren
    .copied = Kopiert
    .saved = Ich habe sie aufbewahrt

link =
    .confirm_title = Adresse bestätigen
    .confirm = Gehört { $email } zu Ihrem Konto bei { $tenant }?
    .confirm_button = Ja, bestätigen
    .why_password = Sie haben in einem anderen Browser begonnen. Geben Sie das dort gewählte Passwort ein, oder tippen Sie dort den Code aus der E‑Mail ein.
    .type_code = Um { $email } zu bestätigen, tippen Sie den Code aus der E‑Mail auf der Seite ein, auf der Sie begonnen haben.
    .password_wrong = Das ist nicht das Passwort, das für dieses Konto gewählt wurde.
    .deny_button = Nein, das war ich nicht
    .denied_title = Nichts wurde bestätigt
    .denied = { $email } wird nicht verwendet. Link und Code aus unserer E‑Mail gelten nicht mehr.
    .not_you = Nicht Ihre? Schließen Sie diese Seite, dann geschieht nichts.
    .confirmed_title = Adresse bestätigt
    .confirmed = { $email } gehört jetzt zu Ihrem Konto.
    .close = Sie können diese Seite schließen und dort weitermachen, wo Sie begonnen haben.
    .void_title = Dieser Link gilt nicht mehr
    .void = Links aus unseren E‑Mails gelten einmal und nur kurze Zeit.
    .ask_again = Neuen Link anfordern

forgot =
    .title = Passwort vergessen?
    .lead = Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort wählen.
    .void_title = Dieser Link gilt nicht mehr
    .send = Link schicken
    .back = Zurück zur Anmeldung
    .username_missing = Geben Sie Ihren Benutzernamen oder Ihre E‑Mail-Adresse ein.
    .link_void = Links aus unseren E‑Mails gelten einmal und nur kurze Zeit. Hier bekommen Sie einen neuen.
    .sent_title = Schauen Sie in Ihr Postfach
    .sent = Falls es ein Konto für { $username } gibt, ist eine E‑Mail mit einem Link unterwegs.
    .sent_hint = Das kann eine Minute dauern. Sehen Sie auch im Spam‑Ordner nach.
    .try_again = Anderen Namen oder andere Adresse versuchen

newpassword =
    .title = Neues Passwort wählen
    .field = Neues Passwort
    .save = Passwort speichern
    .effect = Überall sonst werden Sie abgemeldet.
    .changed_title = Passwort geändert
    .changed = Alle anderen Anmeldungen sind beendet. Ab jetzt gilt das neue Passwort.
    .changed_here = Ab jetzt gilt das neue Passwort. Wo Sie angemeldet sind, bleiben Sie es.
    .changed_close = Sie können diese Seite schließen und sich in Ihrer App anmelden.
    .why_operator = Wer { $tenant } betreibt, bittet Sie um ein neues Passwort, bevor es weitergeht.
    .why_breached = Ihr Passwort wurde anderswo gestohlen und steht auf Listen, die Angreifer als Erstes durchprobieren. Wählen Sie ein neues, bevor es weitergeht.
    .why_code = Ihr Konto hat kein Passwort, Sie melden sich mit einem Passkey an. Um per E‑Mail ein Passwort festzulegen, brauchen wir auch einen Code.
    .passkey_title = Sie melden sich mit einem Passkey an
    .passkey_lead = Ihr Konto hat kein Passwort, und dieser Link allein legt keines fest. Melden Sie sich mit Ihrem Passkey an, dort können Sie eines einrichten.
    .passkey_lost = Alle Passkeys verloren? Nur wer { $tenant } betreibt, kann Sie wieder hineinlassen.
    .lost = Ich habe meine Passkeys und Codes verloren

lock =
    .title = Ihr Konto sperren?
    .lead = Tun Sie das, wenn bei Ihrem Konto bei { $tenant } etwas nicht von Ihnen war.
    .out = Alle werden abgemeldet, in jedem Browser, jeder App und auf jedem Gerät.
    .in = Niemand kommt hinein, bis Sie es mit einem neuen Passwort entsperren.
    .undone = Passkeys und Authenticator-Apps aus den letzten Tagen werden entfernt. Eine neue Adresse oder eine Löschung wird zurückgenommen.
    .button = Mein Konto sperren
    .was_me = Waren Sie es doch? Schließen Sie diese Seite, und es geschieht nichts.
    .void = Er wurde schon benutzt oder ist zu alt. Wenn Sie nicht in Ihr Konto kommen, wählen Sie ein neues Passwort.
    .done_title = Ihr Konto ist gesperrt
    .done = Alle sind abgemeldet, und niemand kommt hinein, bis Sie es entsperren.
    .unlock_now = Jetzt entsperren
    .later = Wenn Sie es wieder nutzen möchten, nehmen Sie „{ $forgot }“ auf der Anmeldeseite.
    .operators = Nur wer { $tenant } betreibt, kann es entsperren.
    .unlock_title = Ihr Konto entsperren
    .unlock_lead = Wählen Sie ein neues Passwort. Das alte gilt nicht mehr.
    .unlock_passkey = Sie melden sich wie bisher mit Ihrem Passkey an. Nur die Sperre wird aufgehoben.
    .code = Code für den zweiten Schritt
    .code_hint = Aus Ihrer Authenticator-App oder einer Ihrer Wiederherstellungscodes.
    .code_missing = Geben Sie einen Code aus Ihrer App oder einen Wiederherstellungscode ein.
    .code_wrong = Dieser Code passt nicht, oder er wurde schon benutzt.
    .unlock_submit = Konto entsperren
    .unlocked_title = Ihr Konto ist entsperrt
    .unlocked = Melden Sie sich mit dem neuen Passwort an und sehen Sie nach, ob alle Anmeldemethoden Ihre sind.
    .to_methods = Anmeldemethoden ansehen
    .allow_lead = Eine App möchte dieses Konto mit einem Ihrer Wiederherstellungscodes entsperren und ein neues Passwort wählen. Fahren Sie nur fort, wenn Sie diese App gerade benutzen.
    .allow_button = Ja, das bin ich
    .allow_not_me = Sind Sie es nicht? Schließen Sie diese Seite, und das Konto bleibt gesperrt.
    .allowed_title = Weiter in der App
    .allowed = Dort können Sie jetzt Ihr neues Passwort wählen.

regain =
    .cannot = Nichts davon ist möglich
    .title = Ohne zweiten Schritt zurück ins Konto
    .lead = Für den Fall, dass Sie alles für den zweiten Schritt verloren haben. Es dauert eine Weile, damit so niemand anders hineinkommt.
    .told = Wir sagen es Ihnen per E‑Mail und überall, wo Sie angemeldet sind. Von dort lässt es sich bis zuletzt aufhalten.
    .wait = Ab { $at } können Sie es abschließen, mit einem Link, den wir Ihnen schicken. Finden Sie vorher etwas wieder, melden Sie sich einfach an wie immer.
    .effect = Dann wird alles entfernt, was für den zweiten Schritt eingerichtet ist, alle werden abgemeldet, und Sie richten Neues ein.
    .start = Zurück ins Konto
    .waiting_title = Ihre Bitte wartet
    .waiting = Ab { $at } können Sie es abschließen. Dann schicken wir Ihnen den Link.
    .ready_title = Schauen Sie in Ihr Postfach
    .ready = Die Wartezeit ist vorbei. Wir haben Ihnen einen Link geschickt, mit dem Sie es abschließen.
    .mail_again = Link noch einmal schicken
    .mailed_again = Wir haben Ihnen einen neuen Link geschickt. Der vorige gilt nicht mehr.
    .later_title = Das ist im Moment nicht möglich
    .later = Darum wurde schon gebeten, oder es wurde aufgehalten. Ab { $at } geht es wieder.
    .nobody_title = Es gibt keine Adresse dafür
    .nobody = Ihr Konto hat keine bestätigte E‑Mail-Adresse. Nur wer { $tenant } betreibt, kann Sie wieder hineinlassen.
    .asked_title = Möchten Sie zurück ins Konto?
    .asked = Jemand, der Ihr Passwort kennt oder Ihre E‑Mails liest, sagt, der zweite Schritt sei verloren, und möchte ohne ihn hinein.
    .when = Verlangt: { $at }
    .from = Abschließen möglich ab { $at }
    .stop = Das bin ich nicht: aufhalten
    .keep = Das bin ich, weiter
    .stop_title = Das aufhalten?
    .stop_lead = Jemand möchte ohne zweiten Schritt in Ihr Konto bei { $tenant }. Wenn Sie es nicht sind, halten Sie es hier auf.
    .stopped_title = Es ist aufgehalten
    .stopped = So kommt niemand hinein. Aber vielleicht kennt jemand Ihr Passwort: Ändern Sie es, oder sperren Sie Ihr Konto.
    .void = Er wurde schon benutzt, oder es ist vorbei.
    .finish_title = Zurück ins Konto
    .finish_lead = Sie wollten ohne zweiten Schritt zurück in Ihr Konto bei { $tenant }.
    .gone = Ihre Passkeys, Ihre Authenticator-App, Ihre Nummer und Ihre Wiederherstellungscodes werden entfernt.
    .password = Sie wählen ein neues Passwort.
    .finish = Entfernen und weiter
    .not_me = Waren das nicht Sie? Nehmen Sie den anderen Link in der E‑Mail, der hält es auf.
    .early_title = Es ist noch zu früh
    .done_title = Sie kommen wieder hinein
    .done = Alles für den zweiten Schritt ist entfernt. Melden Sie sich an und richten Sie gleich etwas Neues ein.
    .done_password = Alles für den zweiten Schritt ist entfernt. Wählen Sie ein neues Passwort, melden Sie sich an und richten Sie gleich etwas Neues ein.
    .set_up = Anmelden und einrichten
    .waits = Jemand möchte ohne zweiten Schritt in dieses Konto.
    .look = Ansehen
    .approve = Das bin ich: nicht warten
    .approve_hint = Sie sind hier in zwei Schritten angemeldet. Wenn Sie es selbst verlangt haben, müssen Sie nicht warten.
    .approved_title = Sie müssen nicht mehr warten
    .none_title = Nichts aufzuhalten
    .none = Niemand möchte ohne zweiten Schritt in Ihr Konto.

consent =
    .title = { $app } möchte Ihr Konto verwenden
    .leads_to = Danach geht es weiter zu { $host }.
    .other_account = Konto wechseln
    .will = Die App kann dann
    .new = Neu
    .allow = Erlauben

scope =
    .openid = wissen, dass Sie es sind
    .profile = Ihren Namen und Ihr Profil sehen
    .email = Ihre E‑Mail-Adresse sehen
    .address = Ihre Postanschrift sehen
    .phone = Ihre Telefonnummer sehen
    .offline_access = verbunden bleiben, auch wenn Sie nicht da sind
    .other = „{ $scope }“ verwenden

device =
    .title = Gerät verbinden
    .lead = Ihr Fernseher oder ein anderes Gerät zeigt einen Code. Geben Sie ihn hier ein.
    .code = Code auf dem Gerät
    .hint = Acht Buchstaben. Groß oder klein, mit oder ohne Strich.
    .missing = Geben Sie den Code ein, den das Gerät zeigt.
    .unknown = Diesen Code zeigt kein Gerät. Vergleichen Sie ihn Buchstabe für Buchstabe.
    .expired = Dieser Code gilt nicht mehr. Lassen Sie sich vom Gerät einen neuen zeigen.
    .connect_title = Dieses Gerät verbinden?
    .connect_named = { $device } verbinden?
    .wants = { $app } auf diesem Gerät möchte Ihr Konto benutzen.
    .compare = Zeigt das Gerät vor Ihnen diesen Code?
    .says = Das Gerät, das fragt
    .nameless = Ein Gerät ohne Namen
    .asked = { $count ->
        [0] Hat gerade eben gefragt
        [one] Hat vor { $count } Minute gefragt
       *[other] Hat vor { $count } Minuten gefragt
    }
    .same_network = Aus demselben Netz wie Sie
    .elsewhere = Aus einem anderen Netz als Sie
    .warning = Hat Ihnen jemand diesen Code geschickt? Dann ist es dessen Gerät, und er käme in Ihr Konto.
    .deny = Nicht mein Gerät
    .connect = Verbinden
    .done_title = Schauen Sie auf Ihr Gerät
    .done = { $app } macht dort gleich weiter. Sie können diese Seite schließen.
    .done_named = { $app } macht gleich auf { $device } weiter. Sie können diese Seite schließen.
    .denied_title = Nichts wurde verbunden
    .denied = Das Gerät wurde abgewiesen. Wenn Ihnen jemand den Code gegeben hat, antworten Sie ihm nicht.
    .again = Anderen Code eingeben

choose =
    .title = Konto wählen
    .asks_password = Passwort nötig
    .remove = Entfernen
    .remove_person = { $person } aus diesem Browser entfernen
    .removed = { $person } wurde aus diesem Browser entfernt.
    .other = Anderes Konto verwenden

signout =
    .title = Abmelden?
    .from_app = Damit melden Sie sich von { $app } ab und von allem anderen, das Sie in diesem Browser mit { $tenant } nutzen.
    .from_tenant = Damit melden Sie sich von allem ab, das Sie in diesem Browser mit { $tenant } nutzen.
    .several = In diesem Browser sind mehrere Personen bei { $tenant } angemeldet.
    .who = Wer meldet sich ab?
    .everyone = Alle in diesem Browser
    .confirm = Abmelden
    .cancel = Angemeldet bleiben
    .done_title = Abgemeldet
    .done = In diesem Browser ist niemand mehr bei { $tenant } angemeldet.
    .done_others = Sie sind abgemeldet. Andere sind in diesem Browser weiterhin bei { $tenant } angemeldet.
    .apps = Auch diese Apps werden abgemeldet:
    .again = Wieder anmelden bei { $app }
    .again_short = Wieder anmelden
    .cancelled_title = Weiterhin angemeldet
    .cancelled = Es wurde nichts geändert. Sie sind weiterhin bei { $tenant } angemeldet.

formpost =
    .title = Gleich geschafft
    .lead = Es geht zurück zu { $app }.

done =
    .title = Hier ist alles erledigt
    .to_app = Diesen Schritt haben Sie schon abgeschlossen. Weiter geht es in { $app }.
    .alone = Diesen Schritt haben Sie schon abgeschlossen. Sie können diese Seite schließen.

again =
    .expired_title = Das hat etwas gedauert
    .expired = Zum Schutz Ihres Kontos wartet eine Anmeldung nur begrenzte Zeit.
    .other_browser_title = Woanders begonnen
    .other_browser = Diese Anmeldung wurde in einem anderen Browser begonnen, oder Cookies sind für diese Website ausgeschaltet. Hier kann sie nicht weitergehen.
    .from_app = Öffnen Sie die App noch einmal und melden Sie sich von dort an.
    .button = Neu beginnen

home =
    .title = Anmeldung
    .heading = Anmeldung für { $tenant }
    .lead = Öffnen Sie die App, die Sie verwenden möchten, und melden Sie sich von dort an.
    .here = Hier verwalten Sie Ihr Konto. Um eine App zu verwenden, öffnen Sie sie und melden Sie sich von dort an.
    .apps = Ihre Apps
    .no_apps = Von hier aus lässt sich keine App öffnen.

error =
    .app_title = Diese App ist nicht richtig eingerichtet
    .app = Wir können nicht sicher sein, wer hier fragt, und haben deshalb angehalten. Das kann nur der Anbieter der App beheben.
    .request_title = Diese Anfrage hat nicht geklappt
    .request = Gehen Sie zurück zur App und versuchen Sie es noch einmal. Falls es öfter vorkommt, wenden Sie sich an den Anbieter der App.
    .refused_title = Das darf diese App nicht
    .refused = Die App hat um etwas gebeten, wofür sie nicht registriert ist. Das kann nur der Anbieter der App beheben.
    .no_return_title = Wir können Sie nicht zur App zurückbringen
    .no_return = In der Anfrage der App ist ein Fehler. Das kann nur der Anbieter der App beheben.
    .ours_title = Bei uns ist etwas schiefgegangen
    .ours = Bitte versuchen Sie es gleich noch einmal. Falls es öfter vorkommt, nennen Sie uns die Kennung unten.
    .not_found_title = Diese Seite gibt es nicht
    .not_found = Vielleicht ist die Adresse unvollständig. Öffnen Sie die App, die Sie verwenden möchten, und melden Sie sich von dort an.
    .unavailable_title = Gleich wieder da
    .unavailable = Ein Dienst, den wir brauchen, ist gerade nicht erreichbar. Es geht nichts verloren; bitte versuchen Sie es gleich noch einmal.
    .unavailable_posted = Gehen Sie gleich mit der Zurück-Taste des Browsers zurück und senden Sie noch einmal.
    .retry = Noch einmal versuchen
    .reference = Kennung
    .for_developer = Technische Details
    .for_developer_of = Technische Details zu { $app }

terms =
    .title = Nutzungsbedingungen
    .lead = Bitte lesen Sie die Nutzungsbedingungen von { $name }, bevor es weitergeht.
    .lead_changed = Die Nutzungsbedingungen von { $name } haben sich geändert. Bitte lesen Sie sie, bevor es weitergeht.
    .changes = Was sich geändert hat
    .read = Nutzungsbedingungen von { $name } lesen
    .read_beside = Nutzungsbedingungen von { $name } lesen (neuer Tab)
    .version = Fassung { $version }
    .accept = Annehmen
    .decline = Ablehnen
    .declining = Wenn Sie ablehnen, verlassen Sie diese Seite. Beim nächsten Mal werden Sie wieder gefragt.
    .agree = Mit dem Konto nehmen Sie die Nutzungsbedingungen von { $name } an.

invite =
    .lead = Sie sind zu { $tenant } eingeladen. Ergänzen Sie, was noch fehlt, dann geht es los.
    .done_title = Ihr Konto ist fertig
    .done = Melden Sie sich ab jetzt mit { $email } an.
