account =
    .title = Ihr Konto
    .back = Zurück zu Ihrem Konto
    .switch = Konto wechseln
    .sessions_title = Wo Sie angemeldet sind
    .sessions_about = Browser, und wie Sie sich dort abmelden
    .sessions_ended = Erledigt. Dort ist eine neue Anmeldung nötig.
    .browser_on = { $browser } unter { $system }
    .unknown_browser = Unbekannter Browser
    .this_browser = Dieser hier
    .last_seen = Zuletzt benutzt:
    .since = Seit:
    .end = Beenden
    .end_session = Anmeldung in { $browser } beenden
    .end_others = Überall sonst abmelden
    .apps_title = Verbundene Apps
    .apps_about = Apps, bei denen Sie sich angemeldet haben, und was sie sehen
    .no_apps = Mit Ihrem Konto ist keine App verbunden.
    .app_ended = Die App wurde getrennt. Sie sieht nichts mehr von Ihrem Konto.
    .app_devices = { $count ->
        [one] Mit ihr wird { $count } Gerät getrennt.
       *[other] Mit ihr werden { $count } Geräte getrennt.
    }
    .last_sign_in = Letzte Anmeldung:
    .disconnect = Trennen
    .disconnect_app = { $app } trennen
    .profile_title = Über Sie
    .profile_about = Name, Sprache, Zeitzone
    .profile_saved = Ihre Änderungen sind gespeichert.
    .given_name = Vorname
    .family_name = Nachname
    .language = Sprache
    .language_of_browser = Wie im Browser
    .zone = Zeitzone
    .zone_hint = Zum Beispiel Europe/Berlin
    .unknown_zone = Geben Sie eine Zeitzone wie Europe/Berlin ein.
    .save = Speichern
    .email_title = E-Mail-Adresse
    .email_about = Wohin unsere Nachrichten gehen
    .email_changed = Ihre Adresse wurde geändert.
    .email_same = Das ist schon Ihre Adresse.
    .email_hint = Wir senden einen Code dorthin. Bis Sie ihn eingeben, ändert sich nichts.
    .new_email = Neue Adresse
    .password_title = Passwort
    .password_about = Ein anderes wählen
    .password_changed = Ihr Passwort wurde geändert.
    .password_wrong = Das ist nicht Ihr jetziges Passwort.
    .current_password = Jetziges Passwort
    .data_title = Ihre Daten herunterladen
    .data_about = Alles, was über Sie gespeichert ist, als Datei
    .data_lead = Sie erhalten eine JSON-Datei mit Profil, Anmeldungen, verbundenen Apps und Aktivität.
    .data_submit = Herunterladen
    .deletion_title = Konto löschen
    .deletion_about = Mit allem, was dazugehört
    .deletion_lead = Sie werden überall abgemeldet, Apps verlieren, was Sie ihnen erlaubt haben, und Ihr Konto verschwindet mit allem, was dazugehört.
    .deletion_days = { $count ->
        [one] Falls Sie es sich anders überlegen: Melden Sie sich innerhalb von { $count } Tag an, und alles bleibt.
       *[other] Falls Sie es sich anders überlegen: Melden Sie sich innerhalb von { $count } Tagen an, und alles bleibt.
    }
    .deletion_at_once = Das lässt sich nicht rückgängig machen.
    .deletion_submit = Mein Konto löschen
    .deleted_title = Ihr Konto wird gelöscht

activity =
    .title = Aktivität
    .about = Was in Ihrem Konto geschehen ist
    .none = In Ihrem Konto ist länger nichts geschehen.
    .not_you = Etwas davon waren nicht Sie?
    .signed_in = Angemeldet
    .profile_changed = Profil geändert
    .email_changed = E-Mail-Adresse geändert
    .password_changed = Passwort geändert
    .password_reset = Neues Passwort über einen Link gewählt
    .app_allowed = App verbunden
    .app_disconnected = App getrennt
    .sessions_ended = Anderswo abgemeldet
    .data_downloaded = Daten heruntergeladen
    .deletion_requested = Löschung des Kontos verlangt
    .deletion_cancelled = Konto behalten
    .totp_added = Authenticator-App eingerichtet
    .totp_removed = Authenticator-App entfernt
    .recovery_codes_made = Neue Wiederherstellungscodes erstellt
    .recovery_code_used = Wiederherstellungscode benutzt
    .factors_reset = Zweiter Schritt vom Betreiber entfernt
    .device_connected = Gerät verbunden
    .device_denied = Gerät abgelehnt
    .device_ended = Gerät getrennt
    .passkey_added = Ein Passkey kam dazu
    .passkey_used = Ein Passkey wurde benutzt
    .passkey_removed = Ein Passkey wurde entfernt
    .passkey_copied = Ein Passkey, der eine Kopie zu sein scheint, wurde abgewiesen

security =
    .title = Anmeldemethoden
    .about = Authenticator-App, Wiederherstellungscodes
    .back = Zurück zu Ihren Anmeldemethoden
    .change = Ändern
    .change_password = Ihr Passwort ändern
    .password_set = Festgelegt
    .not_set_up = Nicht eingerichtet
    .totp = Authenticator-App
    .totp_about = Ein Code von Ihrem Telefon neben dem Passwort
    .set_up = Einrichten
    .set_up_totp = Authenticator-App einrichten
    .replace = Ersetzen
    .replace_totp = An ihrer Stelle eine andere Authenticator-App einrichten
    .codes = Wiederherstellungscodes
    .codes_left = { $count ->
        [0] Keine mehr übrig
        [one] Noch { $count } übrig
       *[other] Noch { $count } übrig
    }
    .codes_few = Erstellen Sie neue, bevor keine mehr übrig sind.
    .renew = Neue erstellen
    .renew_codes = Neue Wiederherstellungscodes erstellen
    .renew_hint = Neue Wiederherstellungscodes ersetzen alle früheren.
    .remove = Entfernen
    .remove_totp = Authenticator-App entfernen
    .remove_lead = Danach hält nur noch Ihr Passwort andere fern.
    .remove_codes = Auch Ihre Wiederherstellungscodes gelten dann nicht mehr.
    .totp_added = Ihre Authenticator-App ist eingerichtet.
    .totp_removed = Die Authenticator-App wurde entfernt.
    .codes_made = Ihre neuen Wiederherstellungscodes sind bereit. Frühere gelten nicht mehr.
    .totp_needed = Hier melden sich alle mit einem zweiten Schritt an. Sie können die Authenticator-App deshalb ersetzen, aber nicht entfernen.

devices =
    .title = Ihre Geräte
    .about = Fernseher und andere ohne Tastatur
    .none = Mit Ihrem Konto ist kein Gerät verbunden.
    .ended = Das Gerät wurde getrennt. Es kann Ihr Konto nicht mehr benutzen.
    .renamed = Der Name ist gespeichert.
    .name = Name
    .rename_device = { $device } umbenennen
    .name_odd = Nehmen Sie einen Namen mit höchstens 64 Zeichen, ohne unsichtbare.
