account =
    .title = حسابك
    .back = العودة إلى حسابك
    .switch = تبديل الحساب
    .sessions_title = الأماكن التي سجّلت الدخول فيها
    .sessions_about = المتصفحات وتسجيل الخروج منها
    .sessions_ended = تم ذلك. يلزم تسجيل الدخول هناك من جديد.
    .browser_on = { $browser } على { $system }
    .unknown_browser = متصفح غير معروف
    .this_browser = هذا المتصفح
    .last_seen = آخر استخدام:
    .since = منذ:
    .end = إنهاء
    .end_session = إنهاء الجلسة في { $browser }
    .end_others = تسجيل الخروج من كل مكان آخر
    .apps_title = التطبيقات المتصلة
    .apps_about = التطبيقات التي سجّلت الدخول إليها وما تراه
    .no_apps = لا يوجد تطبيق متصل بحسابك.
    .app_ended = تم فصل التطبيق، ولم يعد يرى حسابك.
    .app_may = يمكنه:
    .app_devices = { $count ->
        [one] عند الفصل يُفصل معه جهاز واحد.
        [two] عند الفصل يُفصل معه جهازان.
        [few] عند الفصل تُفصل معه { $count } أجهزة.
        [many] عند الفصل يُفصل معه { $count } جهازًا.
       *[other] عند الفصل يُفصل معه { $count } جهاز.
    }
    .last_sign_in = آخر تسجيل دخول:
    .open = فتح
    .open_app = فتح { $app }
    .disconnect = فصل
    .disconnect_app = فصل { $app }
    .profile_title = عنك
    .profile_about = الاسم واللغة والمنطقة الزمنية
    .profile_saved = تم حفظ التغييرات.
    .given_name = الاسم الأول
    .family_name = اسم العائلة
    .language = اللغة
    .language_of_browser = كما في المتصفح
    .zone = المنطقة الزمنية
    .zone_hint = مثل Europe/Berlin
    .unknown_zone = أدخل منطقة زمنية مثل Europe/Berlin.
    .save = حفظ
    .email_title = عنوان البريد الإلكتروني
    .email_about = إلى أين تصل رسائلنا
    .email_changed = تم تغيير عنوانك.
    .email_same = هذا هو عنوانك الحالي.
    .email_hint = سنرسل رمزًا إليه، ولن يتغير شيء حتى تُدخل الرمز.
    .new_email = العنوان الجديد
    .password_title = كلمة المرور
    .password_about = اختيار كلمة أخرى
    .password_changed = تم تغيير كلمة مرورك.
    .password_wrong = هذه ليست كلمة مرورك الحالية.
    .current_password = كلمة المرور الحالية
    .data_title = تنزيل بياناتك
    .data_about = كل ما نحتفظ به عنك في ملف
    .data_lead = ستحصل على ملف JSON فيه ملفك الشخصي وجلساتك والتطبيقات المتصلة ونشاطك.
    .data_submit = تنزيل
    .deletion_title = حذف حسابك
    .deletion_about = مع كل ما يخصه
    .deletion_lead = سيُسجَّل خروجك من كل مكان، وتفقد التطبيقات ما سمحت لها به، ويُحذف حسابك مع كل ما يخصه.
    .deletion_days = { $count ->
        [one] إذا غيّرت رأيك فسجّل الدخول خلال يوم واحد وسيبقى كل شيء.
        [two] إذا غيّرت رأيك فسجّل الدخول خلال يومين وسيبقى كل شيء.
        [few] إذا غيّرت رأيك فسجّل الدخول خلال { $count } أيام وسيبقى كل شيء.
        [many] إذا غيّرت رأيك فسجّل الدخول خلال { $count } يومًا وسيبقى كل شيء.
       *[other] إذا غيّرت رأيك فسجّل الدخول خلال { $count } يوم وسيبقى كل شيء.
    }
    .deletion_at_once = لا يمكن التراجع عن ذلك.
    .deletion_submit = حذف حسابي
    .deleted_title = سيُحذف حسابك
    .deleted_on = سيحدث ذلك في { $day }. إذا غيّرت رأيك فسجّل الدخول قبل ذلك وسيبقى كل شيء.
    .terms_about = ما وافقت عليه ومتى
    .terms_none = لم يُطلب منك بعد الموافقة على أي شروط.
    .terms_of = شروط { $name }، الإصدار { $version }
    .terms_accepted = وافقت في:
    .terms_declined = لم توافق في:

activity =
    .title = النشاط
    .about = ما حدث في حسابك
    .none = لم يحدث شيء في حسابك منذ مدة.
    .not_you = هل هناك شيء لم تفعله أنت؟
    .check_sessions = تحقّق من أماكن تسجيل دخولك
    .older = الأقدم
    .newest = العودة إلى الأحدث
    .signed_in = تسجيل دخول
    .signed_out = تسجيل خروج
    .profile_changed = تغيير الملف الشخصي
    .email_changed = تغيير عنوان البريد الإلكتروني
    .password_changed = تغيير كلمة المرور
    .password_reset = اختيار كلمة مرور جديدة عبر رابط
    .app_allowed = توصيل تطبيق
    .app_disconnected = فصل تطبيق
    .sessions_ended = تسجيل الخروج من أماكن أخرى
    .data_downloaded = تنزيل البيانات
    .deletion_requested = طلب حذف الحساب
    .deletion_cancelled = الإبقاء على الحساب
    .totp_added = إعداد تطبيق مصادقة
    .totp_removed = إزالة تطبيق المصادقة
    .sms_added = إعداد رقم لرموز الرسائل النصية
    .sms_removed = إزالة رقم رموز الرسائل النصية
    .recovery_codes_made = إنشاء رموز استرداد جديدة
    .recovery_code_used = استخدام رمز استرداد
    .factors_reset = إزالة الخطوة الثانية من قِبل المشغّل
    .device_connected = توصيل جهاز
    .device_denied = رفض جهاز
    .device_ended = فصل جهاز
    .passkey_added = إضافة مفتاح مرور
    .passkey_used = استخدام مفتاح مرور
    .passkey_removed = إزالة مفتاح مرور
    .passkey_copied = رفض مفتاح مرور يبدو أنه نسخة
    .locked = قفل الحساب
    .unlocked = فتح قفل الحساب
    .browser_remembered = تذكّر متصفح
    .browser_forgotten = نسيان متصفح كان محفوظًا
    .browser_copied = نسيان متصفح كان محفوظًا، إذ يبدو أن ملف تعريف الارتباط الخاص به نُسخ
    .invitation_accepted = إنشاء الحساب بدعوة
    .password_demanded = طلب كلمة مرور جديدة
    .terms_accepted = الموافقة على شروط الاستخدام
    .terms_declined = عدم الموافقة على شروط الاستخدام
    .sign_in_approved = الموافقة على تسجيل دخول في متصفح آخر
    .sign_in_denied = رفض تسجيل دخول في متصفح آخر
    .recovery_started = طلب العودة من دون الخطوة الثانية
    .recovery_stopped = إيقاف طلب العودة
    .recovery_approved = انتهى انتظار طلب العودة
    .recovery_finished = عودة إلى الحساب: أُزيل كل ما يخص الخطوة الثانية

approve =
    .waits = هناك تسجيل دخول ينتظر موافقتك.
    .look = عرضه
    .title = هل أنت من يسجّل الدخول؟
    .lead = لا توافق إلا إذا كنت تسجّل الدخول هناك بنفسك الآن.
    .weak = لا يمكن الموافقة في هذا المتصفح: لم تسجّل الدخول هنا بخطوتين، أو مضى على ذلك وقت طويل. إن لم تكن أنت فارفض.
    .what = تسجيل الدخول
    .number = الرقم الظاهر في المتصفح الآخر
    .hint = رقم من خانتين. لا تخبر به أحدًا.
    .number_missing = أدخل الخانتين الظاهرتين في المتصفح الآخر.
    .number_wrong = يعرض المتصفح الآخر رقمًا مختلفًا.
    .approve = موافقة
    .deny = لست أنا
    .none_title = لا شيء للموافقة عليه
    .none = لا يوجد تسجيل دخول ينتظرك. ربما انتهت مهلته.
    .approved_title = تمت الموافقة على تسجيل الدخول
    .approved = سيتابع المتصفح الآخر بعد لحظات.
    .denied_title = تم رفض تسجيل الدخول
    .denied = لن يدخل أحد بهذه الطريقة. لكن قد يكون هناك من يعرف كلمة مرورك: غيّرها أو اقفل حسابك.

security =
    .title = طرق تسجيل الدخول
    .about = مفاتيح المرور وتطبيق المصادقة ورموز الاسترداد
    .back = العودة إلى طرق تسجيل الدخول
    .change = تغيير
    .change_password = تغيير كلمة مرورك
    .password_set = تم تعيينها
    .not_set_up = لم يتم الإعداد
    .totp = تطبيق المصادقة
    .totp_about = رمز من هاتفك إلى جانب كلمة المرور
    .sms = رسالة نصية
    .sms_about = رمز في رسالة نصية إلى جانب كلمة المرور
    .set_up = إعداد
    .set_up_password = إعداد كلمة مرور
    .set_up_totp = إعداد تطبيق مصادقة
    .set_up_sms = إعداد رموز الرسائل النصية
    .replace = استبدال
    .replace_totp = استبدال تطبيق المصادقة
    .change_sms = تغيير رقم استقبال الرموز
    .codes = رموز الاسترداد
    .codes_left = { $count ->
        [0] لم يبق أي رمز
        [one] بقي رمز واحد
        [two] بقي رمزان
        [few] بقيت { $count } رموز
        [many] بقي { $count } رمزًا
       *[other] بقي { $count } رمز
    }
    .codes_few = أنشئ رموزًا جديدة قبل أن تنفد.
    .renew = إنشاء رموز جديدة
    .renew_codes = إنشاء رموز جديدة للاسترداد
    .renew_hint = تحل رموز الاسترداد الجديدة محل كل الرموز السابقة.
    .remove = إزالة
    .remove_totp = إزالة تطبيق المصادقة
    .remove_sms = إزالة رقم استقبال الرموز
    .remove_lead = بعد ذلك لن يمنع الآخرين سوى كلمة مرورك.
    .remove_codes = وستتوقف رموز الاسترداد عن العمل أيضًا.
    .totp_added = تم إعداد تطبيق المصادقة.
    .totp_removed = تمت إزالة تطبيق المصادقة، وسُجّل خروجك من المتصفحات الأخرى التي استخدمته فيها.
    .sms_added = من الآن فصاعدًا تُرسَل الرموز إلى رقمك في رسائل نصية.
    .sms_removed = تمت إزالة الرقم، وسُجّل خروجك من المتصفحات الأخرى التي استخدمت فيها رمزًا من رسالة نصية.
    .codes_made = رموز الاسترداد الجديدة جاهزة، والسابقة لم تعد تعمل.
    .totp_needed = يسجّل الجميع الدخول هنا بخطوة ثانية، لذا يمكنك استبدال تطبيق المصادقة لا إزالته.
    .sms_needed = يسجّل الجميع الدخول هنا بخطوة ثانية، لذا يمكنك تغيير الرقم لا إزالته.
    .passkeys = مفاتيح المرور
    .passkeys_lead = سجّل الدخول ببصمة أو وجه أو رمز جهاز.
    .passkey_name = الاسم
    .change_passkey = تغيير { $passkey }
    .passkey_rename = حفظ الاسم
    .passkey_made = تم إعداد مفتاح المرور.
    .passkey_renamed = صار لمفتاح المرور اسمه الجديد.
    .passkey_gone = أُزيل مفتاح المرور، وسُجّل خروجك من المتصفحات الأخرى التي دخلت فيها بمفتاح مرور.
    .passkey_last = مفتاح المرور هذا هو الطريق الوحيد إلى حسابك، فلا يمكن إزالته.
    .passkey_name_missing = أعطِ مفتاح المرور اسمًا لا يزيد على 60 حرفًا.
    .lock = هل دخل أحدهم؟
    .lock_lead = القفل يسجّل خروج الجميع ولا يسمح لأحد بالدخول حتى تختار كلمة مرور جديدة.
    .browsers = المتصفحات المحفوظة
    .browsers_lead = لا تُطلب منك فيها الخطوة الثانية بعد كلمة المرور. إذا طلبت نسيان أحدها فستبقى مسجّل الدخول فيه.
    .browser_until = حتى:
    .forget = نسيان
    .forget_browser = نسيان { $browser }
    .forget_all = نسيان جميعها
    .browser_forgotten = تم ذلك. ستُطلب منك الخطوة الثانية هناك من جديد.

devices =
    .title = أجهزتك
    .about = أجهزة التلفاز وغيرها مما ليس له لوحة مفاتيح
    .none = لا يوجد جهاز متصل بحسابك.
    .ended = تم فصل الجهاز، ولم يعد بإمكانه استخدام حسابك.
    .renamed = تم حفظ الاسم.
    .version = الإصدار:
    .name = الاسم
    .rename = إعادة التسمية
    .rename_device = إعادة التسمية: { $device }
    .name_odd = استخدم ما لا يزيد على 64 حرفًا مرئيًا.
