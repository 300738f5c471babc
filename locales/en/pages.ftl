# Plain and calm; nobody is to blame. Values: {$app}, {$tenant}, {$email} are set apart by the page.

page =
    .error_prefix = Error:
    .optional = optional
    .cancel = Cancel
    .cancel_to_app = Cancel and go back to { $app }
    .back_to_app = Go back to { $app }
    .terms = Terms
    .privacy = Privacy
    .terms_of = Terms of { $name }
    .privacy_of = Privacy at { $name }
    .show = Show
    .hide = Hide
    .show_password = Show password
    .hide_password = Hide password
    .form_too_old = This page was open for a while. Please try once more. If it happens again, allow cookies for this site.
    .too_many = That was asked for often in a short time. Please wait a few minutes.
    .look_again = { $count ->
        [one] One field needs another look.
       *[other] { $count } fields need another look.
    }

signin =
    .title = Sign in
    .to_app = to continue to { $app }
    .to_tenant = to your { $tenant } account
    .username = User name or e-mail
    .only_username = User name
    .password = Password
    .continue = Continue
    .forgot = Forgot password?
    .new_here = New here?
    .create_account = Create an account
    .choose_account = Choose another signed-in account
    .username_missing = Enter your user name or e-mail address.
    .password_missing = Enter your password.
    .not_recognised = This name and password don’t match. Check both and try again.
    .too_many_attempts = There were many attempts in a row. You can try again at { $until }.
    .suspended = This account is paused. The people who run it can tell you more.

password =
    .title = Enter your password
    .again = Please confirm that it’s you.
    .not_you = Not you?

signup =
    .title = Create account
    .for_app = One { $tenant } account for { $app } and more
    .for_tenant = Your { $tenant } account
    .name = Name
    .email = E-mail
    .have_account = Have an account?
    .name_missing = Enter the name others should see.
    .name_too_long = Choose a shorter name.
    .email_missing = Enter your e-mail address.
    .email_malformed = Enter a full address, like name@example.com.
    .username_taken = This user name is taken. Try another one, or leave the field empty.
    .username_malformed = Choose a user name without blanks, of 128 characters at most.

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

verify =
    .title = Check your mail
    .sent_to = We sent a code to { $email }.
    .sent_again = A new code is on its way. Only the newest one works.
    .code = Six-digit code
    .hint = Not there yet? Look in the spam folder, too.
    .confirm = Confirm
    .send_again = Send a new code
    .change = Use another address
    .missing = Enter the code from the mail.
    .wrong = This isn’t the code we sent. Compare it with the newest mail.
    .expired = This code has expired. Send a new one below.
    .spent = There were too many wrong codes. Send a new one below.

link =
    .confirm_title = Confirm your address
    .confirm = Is { $email } the address of your { $tenant } account?
    .confirm_button = Yes, confirm
    .why_password = You began in another browser. Enter the password you chose there, or type the mailed code into that browser.
    .password_wrong = This isn’t the password that was chosen for this account.
    .deny_button = No, this wasn’t me
    .denied_title = Nothing was confirmed
    .denied = { $email } was not used. The link and the code from our mail no longer work.
    .not_you = Not yours? Close this page and nothing will happen.
    .confirmed_title = Address confirmed
    .confirmed = { $email } now belongs to your account.
    .close = You can close this page and go on where you started.
    .void_title = This link is used up
    .void = Links from our mails work once and for a short time.
    .ask_again = Get a new one

forgot =
    .title = Forgot your password?
    .lead = We’ll mail you a link to choose a new one.
    .send = Send the link
    .back = Back to sign-in
    .username_missing = Enter your user name or e-mail address.
    .link_void = That link is used up: it works once and for a short time. You can get a new one here.
    .sent_title = Check your mail
    .sent = If there is an account for { $username }, a mail with a link is on its way.
    .sent_hint = It can take a minute. Look in the spam folder, too.
    .try_again = Try another name or address

newpassword =
    .title = Choose a new password
    .lead = for { $username }
    .field = New password
    .save = Save password
    .effect = You’ll be signed out everywhere else.
    .changed_title = Password changed
    .changed = All other sign-ins have ended. Use the new password from now on.
    .changed_close = You can close this page and sign in to your app.

consent =
    .title = Allow { $app }?
    .runs_on = This app runs at { $host } and would like to use your account.
    .other_account = Switch account
    .will = It will be able to
    .new = New
    .allow = Allow

scope =
    .openid = Know that it’s you
    .profile = See your name and profile
    .email = See your e-mail address
    .address = See your postal address
    .phone = See your phone number
    .offline_access = Stay connected while you’re away

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
    .who = Who is leaving?
    .everyone = Everyone in this browser
    .confirm = Sign out
    .cancel = Stay signed in
    .done_title = Signed out
    .done = Nobody is signed in to { $tenant } in this browser any more.
    .done_others = You are signed out. Others are still signed in to { $tenant } in this browser.
    .apps = These apps are being signed out too:
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
    .other_browser_title = Begun somewhere else
    .other_browser = This sign-in was begun in another browser, or cookies are off for this site. It can’t go on here.
    .from_app = Open the app again and sign in from there.
    .button = Start again

home =
    .title = Sign-in
    .heading = Sign-in for { $tenant }
    .lead = Open the app you want to use and sign in from there.
    .apps = Your apps

error =
    .app_title = This app isn’t set up right
    .app = We can’t be sure who is asking, so we stopped here. The people who make the app can fix this.
    .request_title = This request didn’t work
    .request = Go back to the app and try again. If it keeps happening, tell the people who make it.
    .refused_title = This app may not do that
    .refused = The app asked for something it isn’t registered for. The people who make it can fix this.
    .ours_title = Something went wrong on our side
    .ours = Please try again in a moment. If it keeps happening, tell us the reference below.
    .not_found_title = There is no page here
    .not_found = The address may be incomplete. Open the app you want to use and sign in from there.
    .unavailable_title = Back in a moment
    .unavailable = We can’t reach a part we need right now. Nothing is lost; please try again shortly.
    .retry = Try again
    .reference = Reference
    .for_developer = For the developer
    .for_developer_of = For the developer of { $app }
