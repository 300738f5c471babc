mail =
    .hello = Hola:
    .hello_name = Hola, { $name }:
    .link_hint = Si el botón no funciona, abre esta dirección:
    .sender = Enviado por { $tenant } porque alguien usó allí esta dirección.
    .verify_subject = Tu código para { $tenant }: { $code }
    .verify_body = { $minutes ->
        [one] Escribe este código en la página de la que vienes, o usa el botón. Ambos funcionan durante { $minutes } minuto.
       *[other] Escribe este código en la página de la que vienes, o usa el botón. Ambos funcionan durante { $minutes } minutos.
    }
    .verify_button = Confirmar la dirección
    .verify_note = No le digas este código a nadie. Si no lo pediste, puedes ignorar este correo.
    .reset_subject = Elige una contraseña nueva para { $tenant }
    .reset_body = { $minutes ->
        [one] Alguien pidió una contraseña nueva para tu cuenta. Si fuiste tú, elígela ahora. El enlace funciona una sola vez y durante { $minutes } minuto.
       *[other] Alguien pidió una contraseña nueva para tu cuenta. Si fuiste tú, elígela ahora. El enlace funciona una sola vez y durante { $minutes } minutos.
    }
    .reset_button = Elegir una contraseña nueva
    .reset_note = Si no lo pediste, puedes ignorar este correo. Tu contraseña sigue siendo la misma.
    .exists_subject = Ya tienes una cuenta en { $tenant }
    .exists_body = Alguien quiso crear una cuenta con esta dirección, pero ya existe una. Si fuiste tú, solo tienes que iniciar sesión. Si olvidaste tu contraseña, puedes elegir una nueva.
    .exists_note = Si no fuiste tú, puedes ignorar este correo. No se cambió nada.
    .changed_subject = Tu contraseña de { $tenant } se cambió
    .changed_body = La contraseña de tu cuenta se acaba de cambiar, y se cerraron todas las demás sesiones. Si fuiste tú, no tienes que hacer nada.
    .changed_note = Si no fuiste tú, elige cuanto antes una contraseña nueva.
    .signin_body = { $minutes ->
        [one] Escribe este código en la página donde estás iniciando sesión. Funciona durante { $minutes } minuto.
       *[other] Escribe este código en la página donde estás iniciando sesión. Funciona durante { $minutes } minutos.
    }
    .signin_note = No le digas este código a nadie. Si no estás iniciando sesión, alguien sabe tu contraseña: elige una nueva.
    .signin_link_body = { $minutes ->
        [one] Usa el botón en el navegador donde estás iniciando sesión, o escribe allí este código. Ambos funcionan durante { $minutes } minuto.
       *[other] Usa el botón en el navegador donde estás iniciando sesión, o escribe allí este código. Ambos funcionan durante { $minutes } minutos.
    }
    .signin_link_note = No le digas este código a nadie. Si no estás iniciando sesión, ignora este correo: nadie puede entrar sin él.
    .totp_added_subject = Se configuró un segundo paso para { $tenant }
    .totp_added_body = A partir de ahora, para entrar en tu cuenta hace falta, además de la contraseña, un código de una app de autenticación. Si lo configuraste tú, no tienes que hacer nada.
    .totp_added_note = Si no fuiste tú, alguien sabe tu contraseña. Elige cuanto antes una nueva y avisa a quienes administran { $tenant }.
    .totp_replaced_subject = Se configuró otra app de autenticación para { $tenant }
    .totp_replaced_body = A partir de ahora, los códigos para entrar en tu cuenta vienen de otra app de autenticación. La que tenías ya no sirve. Si fuiste tú, no tienes que hacer nada.
    .totp_removed_subject = Se quitó un segundo paso para { $tenant }
    .totp_removed_body = Para entrar en tu cuenta ya no hace falta un código de tu app de autenticación. Si la quitaste tú, no tienes que hacer nada.
    .totp_removed_note = Si no fuiste tú, elige cuanto antes una contraseña nueva y configura otra vez el segundo paso.
    .sms_added_body = A partir de ahora, para entrar en tu cuenta hace falta, además de la contraseña, un código que se envía por SMS al { $number }. Si lo configuraste tú, no tienes que hacer nada.
    .companion_added_body = A partir de ahora, para entrar en tu cuenta hace falta, además de la contraseña, tu aprobación en { $app }. Si lo configuraste tú, no tienes que hacer nada.
    .companion_removed_body = Para entrar en tu cuenta ya no hace falta tu aprobación en { $app }. Si quitaste tú la app, no tienes que hacer nada.
    .declined_subject = Se rechazó un inicio de sesión en { $tenant }
    .declined_body = Alguien escribió tu contraseña y quiso iniciar sesión, y eso se rechazó en { $app }. No llegó más lejos. Si no fuiste tú, elige otra contraseña: quien fuera conoce esta.
    .sms_moved_subject = Se configuró otro número de teléfono para { $tenant }
    .sms_moved_body = A partir de ahora, los códigos para entrar en tu cuenta se envían por SMS al { $number }. El número que tenías ya no sirve. Si fuiste tú, no tienes que hacer nada.
    .sms_removed_body = Para entrar en tu cuenta ya no hace falta un código enviado por SMS al { $number }. Si quitaste tú el número, no tienes que hacer nada.
    .codes_made_subject = Códigos de recuperación nuevos para { $tenant }
    .codes_made_body = Se acaban de crear códigos de recuperación nuevos para tu cuenta. Los anteriores ya no sirven. Si fuiste tú, no tienes que hacer nada.
    .codes_made_note = Si no fuiste tú, elige cuanto antes una contraseña nueva y avisa a quienes administran { $tenant }.
    .recovery_used_subject = Se usó un código de recuperación de { $tenant }
    .recovery_used_body = { $left ->
        [one] Se acaba de usar uno de tus códigos de recuperación para iniciar sesión. Te queda { $left }. Si fuiste tú, no tienes que hacer nada.
       *[other] Se acaba de usar uno de tus códigos de recuperación para iniciar sesión. Te quedan { $left }. Si fuiste tú, no tienes que hacer nada.
    }
    .recovery_used_note = Si no fuiste tú, elige cuanto antes una contraseña nueva y avisa a quienes administran { $tenant }.
    .changed_alone_body = La contraseña de tu cuenta se acaba de cambiar. Si fuiste tú, no tienes que hacer nada.
    .password_added_subject = Se configuró una contraseña en { $tenant }
    .password_added_body = Tu cuenta no tenía contraseña. Se acaba de configurar una, con la que a partir de ahora se puede entrar. Si fuiste tú, no tienes que hacer nada.
    .password_gone_subject = Se quitó tu contraseña de { $tenant }
    .password_gone_body = Se acaba de quitar la contraseña de tu cuenta. A partir de ahora inicias sesión con una clave de acceso. Si fuiste tú, no tienes que hacer nada.
    .moving_subject = Otra dirección para tu cuenta de { $tenant }
    .moving_body = Alguien que tiene abierta la sesión de tu cuenta quiere que { $email } sustituya a esta dirección. Ocurrirá cuando se haya leído un correo enviado allí. Si fuiste tú, no tienes que hacer nada.
    .moving_button = Cambiar tu contraseña
    .moving_note = Si no fuiste tú, cambia cuanto antes tu contraseña y cierra sesión en todos los demás sitios.
    .deletion_subject = Tu cuenta de { $tenant } se eliminará
    .deletion_body = { $days ->
        [one] Como pediste, tu cuenta y todo lo que le pertenece se eliminarán en { $days } día. Si inicias sesión antes, se conserva.
       *[other] Como pediste, tu cuenta y todo lo que le pertenece se eliminarán en { $days } días. Si inicias sesión antes, se conserva.
    }
    .deletion_now_body = Como pediste, tu cuenta y todo lo que le pertenece se están eliminando.
    .deletion_button = Iniciar sesión
    .deletion_note = Si no fuiste tú, inicia sesión cuanto antes y cambia tu contraseña.
    .device_subject = Se conectó un dispositivo a tu cuenta de { $tenant }
    .device_body = { $device } se acaba de conectar a tu cuenta, para { $app }. Si fuiste tú, no tienes que hacer nada.
    .device_button = Ver tus dispositivos
    .device_note = Si no fuiste tú, desconéctalo allí y elige cuanto antes una contraseña nueva.
    .handed_over_subject = Uno de tus dispositivos de { $tenant } ya es de otra persona
    .handed_over_body = { $person } se quedó con { $device }, con { $app }, gracias a un código de tu cuenta. El dispositivo ya no tiene abierta tu cuenta. Si así lo querías, no tienes que hacer nada.
    .taken_subject = Te quedaste con un dispositivo en { $tenant }
    .taken_body = { $device }, con { $app }, está ahora en la lista de tus dispositivos. Te lo dio { $person }. Para usarlo, conéctalo con el código de la pantalla.
    .taken_note = Si no fuiste tú, quítalo allí y elige cuanto antes una contraseña nueva.
    .confirm_subject = { $app } te pide que confirmes algo en { $tenant }
    .confirm_body = { $app } te pide que confirmes algo. Verás de qué se trata en tu cuenta, durante unos minutos.
    .confirm_button = Ver de qué se trata
    .confirm_note = Si no lo esperabas, recházalo allí. No pasa nada mientras no lo confirmes.
    .passkey_added_subject = Se añadió una clave de acceso en { $tenant }
    .passkey_added_body = Con una clave de acceso ahora se puede entrar en tu cuenta sin contraseña: { $label }. Si fuiste tú, no tienes que hacer nada.
    .passkey_added_note = Si no fuiste tú, alguien entró en tu cuenta. Elige una contraseña nueva cuanto antes y avisa a quienes gestionan { $tenant }.
    .invite_subject = Tu invitación a { $tenant }
    .invite_body = { $days ->
        [one] Tienes una invitación para crear una cuenta en { $tenant }. Solo hacen falta tu nombre y una contraseña. El enlace funciona una vez y durante { $days } día.
       *[other] Tienes una invitación para crear una cuenta en { $tenant }. Solo hacen falta tu nombre y una contraseña. El enlace funciona una vez y durante { $days } días.
    }
    .invite_note = Si no la esperabas, puedes ignorar este correo. Sin ti no se creará ninguna cuenta.
    .lock_button = No fui yo
    .lock_note = Si no fuiste tú, bloquea tu cuenta. Se cerrarán todas las sesiones y solo tú podrás volver a entrar, con una contraseña nueva.
    .locked_subject = Tu cuenta de { $tenant } está bloqueada
    .locked_body = Tu cuenta se acaba de bloquear. Se cerraron todas las sesiones y nadie puede entrar. Cuando quieras recuperarla, elige una contraseña nueva.
    .locked_note = Si no la bloqueaste tú, puede que alguien esté leyendo tu correo. Protege primero tu buzón.
    .unlocked_subject = Tu cuenta de { $tenant } está desbloqueada
    .unlocked_body = Tu cuenta se acaba de desbloquear con un enlace que se te envió por correo. Vuelves a iniciar sesión con tu clave de acceso. Si fuiste tú, no tienes que hacer nada.
    .unlock_subject = Desbloquea tu cuenta de { $tenant }
    .unlock_body = Tu cuenta está bloqueada. Con una contraseña nueva la desbloqueas. El enlace funciona una sola vez y por poco tiempo.
    .unlock_button = Desbloquear la cuenta
    .unlock_note = Si no lo pediste, puedes ignorar este correo. Tu cuenta sigue bloqueada.
    .allow_unlock_body = Alguien escribió tu dirección y uno de tus códigos de recuperación en una app para desbloquear tu cuenta con una contraseña nueva. Si fuiste tú, confírmalo aquí y sigue en la app. El enlace funciona una sola vez y por poco tiempo.
    .allow_unlock_button = Ver la solicitud
    .allow_unlock_note = Si no fuiste tú, no hagas nada: tu cuenta sigue bloqueada. Pero alguien tiene uno de tus códigos de recuperación: desbloquéala por correo y crea códigos nuevos.
    .regain_subject = Alguien quiere entrar en tu cuenta de { $tenant }
    .regain_body = Alguien que conoce tu contraseña o lee tu correo dice que perdió el segundo paso y quiere entrar sin él: { $browser }, desde la red { $place }. Podrá a partir del { $at }, si no lo detienes.
    .regain_button = Detenerlo
    .regain_note = Si fuiste tú, no tienes que hacer nada: te enviaremos el enlace para terminar. Si no fuiste tú, detenlo y cambia tu contraseña.
    .regain_reminder_subject = Alguien sigue queriendo entrar en tu cuenta de { $tenant }
    .regain_reminder_body = Ya pasó la mitad de la espera. A partir del { $at } alguien entrará sin tu segundo paso, si no lo detienes.
    .regain_ready_subject = Vuelve a entrar en tu cuenta de { $tenant }
    .regain_ready_body = La espera terminó. Con este enlace quitas todo lo que había para el segundo paso y vuelves a entrar. Sirve una vez, hasta el { $at }.
    .regain_ready_button = Volver a entrar
    .regain_ready_note = Si no lo pediste, detenlo. Si no, quien lea tu correo entrará en tu cuenta.
    .regain_stopped_subject = Nadie entra sin segundo paso en tu cuenta de { $tenant }
    .regain_stopped_body = Se detuvo la petición de entrar en tu cuenta sin el segundo paso. Si fuiste tú, cambia tu contraseña: puede que alguien la conozca.
    .regain_done_subject = Se quitó el segundo paso de tu cuenta de { $tenant }
    .regain_done_body = Tras el tiempo de espera, se acaba de quitar todo lo que había para el segundo paso de tu cuenta y se cerraron todas las sesiones. Si fuiste tú, inicia sesión y configura algo nuevo.
    .new_browser_subject = Nuevo inicio de sesión en tu cuenta de { $tenant }
    .new_browser_body = Alguien inició sesión en tu cuenta a las { $at }, en un navegador nuevo aquí: { $browser }, desde la red { $place }. Si fuiste tú, no tienes que hacer nada.
    .new_network_body = Alguien inició sesión en tu cuenta a las { $at }, desde una red nueva aquí: { $place }, con { $browser }. Si fuiste tú, no tienes que hacer nada.
    .wrong_codes_subject = Códigos incorrectos en tu cuenta de { $tenant }
    .wrong_codes_body = Alguien que escribió tu contraseña o tiene abierta tu sesión ha escrito varios códigos incorrectos en el segundo paso. Sin uno correcto no puede seguir. Si fuiste tú, no tienes que hacer nada.
    .passkey_gone_subject = Se quitó una clave de acceso en { $tenant }
    .passkey_gone_body = Se quitó una clave de acceso de tu cuenta: { $label }. Si la quitaste tú, no tienes que hacer nada.
    .app_stays_subject = Una app puede actuar por ti en { $tenant }
    .app_stays_body = Permitiste que { $app } use tu cuenta de { $tenant } cuando no estás, hasta que la desconectes. Si fuiste tú, no tienes que hacer nada.
    .app_stays_button = Ver tus apps
    .data_subject = Se descargaron tus datos de { $tenant }
    .data_body = Se acaba de descargar de tu cuenta un archivo con todo lo que se guarda sobre ti. Si fuiste tú, no tienes que hacer nada.
    .kept_subject = Tu cuenta de { $tenant } no se eliminará
    .kept_body = Alguien inició sesión en tu cuenta, así que se conserva. Si fuiste tú, no tienes que hacer nada. Si aún quieres eliminarla, pídelo otra vez.
    .factors_reset_subject = Se quitó una forma de entrar en { $tenant }
    .factors_reset_body = Quienes administran { $tenant } quitaron una forma de entrar de tu cuenta. Puedes iniciar sesión y configurar otra.
    .factors_reset_button = Ver tus formas de entrar
    .factors_reset_note = Si no lo pediste, avísales.
    .passkey_copied_subject = Se rechazó una clave de acceso en { $tenant }
    .passkey_copied_body = Se usó y se rechazó una clave de acceso de tu cuenta, porque parece que existe una copia: { $label }. Quítala y añade una nueva.
    .browser_copied_subject = Se olvidó un navegador recordado en { $tenant }
    .browser_copied_body = Un navegador que no necesitaba el segundo paso en tu cuenta vuelve a necesitarlo, porque parece que alguien copió su cookie. Quien usó la copia conoce tu contraseña.
