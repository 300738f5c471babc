account =
    .title = Your account
    .back = Back to your account
    .switch = Switch account
    .sessions_title = Where you’re signed in
    .sessions_about = Browsers, and signing out of them
    .sessions_ended = Done. Whoever used it has to sign in again.
    .browser_on = { $browser } on { $system }
    .unknown_browser = Unknown browser
    .this_browser = This one
    .last_seen = Last used:
    .since = Since:
    .end = End
    .end_session = End the sign-in in { $browser }
    .end_others = Sign out everywhere else
    .apps_title = Connected apps
    .apps_about = Apps you’ve signed in to, and what they see
    .no_apps = No app is connected to your account.
    .app_ended = The app was disconnected. It can’t see your account any more.
    .app_devices = { $count ->
        [one] { $count } device is disconnected with it.
       *[other] { $count } devices are disconnected with it.
    }
    .last_sign_in = Last sign-in:
    .disconnect = Disconnect
    .disconnect_app = Disconnect { $app }
    .profile_title = About you
    .profile_about = Name, language, time zone
    .profile_saved = Your changes are saved.
    .given_name = Given name
    .family_name = Family name
    .language = Language
    .language_of_browser = As in the browser
    .zone = Time zone
    .zone_hint = Such as Europe/Berlin
    .unknown_zone = Enter a time zone like Europe/Berlin.
    .save = Save
    .email_title = Email address
    .email_about = Where our mails go
    .email_changed = Your address was changed.
    .email_same = This is the address you have already.
    .email_hint = We’ll send a code to it. Until you enter the code, nothing changes.
    .new_email = New address
    .password_title = Password
    .password_about = Choose another one
    .password_changed = Your password was changed.
    .password_wrong = This isn’t your current password.
    .current_password = Current password
    .data_title = Download your data
    .data_about = Everything held about you, in a file
    .data_lead = You’ll get one JSON file with your profile, sign-ins, connected apps and activity.
    .data_submit = Download
    .deletion_title = Delete your account
    .deletion_about = With everything that belongs to it
    .deletion_lead = You’ll be signed out everywhere, apps lose what you allowed them, and your account goes with all that belongs to it.
    .deletion_days = { $count ->
        [one] If you change your mind, sign in within { $count } day, and everything stays.
       *[other] If you change your mind, sign in within { $count } days, and everything stays.
    }
    .deletion_at_once = This can’t be undone.
    .deletion_submit = Delete my account
    .deleted_title = Your account will be deleted

activity =
    .title = Activity
    .about = What happened at your account
    .none = Nothing has happened at your account for a while.
    .not_you = Something wasn’t you?
    .signed_in = Signed in
    .profile_changed = Profile changed
    .email_changed = Email address changed
    .password_changed = Password changed
    .password_reset = New password chosen by mailed link
    .app_allowed = App connected
    .app_disconnected = App disconnected
    .sessions_ended = Signed out elsewhere
    .data_downloaded = Data downloaded
    .deletion_requested = Deletion of the account requested
    .deletion_cancelled = Account kept
    .totp_added = Authenticator app set up
    .totp_removed = Authenticator app removed
    .recovery_codes_made = New recovery codes made
    .recovery_code_used = Recovery code used
    .factors_reset = Second step removed by whoever runs this
    .device_connected = Device connected
    .device_denied = Device refused
    .device_ended = Device disconnected
    .passkey_added = A passkey was added
    .passkey_used = A passkey was used
    .passkey_removed = A passkey was removed
    .passkey_copied = A passkey that seems to be a copy was refused

security =
    .title = Sign-in methods
    .about = Authenticator app, recovery codes
    .back = Back to your sign-in methods
    .change = Change
    .change_password = Change your password
    .password_set = Set
    .not_set_up = Not set up
    .totp = Authenticator app
    .totp_about = A code from your phone besides the password
    .set_up = Set up
    .set_up_totp = Set up an authenticator app
    .replace = Replace
    .replace_totp = Set up another authenticator app in its place
    .codes = Recovery codes
    .codes_left = { $count ->
        [0] None left
        [one] { $count } left
       *[other] { $count } left
    }
    .codes_few = Make new ones before you run out.
    .renew = Make new ones
    .renew_codes = Make new recovery codes
    .renew_hint = New recovery codes take the place of all older ones.
    .remove = Remove
    .remove_totp = Remove the authenticator app
    .remove_lead = Afterwards nothing but your password keeps others out.
    .remove_codes = Your recovery codes stop working, too.
    .totp_added = Your authenticator app is set up.
    .totp_removed = The authenticator app was removed.
    .codes_made = Your new recovery codes are ready. Older ones no longer work.
    .totp_needed = Everybody signs in with a second step here, so you can replace the authenticator app but not remove it.

devices =
    .title = Your devices
    .about = TVs and others without a keyboard
    .none = No device is connected to your account.
    .ended = The device was disconnected. It can’t use your account any more.
    .renamed = The name is saved.
    .name = Name
    .rename_device = Rename { $device }
    .name_odd = Use a name of at most 64 characters, without invisible ones.
