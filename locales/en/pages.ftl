# Plain and calm; nobody is to blame. Values: {$app}, {$tenant}, {$email} are set apart by the page.

page =
    .error_prefix = Error:
    .optional = optional
    .cancel = Cancel
    .close = You can close this page.
    .cancel_to_app = Cancel and go back to { $app }
    .back_to_app = Go back to { $app }
    .to_home = Go to { $tenant }
    .terms = Terms
    .privacy = Privacy
    .terms_of = Terms of { $name }
    .privacy_of = Privacy at { $name }
    .show = Show
    .hide = Hide
    .show_password = Show password
    .hide_password = Hide password
    .form_too_old = This page was open for a while. Please try once more. If it happens again, allow cookies for this site.
    .too_many = You’ve asked for this several times. You can try again after { $until }.
    .work = One moment, your browser is still getting this form ready.
    .look_again = { $count ->
        [one] One field needs another look.
       *[other] { $count } fields need another look.
    }

signin =
    .title = Sign in
    .to_app = to continue to { $app }
    .to_tenant = to your { $tenant } account
    .username = Username or email
    .only_username = Username
    .password = Password
    .continue = Continue
    .forgot = Forgot password?
    .new_here = New here?
    .create_account = Create an account
    .create_account_at = Create an account at { $host }
    .choose_account = Choose a signed-in account
    .username_missing = Enter your username or email address.
    .password_missing = Enter your password.
    .not_recognised = This name and password don’t match. Check both and try again.
    .too_many_attempts = There were many attempts in a row. You can try again after { $until }.
    .suspended = This account is paused. The people who run it can tell you more.
    .locked = This account is locked. To unlock it, choose a new password by email.

password =
    .title = Enter your password
    .again = Please confirm that it’s you.
    .not_you = Not you?
    .or_passkey = No password? Your account may have a passkey instead.

mailin =
    .title = Sign in by email
    .lead = We’ll send you a link and a code. You won’t need your password.
    .send = Email me a link
    .instead = Email me a link instead
    .sent = If { $login } has an account here, an email is on its way. Open its link in this browser, or type its code.
    .code = Code from the email
    .wrong = This code doesn’t match or no longer works. Use the newest email.
    .use_password = Use your password
    .elsewhere_title = Your code
    .elsewhere = You began to sign in in another browser. Type this code there.
    .elsewhere_note = Don’t give this code to anybody. If you are not signing in now, choose the button below.
    .denied = The link and the code from our email no longer work. Nobody gets in with them.

signup =
    .title = Create account
    .for_app = One { $tenant } account for { $app } and more
    .for_tenant = Your { $tenant } account
    .name = Name
    .email = Email
    .have_account = Have an account?
    .passkey = Create with a passkey
    .passkey_hint = No password to remember: you unlock your device instead.
    .finish_title = Set up your passkey
    .password_title = Choose a password
    .finish_lead = Your address is confirmed. This is the last step.
    .use_password = Use a password instead
    .passkey_cancelled = No passkey was set up. Try again, or use a password instead.
    .passkey_failed = The passkey could not be set up. Try again, or use a password instead.
    .passkey_lacking = Passkeys don’t work in this browser right now. Use a password instead.
    .taken = This username or address was taken in the meantime. Sign in, or begin again with another one.
    .name_missing = Enter the name others should see.
    .name_too_long = Choose a shorter name.
    .email_missing = Enter your email address.
    .email_malformed = Enter a full address, like name@example.com.
    .username_taken = This username is taken. Try another one, or leave the field empty.
    .username_malformed = Choose a username without spaces, up to 128 characters.
    .domain_blocked = Addresses at this domain can’t be used here. Use another one.
    .domain_not_allowed = Only addresses at certain domains can be used here. Try your address at work or school.

strength =
    .hint = { $count ->
        [one] At least { $count } character. Three or four unrelated words work well.
       *[other] At least { $count } characters. Three or four unrelated words work well.
    }
    .missing = Choose a password.
    .refused = Choose a password that is harder to guess.
    .too_short = { $count ->
        [one] Use at least { $count } character.
       *[other] Use at least { $count } characters.
    }
    .too_long = { $count ->
        [one] Use { $count } character at most.
       *[other] Use { $count } characters at most.
    }
    .very_weak = Very weak.
    .weak = Weak.
    .good = Good.
    .strong = Strong.
    .common = It is one of the most used passwords, or close to one.
    .single_word = A single word is quick to guess.
    .name = Names are quick to guess.
    .keyboard_row = Neighbouring keys are quick to guess.
    .repetition = Repeated characters are quick to guess.
    .sequence = Runs like abc or 6543 are quick to guess.
    .date = Dates and years are quick to guess.
    .add_words = Add another unusual word or two.
    .use_words = Use a few words that don’t belong together.
    .avoid_repetition = Leave out repetitions.
    .avoid_sequences = Leave out runs of letters or digits.
    .avoid_dates = Leave out dates and years.
    .longer_pattern = Use a longer pattern with more turns.
    .no_tricks = Capitals and signs in place of letters help little; more words help a lot.
    .breached = This password was stolen somewhere else and is on lists that attackers try first. Choose another one.
    .used_before = You have used this password before. Choose one that is new.

verify =
    .title = Check your email
    .sent_to = We sent a code to { $email }.
    .sent_again = A new code is on its way. Only the newest one works.
    .code = Six-digit code
    .hint = Not there yet? Look in the spam folder, too.
    .confirm = Confirm
    .send_again = Send a new code
    .change = Use another address
    .missing = Enter the code from the email.
    .wrong = This isn’t the code we sent. Compare it with the newest email.
    .expired = This code has expired.
    .spent = There were too many wrong codes. This one no longer works.
    .give_title = Add your email address
    .give_lead = Your { $tenant } account has no address yet. Enter one that is yours, and we’ll send a code to it.
    .give_not_here = Your account has no email address, and { $tenant } needs one. Ask the people who run { $tenant } to add it.

second =
    .totp_title = Enter your code
    .totp_lead = Your authenticator app shows it for { $tenant }.
    .totp_missing = Enter the code from your authenticator app.
    .totp_wrong = This code doesn’t match. Wait for the next one and try again.
    .recovery_title = Use a recovery code
    .recovery_lead = It’s on the list you saved.
    .recovery_field = Recovery code
    .recovery_left = { $count ->
        [one] Each code works once. You have { $count } left.
       *[other] Each code works once. You have { $count } left.
    }
    .recovery_missing = Enter one of your recovery codes.
    .recovery_wrong = This isn’t one of your codes, or you have used it before.
    .email_lead = We can send a code to { $email }.
    .new_here = You haven’t signed in from here before, so we check that it’s you.
    .email_send = Send a code
    .other_ways = Try another way
    .way_totp = Use your authenticator app
    .way_approval = Approve in another browser
    .way_email = Get a code by email
    .way_recovery_code = Use a recovery code
    .way_passkey = Use a passkey
    .remember = { $count ->
        [one] Don’t ask again on this browser for { $count } day
       *[other] Don’t ask again on this browser for { $count } days
    }

approval =
    .lead = Use a browser where you’re signed in already, on your phone for example.
    .ask = Ask for approval
    .again = Ask again
    .waiting_title = Approve it in the other browser
    .open = Where you’re signed in already, open { $url }.
    .number = Enter this number there:
    .waiting = This page goes on by itself as soon as you approve.
    .denied_title = The sign-in was refused
    .denied = Somebody said no in the other browser, or entered wrong numbers. Choose another way to sign in.
    .expired_title = Nobody approved in time
    .expired = You can ask again, or choose another way.
    .too_often = You can’t ask in your other browsers for now. Choose another way, or try again in an hour.

passkey =
    .title = Use your passkey
    .lead = Your device confirms that it’s you, for { $tenant }.
    .use = Use a passkey
    .sign_in = Sign in with a passkey
    .no_script = Passkeys need JavaScript, which is switched off in this browser.
    .cancelled = No passkey was used. Try again, or sign in another way.
    .cancelled_alone = No passkey was used. Please try again.
    .timed_out = That took too long. Please try again.
    .cannot_use = Passkeys don’t work in this browser right now. Please sign in another way.
    .cannot_use_alone = Passkeys don’t work in this browser right now. Try another browser or device.
    .cannot_make = This passkey could not be set up. Please try again.
    .not_made = No passkey was set up. Try again, or do it another time.
    .exists = This device already has a passkey for your account.
    .late = That took too long. Please try again.
    .unknown = We don’t know this passkey here. Please sign in another way.
    .unknown_alone = We don’t know this passkey here. Please try another one.
    .of_another = This passkey is for another account. Use one of yours.
    .refused = This passkey could not be verified. Please try again.
    .copied = There seems to be a copy of this passkey, so it was not used. Please sign in another way.
    .copied_alone = There seems to be a copy of this passkey, so it was not used. Please ask the people who run this site for help.
    .offer_title = Sign in faster next time
    .offer_lead = Set up a passkey on this device.
    .offer_easy = Sign in with your fingerprint, your face or the PIN of this device.
    .offer_safe = Nothing to remember, and nothing that can be stolen from you on a fake page.
    .offer_private = Your fingerprint and your face stay on the device.
    .offer_make = Set up a passkey
    .offer_later = Not now

sms =
    .title = Check your phone
    .sent_to = We texted a code to { $number }.
    .lead = We can text a code to { $number }.
    .hint = Not there yet? It can take a minute.
    .change = Use another number
    .missing = Enter the code from the text message.
    .wrong = This isn’t the code we sent. Compare it with the newest text message.
    .way = Get a code by text message
    .number_title = Get codes by text message
    .number_lead = We’ll text a code to your phone, now and when a sign-in takes one.
    .number = Phone number
    .number_hint = With the country code, such as +44 7700 900123.
    .number_missing = Enter your phone number.
    .number_no_country = Begin with a plus sign and the code of your country, such as +44.
    .number_elsewhere = We can’t send text messages to numbers of that country. Use another number or another way.
    .number_malformed = This isn’t a whole phone number. Compare it with yours.
    .use_totp = Use an authenticator app instead
    .use_sms = Get codes by text message instead
    .message = Your code for { $tenant } is { $code }. Never tell anybody.
    .recovery = Somebody wants to get into your { $tenant } account without its second step. Not you? { $link }

enrol =
    .title = Set up a second step
    .lead = Besides your password you’ll use a code from your phone.
    .install = Open an authenticator app on your phone, or install one.
    .scan = Add this account to it: scan the picture below.
    .picture = A QR code for your authenticator app
    .open = Open in your authenticator app
    .by_hand = Can’t scan? Type a key
    .type_code = Type the code the app shows now.

codes =
    .title = Save your recovery codes
    .lead = If you lose your phone or computer, each code lets you in once. You see them only now: copy, print or write them down.
    .anew = That was your last one, so here are new ones.
    .whose = For { $login } at { $tenant }
    .print = Print
    .copy = Copy
    .copied = Copied
    .saved = I’ve saved them

link =
    .confirm_title = Confirm your email address
    .confirm = Is { $email } the address of your { $tenant } account?
    .confirm_button = Yes, confirm
    .why_password = You started in another browser. Enter the password you chose there, or type the code from the email into that browser.
    .type_code = To confirm { $email }, type the code from the email on the page where you started.
    .password_wrong = This isn’t the password that was chosen for this account.
    .deny_button = No, this wasn’t me
    .denied_title = Nothing was confirmed
    .denied = { $email } was not used. The link and the code from our email no longer work.
    .not_you = Not yours? Close this page and nothing will happen.
    .confirmed_title = Email address confirmed
    .confirmed = { $email } now belongs to your account.
    .close = You can close this page and go on where you started.
    .void_title = This link no longer works
    .void = Links in our emails work once, for a short time.
    .ask_again = Get a new one

forgot =
    .title = Forgot your password?
    .lead = We’ll email you a link to choose a new one.
    .void_title = This link no longer works
    .send = Send the link
    .back = Back to sign-in
    .username_missing = Enter your username or email address.
    .link_void = Links in our emails work once, for a short time. You can get a new one here.
    .sent_title = Check your email
    .sent = If there is an account for { $username }, an email with a link is on its way.
    .sent_hint = It can take a minute. Look in the spam folder, too.
    .try_again = Try another name or address

newpassword =
    .title = Choose a new password
    .field = New password
    .save = Save password
    .effect = You’ll be signed out everywhere else.
    .changed_title = Password changed
    .changed = All other sign-ins have ended. Use the new password from now on.
    .changed_here = Use the new password from now on. Wherever you’re signed in you stay signed in.
    .changed_close = You can close this page and sign in to your app.
    .why_operator = The people who run { $tenant } ask you for a new password before you go on.
    .why_breached = Your password was stolen somewhere else and is on lists that attackers try first. Choose a new one before you go on.
    .why_code = Your account has no password: you sign in with a passkey. To set a password by email, we need a code as well.
    .passkey_title = You sign in with a passkey
    .passkey_lead = Your account has no password, and this link alone can’t set one. Sign in with your passkey, and you can set one there.
    .passkey_lost = Lost every passkey? Only the people who run { $tenant } can let you back in.
    .lost = I’ve lost my passkeys and codes

lock =
    .title = Lock your account?
    .lead = Do this if something at your { $tenant } account wasn’t you.
    .out = Everybody is signed out, in every browser, app and device.
    .in = Nobody gets in until you unlock it with a new password.
    .undone = Passkeys and authenticator apps added in the last few days are removed. A new address or a deletion is taken back.
    .button = Lock my account
    .was_me = It was you? Close this page and nothing will happen.
    .void = It was used before or is too old. If you can’t get into your account, choose a new password.
    .done_title = Your account is locked
    .done = Everybody is signed out, and nobody gets in until you unlock it.
    .unlock_now = Unlock it now
    .later = When you want it back, use “{ $forgot }” on the sign-in page.
    .operators = Only the people who run { $tenant } can unlock it.
    .unlock_title = Unlock your account
    .unlock_lead = Choose a new password. The old one no longer works.
    .unlock_passkey = You sign in with your passkey, as before. Only the lock is taken off.
    .code = Code for the second step
    .code_hint = From your authenticator app, or one of your recovery codes.
    .code_missing = Enter a code from your app, or a recovery code.
    .code_wrong = This code doesn’t match, or was used before.
    .unlock_submit = Unlock account
    .unlocked_title = Your account is unlocked
    .unlocked = Sign in with your new password, and see whether all sign-in methods are yours.
    .to_methods = See your sign-in methods
    .allow_lead = An app wants to unlock this account with one of your recovery codes and choose a new password. Only go on if you are using that app right now.
    .allow_button = Yes, that’s me
    .allow_not_me = It isn’t you? Close this page, and the account stays locked.
    .allowed_title = Go back to the app
    .allowed = You can choose your new password there now.

regain =
    .cannot = I can’t use any of these
    .title = Get back in without your second step
    .lead = For when you’ve lost every way to take the second step. It takes a while, so that nobody else gets in like this.
    .told = We tell you by email and wherever you’re signed in. Until the end it can be stopped from there.
    .wait = You can finish from { $at } on, with a link that we email to you. If you find one of your ways again, sign in as usual.
    .effect = Then all your ways to take the second step are removed, everybody is signed out, and you set up new ones.
    .start = Ask to get back in
    .waiting_title = Your request is waiting
    .waiting = You can finish from { $at } on. We’ll email you the link then.
    .ready_title = Look into your mailbox
    .ready = The waiting is over. We emailed you a link with which you finish.
    .mail_again = Email the link again
    .mailed_again = We emailed you a new link. The one before it no longer works.
    .later_title = You can’t ask for this now
    .later = There were requests before, or one was stopped. You can ask again from { $at } on.
    .nobody_title = There is no address to write to
    .nobody = Your account has no verified email address. Only the people who run { $tenant } can let you back in.
    .asked_title = Did you ask to get back in?
    .asked = Somebody who has shown your password or your mailbox says that the second step is lost, and wants to get in without it.
    .when = Asked { $at }
    .from = Can be finished from { $at } on
    .stop = This isn’t me: stop it
    .keep = It’s me, go on
    .stop_title = Stop this request?
    .stop_lead = Somebody wants to get into your { $tenant } account without its second step. If it isn’t you, stop it here.
    .stopped_title = The request is stopped
    .stopped = Nobody gets in that way. But somebody may know your password: change it, or lock your account.
    .void = It was used before, or the request is over.
    .finish_title = Get back in
    .finish_lead = You asked to get back into your { $tenant } account without its second step.
    .gone = Your passkeys, your authenticator app, your number and your recovery codes are removed.
    .password = You choose a new password.
    .finish = Remove them and go on
    .not_me = It wasn’t you? Use the other link in the email, which stops it.
    .early_title = It’s too early
    .done_title = You can get back in
    .done = Everything for the second step is removed. Sign in, and set up something new right away.
    .done_password = Everything for the second step is removed. Choose a new password, sign in, and set up something new right away.
    .set_up = Sign in and set up
    .waits = Somebody wants to get into this account without its second step.
    .look = Look at it
    .approve = It’s me: don’t wait
    .approve_hint = You’re signed in here with two steps. If you asked for it yourself, you don’t have to wait.
    .approved_title = It no longer waits
    .none_title = Nothing to stop
    .none = Nobody is asking to get into your account without its second step.

consent =
    .title = { $app } wants to use your account
    .leads_to = You’ll go on to { $host }.
    .other_account = Switch account
    .will = It will be able to
    .new = New
    .allow = Allow

scope =
    .openid = Know that it’s you
    .profile = See your name and profile
    .email = See your email address
    .address = See your postal address
    .phone = See your phone number
    .offline_access = Stay connected while you’re away
    .other = Use “{ $scope }”

device =
    .title = Connect a device
    .lead = Your TV or other device shows a code. Enter it here.
    .code = Code on the device
    .hint = Eight letters. Capitals and dashes don’t matter.
    .missing = Enter the code that the device shows.
    .unknown = No device shows this code. Compare it letter by letter.
    .expired = This code no longer works. Let the device show a new one.
    .connect_title = Connect this device?
    .connect_named = Connect { $device }?
    .wants = { $app } on this device would like to use your account.
    .compare = Does the device in front of you show this code?
    .says = The device asking
    .nameless = A device without a name
    .asked = { $count ->
        [0] Asked just now
        [one] Asked { $count } minute ago
       *[other] Asked { $count } minutes ago
    }
    .same_network = From the same network as you
    .elsewhere = From a different network than yours
    .warning = Did somebody send you this code? Then it is their device, and they would get into your account.
    .deny = This is not mine
    .connect = Connect
    .done_title = Look at your device
    .done = { $app } will continue there in a moment. You can close this page.
    .done_named = { $app } will continue on { $device } in a moment. You can close this page.
    .denied_title = Nothing was connected
    .denied = The device was turned away. If somebody gave you its code, don’t answer them.
    .again = Enter another code

choose =
    .title = Choose an account
    .asks_password = Password needed
    .remove = Remove
    .remove_person = Remove { $person } from this browser
    .removed = { $person } was removed from this browser.
    .other = Use another account

signout =
    .title = Sign out?
    .from_app = This signs you out of { $app } and of everything else you use with { $tenant } in this browser.
    .from_tenant = This signs you out of everything you use with { $tenant } in this browser.
    .several = Several people are signed in to { $tenant } in this browser.
    .who = Who is signing out?
    .everyone = Everyone in this browser
    .confirm = Sign out
    .cancel = Stay signed in
    .done_title = Signed out
    .done = You’re signed out of { $tenant } in this browser.
    .done_others = You are signed out. Others are still signed in to { $tenant } in this browser.
    .apps = These apps are being signed out too:
    .again = Sign in again to { $app }
    .again_short = Sign in again
    .cancelled_title = Still signed in
    .cancelled = Nothing was changed. You are still signed in to { $tenant }.

formpost =
    .title = Almost there
    .lead = Taking you back to { $app }.

done =
    .title = All done here
    .to_app = You have already finished this step. Go on in { $app }.
    .alone = You have already finished this step. You can close this page.

again =
    .expired_title = This took a while
    .expired = To keep your account safe, a sign-in waits for a limited time only.
    .other_browser_title = Started somewhere else
    .other_browser = This sign-in was started in another browser, or cookies are off for this site. It can’t go on here.
    .from_app = Open the app again and sign in from there.
    .button = Start again

home =
    .title = Sign in
    .heading = Sign in to { $tenant }
    .lead = Open the app you want to use and sign in from there.
    .here = Here you can manage your account. To use an app, open it and sign in from there.
    .apps = Your apps
    .no_apps = There are no apps to open from here.

error =
    .app_title = This app isn’t set up right
    .app = We can’t be sure who is asking, so we stopped here. The people who make the app can fix this.
    .request_title = This request didn’t work
    .request = Go back to the app and try again. If it keeps happening, tell the people who make it.
    .refused_title = This app may not do that
    .refused = The app asked for something it isn’t registered for. The people who make it can fix this.
    .no_return_title = We can’t take you back to the app
    .no_return = There is a mistake in what the app asked for. The people who make it can fix this.
    .ours_title = Something went wrong on our side
    .ours = Please try again in a moment. If it keeps happening, tell us the reference below.
    .not_found_title = There is no page here
    .not_found = The address may be incomplete. Open the app you want to use and sign in from there.
    .unavailable_title = Back in a moment
    .unavailable = We can’t reach a service we need right now. Nothing is lost; please try again shortly.
    .unavailable_posted = Use your browser’s Back button in a moment and send it once more.
    .retry = Try again
    .reference = Reference
    .for_developer = For the developer
    .for_developer_of = For the developer of { $app }

terms =
    .title = Terms of use
    .lead = Please read the terms of { $name } before you go on.
    .lead_changed = The terms of { $name } have changed. Please read them before you go on.
    .changes = What’s different
    .read = Read the terms of { $name }
    .read_beside = Read the terms of { $name } (new tab)
    .version = Version { $version }
    .accept = Accept
    .decline = Decline
    .declining = If you decline, you leave this page. Next time you’ll be asked again.
    .agree = By creating an account, you accept the terms of { $name }.

invite =
    .lead = You’ve been invited to { $tenant }. Fill in what’s missing and you’re set.
    .done_title = Your account is ready
    .done = From now on, sign in with { $email }.
