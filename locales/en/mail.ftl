mail =
    .hello = Hello,
    .hello_name = Hello { $name },
    .link_hint = If the button does not work, open this address:
    .sender = Sent by { $tenant } because somebody used this address there.
    .verify_subject = Your code for { $tenant }: { $code }
    .verify_body = { $minutes ->
        [one] Type this code on the page you came from, or use the button. Both work for { $minutes } minute.
       *[other] Type this code on the page you came from, or use the button. Both work for { $minutes } minutes.
    }
    .verify_button = Confirm address
    .verify_note = Never tell anybody this code. If you didn’t ask for it, you can ignore this email.
    .reset_subject = Choose a new password for { $tenant }
    .reset_body = { $minutes ->
        [one] Somebody asked for a new password for your account. If it was you, choose one now. The link works once and for { $minutes } minute.
       *[other] Somebody asked for a new password for your account. If it was you, choose one now. The link works once and for { $minutes } minutes.
    }
    .reset_button = Choose a new password
    .reset_note = If you didn’t ask for this, you can ignore this email. Your password stays as it is.
    .exists_subject = You already have an account with { $tenant }
    .exists_body = Somebody tried to create an account with this address, but there is one already. If it was you, just sign in. Should you have forgotten your password, you can choose a new one.
    .exists_note = If it wasn’t you, you can ignore this email. Nothing was changed.
    .changed_subject = Your password for { $tenant } was changed
    .changed_body = The password of your account was changed just now, and all other sign-ins have ended. If it was you, there is nothing to do.
    .changed_note = If it wasn’t you, choose a new password right away.
    .signin_body = { $minutes ->
        [one] Type this code on the page where you are signing in. It works for { $minutes } minute.
       *[other] Type this code on the page where you are signing in. It works for { $minutes } minutes.
    }
    .signin_note = Never tell anybody this code. If you are not signing in now, somebody knows your password: choose a new one.
    .signin_link_body = { $minutes ->
        [one] Use the button in the browser where you’re signing in, or type this code there. Both work for { $minutes } minute.
       *[other] Use the button in the browser where you’re signing in, or type this code there. Both work for { $minutes } minutes.
    }
    .signin_link_note = Never tell anybody this code. If you’re not signing in now, you can ignore this email: nobody gets in without it.
    .totp_added_subject = A second step was set up for { $tenant }
    .totp_added_body = From now on, signing in to your account takes a code from an authenticator app besides the password. If you set it up, there is nothing to do.
    .totp_added_note = If it wasn’t you, somebody knows your password. Choose a new one right away and tell the people who run { $tenant }.
    .totp_replaced_subject = Another authenticator app was set up for { $tenant }
    .totp_replaced_body = From now on, the codes for signing in to your account come from another authenticator app. The one you had no longer counts. If it was you, there is nothing to do.
    .totp_removed_subject = A second step was removed for { $tenant }
    .totp_removed_body = Signing in to your account no longer takes a code from your authenticator app. If you removed it, there is nothing to do.
    .totp_removed_note = If it wasn’t you, choose a new password right away and set the second step up again.
    .sms_added_body = From now on, signing in to your account takes a code besides the password, texted to { $number }. If you set it up, there is nothing to do.
    .companion_added_body = From now on, you approve sign-ins to your account in { $app } besides entering the password. If you set it up, there is nothing to do.
    .companion_removed_body = Sign-ins to your account are no longer approved in { $app }. If you removed it, there is nothing to do.
    .declined_subject = A sign-in to { $tenant } was declined
    .declined_body = Somebody who has shown your password wanted to sign in, and that was declined in { $app }. They got no further. If it wasn’t you, choose another password: whoever it was knows this one.
    .sms_moved_subject = Another phone number was set up for { $tenant }
    .sms_moved_body = From now on, the codes for signing in to your account are texted to { $number }. The number you had no longer counts. If it was you, there is nothing to do.
    .sms_removed_body = Signing in to your account no longer takes a code that is texted to { $number }. If you removed the number, there is nothing to do.
    .codes_made_subject = New recovery codes for { $tenant }
    .codes_made_body = New recovery codes were made for your account just now. Older ones no longer work. If it was you, there is nothing to do.
    .codes_made_note = If it wasn’t you, choose a new password right away and tell the people who run { $tenant }.
    .recovery_used_subject = A recovery code was used for { $tenant }
    .recovery_used_body = { $left ->
        [one] One of your recovery codes was used to sign in just now. You have { $left } left. If it was you, there is nothing to do.
       *[other] One of your recovery codes was used to sign in just now. You have { $left } left. If it was you, there is nothing to do.
    }
    .recovery_used_note = If it wasn’t you, choose a new password right away and tell the people who run { $tenant }.
    .changed_alone_body = The password of your account was changed just now. If it was you, there is nothing to do.
    .password_added_subject = A password was set up for { $tenant }
    .password_added_body = Your account had no password. One was set up just now, and it signs in to your account from now on. If it was you, there is nothing to do.
    .password_gone_subject = Your password for { $tenant } was removed
    .password_gone_body = The password of your account was removed just now. From now on you sign in with a passkey. If it was you, there is nothing to do.
    .moving_subject = Another address for your { $tenant } account
    .moving_body = Somebody who is signed in to your account wants { $email } to take the place of this address. It will, once mail sent there was read. If it was you, there is nothing to do.
    .moving_button = Change your password
    .moving_note = If it wasn’t you, change your password right away and sign out everywhere else.
    .deletion_subject = Your { $tenant } account will be deleted
    .deletion_body = { $days ->
        [one] As you asked, your account and all that belongs to it will be deleted in { $days } day. If you sign in before, it stays.
       *[other] As you asked, your account and all that belongs to it will be deleted in { $days } days. If you sign in before, it stays.
    }
    .deletion_now_body = As you asked, your account and all that belongs to it is being deleted.
    .deletion_button = Sign in
    .deletion_note = If it wasn’t you, sign in right away and change your password.
    .device_subject = A device was connected to your { $tenant } account
    .device_body = { $device } was connected to your account just now, for { $app }. If it was you, there is nothing to do.
    .device_button = See your devices
    .device_note = If it wasn’t you, disconnect it there and choose a new password right away.
    .handed_over_subject = One of your devices at { $tenant } has a new owner
    .handed_over_body = { $person } has taken over { $device }, with { $app }, by a code from your account. The device is signed out of your account. If you wanted that, there is nothing to do.
    .taken_subject = You took over a device at { $tenant }
    .taken_body = { $device }, with { $app }, is in your list of devices now. It was given to you by { $person }. To use it, connect it with the code on its screen.
    .taken_note = If it wasn’t you, remove it there and choose a new password right away.
    .confirm_subject = { $app } asks you to confirm something at { $tenant }
    .confirm_body = { $app } asks you to confirm something. What it is stands in your account, for a few minutes.
    .confirm_button = See what it is
    .confirm_note = If you didn’t expect this, refuse it there. Nothing happens unless you confirm it.
    .passkey_added_subject = A passkey was added for { $tenant }
    .passkey_added_body = A passkey can now sign in to your account without the password: { $label }. If you set it up, there is nothing to do.
    .passkey_added_note = If it wasn’t you, somebody got into your account. Choose a new password right away and tell the people who run { $tenant }.
    .lock_button = This wasn’t me
    .lock_note = If it wasn’t you, lock your account. That signs everybody out, and only you get back in, with a new password.
    .locked_subject = Your { $tenant } account is locked
    .locked_body = Your account was locked just now. Everybody is signed out, and nobody gets in. When you want it back, choose a new password.
    .locked_note = If it wasn’t you who locked it, somebody may be reading your email. Secure your mailbox first.
    .unlocked_subject = Your { $tenant } account is unlocked
    .unlocked_body = Your account was unlocked just now, with a link that was mailed to you. You sign in with your passkey again. If it was you, there is nothing to do.
    .unlock_subject = Unlock your { $tenant } account
    .unlock_body = Your account is locked. With a new password you unlock it. The link works once, for a short time.
    .unlock_button = Unlock account
    .unlock_note = If you didn’t ask for this, you can ignore this email. Your account stays locked.
    .allow_unlock_body = Somebody entered your address and one of your recovery codes in an app, to unlock your account with a new password. If that was you, say so here and go on in the app. The link works once, for a short time.
    .allow_unlock_button = See who is asking
    .allow_unlock_note = If it wasn’t you, do nothing: your account stays locked. But somebody has one of your recovery codes, so unlock it by email instead and make new codes.
    .regain_subject = Somebody wants to get into your { $tenant } account
    .regain_body = Somebody who has shown your password or your mailbox says that the second step is lost, and wants to get in without it, in { $browser }, from the network { $place }. They can from { $at } on, unless you stop it.
    .regain_button = Stop it
    .regain_note = If it was you, there is nothing to do: we’ll email you the link with which you finish. If it wasn’t you, stop it, and change your password.
    .regain_reminder_subject = Somebody still wants to get into your { $tenant } account
    .regain_reminder_body = Half of the waiting is over. From { $at } on, somebody gets in without your second step, unless you stop it.
    .regain_ready_subject = Get back into your { $tenant } account
    .regain_ready_body = The waiting is over. With this link you remove everything that was set up for the second step, and get back in. It works once, until { $at }.
    .regain_ready_button = Get back in
    .regain_ready_note = If you didn’t ask for this, stop it. Otherwise whoever reads your mailbox gets into your account.
    .regain_stopped_subject = Nobody gets into your { $tenant } account without its second step
    .regain_stopped_body = The request to get into your account without its second step was stopped. If that was you, change your password: somebody may know it.
    .regain_done_subject = The second step of your { $tenant } account was removed
    .regain_done_body = After the waiting time, everything that was set up for the second step of your account was removed just now, and everybody was signed out. If it was you, sign in and set up something new.
    .new_browser_subject = New sign-in to your { $tenant } account
    .new_browser_body = Somebody signed in to your account at { $at }, in a browser that is new here: { $browser }, from the network { $place }. If it was you, there is nothing to do.
    .new_network_body = Somebody signed in to your account at { $at }, from a network that is new here: { $place }, in { $browser }. If it was you, there is nothing to do.
    .wrong_codes_subject = Wrong codes at your { $tenant } account
    .wrong_codes_body = Somebody who has shown your password or is signed in as you has typed several wrong codes for the second step. They can’t get further without a right one. If it was you, there is nothing to do.
    .passkey_gone_subject = A passkey was removed for { $tenant }
    .passkey_gone_body = A passkey was removed from your account: { $label }. If you removed it, there is nothing to do.
    .app_stays_subject = An app can act for you at { $tenant }
    .app_stays_body = You allowed { $app } to use your { $tenant } account when you are not there, until you disconnect it. If it was you, there is nothing to do.
    .app_stays_button = See your apps
    .data_subject = Your { $tenant } data was downloaded
    .data_body = A file with everything that is kept about you was downloaded from your account just now. If it was you, there is nothing to do.
    .kept_subject = Your { $tenant } account will not be deleted
    .kept_body = Somebody signed in to your account, so it stays. If it was you, there is nothing to do. If you still want it deleted, ask for that again.
    .factors_reset_subject = A sign-in method was removed for { $tenant }
    .factors_reset_body = The people who run { $tenant } removed a sign-in method from your account. You can sign in and set up a new one.
    .factors_reset_button = See your sign-in methods
    .factors_reset_note = If you didn’t ask them to, tell them.
    .passkey_copied_subject = A passkey was refused at { $tenant }
    .passkey_copied_body = A passkey of your account was used and refused, because there seems to be a copy of it: { $label }. Remove it, and add a new one.
    .browser_copied_subject = A remembered browser was forgotten at { $tenant }
    .browser_copied_body = A browser that was spared the second step at your account no longer is, because its cookie seems to have been copied. Whoever used the copy knows your password.
    .invite_subject = Your invitation to { $tenant }
    .invite_body = { $days ->
        [one] You are invited to create an account with { $tenant }. All it takes is your name and a password. The link works once and for { $days } day.
       *[other] You are invited to create an account with { $tenant }. All it takes is your name and a password. The link works once and for { $days } days.
    }
    .invite_note = If you didn’t expect this, you can ignore this email. Without you there will be no account.
