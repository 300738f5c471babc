# Sencillo y tranquilo, de tú, sin reproches.

page =
    .error_prefix = Error:
    .optional = opcional
    .cancel = Cancelar
    .close = Puedes cerrar esta página.
    .cancel_to_app = Cancelar y volver a { $app }
    .back_to_app = Volver a { $app }
    .to_home = Ir a { $tenant }
    .terms = Condiciones
    .privacy = Privacidad
    .terms_of = Condiciones de { $name }
    .privacy_of = Privacidad en { $name }
    .show = Mostrar
    .hide = Ocultar
    .show_password = Mostrar la contraseña
    .hide_password = Ocultar la contraseña
    .form_too_old = Esta página llevaba un rato abierta. Inténtalo otra vez. Si vuelve a pasar, permite las cookies de este sitio.
    .too_many = Se ha pedido muchas veces en poco tiempo. Puedes volver a intentarlo a partir de esta hora: { $until }.
    .work = Un momento: tu navegador aún está preparando este formulario.
    .look_again = { $count ->
        [one] Hay un campo por revisar.
       *[other] Hay { $count } campos por revisar.
    }

signin =
    .title = Iniciar sesión
    .to_app = para continuar en { $app }
    .to_tenant = en tu cuenta de { $tenant }
    .username = Nombre de usuario o correo
    .only_username = Nombre de usuario
    .password = Contraseña
    .continue = Continuar
    .forgot = ¿Olvidaste tu contraseña?
    .new_here = ¿Es tu primera vez?
    .create_account = Crear una cuenta
    .create_account_at = Crear una cuenta en { $host }
    .choose_account = Elegir una cuenta con la sesión abierta
    .username_missing = Escribe tu nombre de usuario o tu correo.
    .password_missing = Escribe tu contraseña.
    .not_recognised = Ese nombre y esa contraseña no coinciden. Revísalos e inténtalo de nuevo.
    .too_many_attempts = Ha habido muchos intentos seguidos. Puedes volver a intentarlo a partir de esta hora: { $until }.
    .suspended = Esta cuenta está en pausa. Quienes la administran pueden decirte más.
    .locked = Esta cuenta está bloqueada. Para desbloquearla, elige una contraseña nueva por correo.

password =
    .title = Escribe tu contraseña
    .again = Confirma que eres tú.
    .not_you = ¿No eres tú?
    .or_passkey = ¿Sin contraseña? Puede que tu cuenta tenga una clave de acceso en su lugar.

mailin =
    .title = Iniciar sesión por correo
    .lead = Te enviaremos un enlace y un código. No necesitarás tu contraseña.
    .send = Enviarme un enlace
    .instead = Mejor envíame un enlace por correo
    .sent = Si { $login } tiene una cuenta aquí, hay un correo en camino. Abre su enlace en este navegador o escribe su código.
    .code = Código del correo
    .wrong = Este código no coincide o ya no funciona. Usa el correo más reciente.
    .use_password = Usar tu contraseña
    .elsewhere_title = Tu código
    .elsewhere = Empezaste a iniciar sesión en otro navegador. Escribe allí este código.
    .elsewhere_note = No le des este código a nadie. Si no estás iniciando sesión ahora, usa el botón de abajo.
    .denied = El enlace y el código de nuestro correo ya no funcionan. Nadie puede entrar con ellos.

signup =
    .title = Crear una cuenta
    .for_app = Una cuenta de { $tenant } para { $app } y mucho más
    .for_tenant = Tu cuenta de { $tenant }
    .name = Nombre
    .email = Correo electrónico
    .have_account = ¿Ya tienes una cuenta?
    .passkey = Crear con una clave de acceso
    .passkey_hint = Sin contraseña que recordar: basta con desbloquear tu dispositivo.
    .finish_title = Crea tu clave de acceso
    .password_title = Elige una contraseña
    .finish_lead = Tu dirección está confirmada. Este es el último paso.
    .use_password = Usar una contraseña en su lugar
    .passkey_cancelled = No se creó ninguna clave de acceso. Inténtalo de nuevo o usa una contraseña.
    .passkey_failed = No se pudo crear la clave de acceso. Inténtalo de nuevo o usa una contraseña.
    .passkey_lacking = Las claves de acceso no funcionan ahora en este navegador. Usa una contraseña en su lugar.
    .taken = Ese nombre de usuario o esa dirección ya se usaron entretanto. Inicia sesión o empieza de nuevo con otros datos.
    .name_missing = Escribe el nombre que verán los demás.
    .name_too_long = Elige un nombre más corto.
    .email_missing = Escribe tu correo electrónico.
    .email_malformed = Escribe una dirección completa, como nombre@example.com.
    .username_taken = Ese nombre de usuario ya existe. Prueba con otro o deja el campo vacío.
    .username_malformed = Elige un nombre de usuario sin espacios, de 128 caracteres como máximo.
    .domain_blocked = Aquí no se aceptan direcciones de este dominio. Usa otra.
    .domain_not_allowed = Aquí solo se aceptan direcciones de ciertos dominios. Prueba con la del trabajo o la de tu centro de estudios.

strength =
    .hint = { $count ->
        [one] Al menos { $count } carácter. Tres o cuatro palabras sin relación entre sí funcionan bien.
       *[other] Al menos { $count } caracteres. Tres o cuatro palabras sin relación entre sí funcionan bien.
    }
    .missing = Elige una contraseña.
    .refused = Elige una contraseña más difícil de adivinar.
    .too_short = { $count ->
        [one] Usa al menos { $count } carácter.
       *[other] Usa al menos { $count } caracteres.
    }
    .too_long = { $count ->
        [one] Usa { $count } carácter como máximo.
       *[other] Usa { $count } caracteres como máximo.
    }
    .very_weak = Muy débil.
    .weak = Débil.
    .good = Buena.
    .strong = Muy buena.
    .common = Es una de las contraseñas más usadas, o se le parece mucho.
    .single_word = Una sola palabra se adivina rápido.
    .name = Los nombres se adivinan rápido.
    .keyboard_row = Las teclas vecinas se adivinan rápido.
    .repetition = Los caracteres repetidos se adivinan rápido.
    .sequence = Las secuencias como abc o 6543 se adivinan rápido.
    .date = Las fechas y los años se adivinan rápido.
    .add_words = Añade una o dos palabras poco comunes.
    .use_words = Usa varias palabras que no vayan juntas.
    .avoid_repetition = Evita las repeticiones.
    .avoid_sequences = Evita las secuencias de letras o números.
    .avoid_dates = Evita las fechas y los años.
    .longer_pattern = Usa un patrón más largo, con más giros.
    .no_tricks = Cambiar letras por mayúsculas o signos ayuda poco; añadir palabras ayuda mucho.
    .breached = Esta contraseña fue robada en otro sitio y está en las listas que los atacantes prueban primero. Elige otra.
    .used_before = Ya has usado esta contraseña antes. Elige una nueva.

verify =
    .title = Revisa tu correo
    .sent_to = Enviamos un código a { $email }.
    .sent_again = Un código nuevo va en camino. Solo funciona el más reciente.
    .code = Código de seis cifras
    .hint = ¿Aún no llega? Mira también en la carpeta de spam.
    .confirm = Confirmar
    .send_again = Enviar un código nuevo
    .change = Usar otra dirección
    .missing = Escribe el código del correo.
    .wrong = No es el código que enviamos. Compáralo con el correo más reciente.
    .expired = Este código ha caducado.
    .spent = Ha habido demasiados códigos erróneos. Este ya no funciona.
    .give_title = Añade tu correo electrónico
    .give_lead = Tu cuenta de { $tenant } aún no tiene dirección. Escribe la tuya y te enviaremos un código.
    .give_not_here = Tu cuenta no tiene correo electrónico y { $tenant } necesita uno. Pide a quienes administran { $tenant } que lo añadan.

second =
    .totp_title = Escribe tu código
    .totp_lead = Tu app de autenticación lo muestra para { $tenant }.
    .totp_missing = Escribe el código de tu app de autenticación.
    .totp_wrong = Este código no coincide. Espera al siguiente e inténtalo de nuevo.
    .recovery_title = Usar un código de recuperación
    .recovery_lead = Está en la lista que guardaste.
    .recovery_field = Código de recuperación
    .recovery_left = { $count ->
        [one] Cada código sirve una vez. Te queda { $count }.
       *[other] Cada código sirve una vez. Te quedan { $count }.
    }
    .recovery_missing = Escribe uno de tus códigos de recuperación.
    .recovery_wrong = No es uno de tus códigos, o ya lo usaste.
    .email_lead = Podemos enviar un código a { $email }.
    .new_here = Es la primera vez que inicias sesión desde aquí; por eso comprobamos que eres tú.
    .email_send = Enviar un código
    .other_ways = Probar de otra manera
    .way_totp = Usar tu app de autenticación
    .way_approval = Aprobar en otro navegador
    .way_email = Recibir un código por correo
    .way_recovery_code = Usar un código de recuperación
    .way_passkey = Usar una clave de acceso
    .remember = { $count ->
        [one] No volver a preguntar en este navegador durante { $count } día
       *[other] No volver a preguntar en este navegador durante { $count } días
    }

approval =
    .lead = Usa un navegador donde ya tengas la sesión abierta, por ejemplo el de tu teléfono.
    .ask = Pedir aprobación
    .again = Pedirla otra vez
    .waiting_title = Apruébalo en el otro navegador
    .open = Donde ya tengas la sesión abierta, abre { $url }.
    .number = Escribe allí este número:
    .waiting = En cuanto lo apruebes, esta página seguirá sola.
    .denied_title = El inicio de sesión se rechazó
    .denied = En el otro navegador alguien lo rechazó o escribió números equivocados. Elige otra forma de entrar.
    .expired_title = Nadie lo aprobó a tiempo
    .expired = Puedes preguntar otra vez o elegir otra forma.
    .too_often = Por ahora no puedes preguntar en tus otros navegadores. Elige otra forma o inténtalo dentro de una hora.

passkey =
    .title = Usa tu clave de acceso
    .lead = Tu dispositivo confirma a { $tenant } que eres tú.
    .use = Usar una clave de acceso
    .sign_in = Iniciar sesión con una clave de acceso
    .no_script = Las claves de acceso necesitan JavaScript, que está desactivado en este navegador.
    .cancelled = No se usó ninguna clave de acceso. Inténtalo de nuevo o inicia sesión de otra forma.
    .cancelled_alone = No se usó ninguna clave de acceso. Inténtalo de nuevo.
    .timed_out = Tardó demasiado. Inténtalo de nuevo.
    .cannot_use = Las claves de acceso no funcionan ahora en este navegador. Inicia sesión de otra forma.
    .cannot_use_alone = Las claves de acceso no funcionan ahora en este navegador. Prueba con otro navegador o dispositivo.
    .cannot_make = No se pudo crear esta clave de acceso. Inténtalo de nuevo.
    .not_made = No se creó ninguna clave de acceso. Inténtalo de nuevo o en otro momento.
    .exists = Este dispositivo ya tiene una clave de acceso para tu cuenta.
    .late = Tardó demasiado. Inténtalo de nuevo.
    .unknown = Aquí no conocemos esta clave de acceso. Inicia sesión de otra forma.
    .unknown_alone = Aquí no conocemos esta clave de acceso. Prueba con otra.
    .of_another = Esta clave de acceso es de otra cuenta. Usa una de las tuyas.
    .refused = No se pudo verificar esta clave de acceso. Inténtalo de nuevo.
    .copied = Parece que hay una copia de esta clave de acceso, así que no se aceptó. Inicia sesión de otra forma.
    .copied_alone = Parece que hay una copia de esta clave de acceso, así que no se aceptó. Pide ayuda a quienes administran este sitio.
    .offer_title = Inicia sesión más rápido la próxima vez
    .offer_lead = Crea una clave de acceso en este dispositivo.
    .offer_easy = Inicia sesión con tu huella, tu rostro o el PIN de este dispositivo.
    .offer_safe = Nada que recordar, y nada que una página falsa pueda robarte.
    .offer_private = Tu huella y tu rostro se quedan en el dispositivo.
    .offer_make = Crear una clave de acceso
    .offer_later = Ahora no

sms =
    .title = Revisa tu teléfono
    .sent_to = Enviamos un código por SMS al { $number }.
    .lead = Podemos enviar un código por SMS al { $number }.
    .hint = ¿Aún no llega? Puede tardar un minuto.
    .change = Usar otro número
    .missing = Escribe el código del SMS.
    .wrong = No es el código que enviamos. Compáralo con el SMS más reciente.
    .way = Recibir un código por SMS
    .number_title = Recibir los códigos por SMS
    .number_lead = Enviaremos un código a tu teléfono, ahora y cuando haga falta para entrar.
    .number = Número de teléfono
    .number_hint = Con el prefijo del país, por ejemplo +34 612 345 678.
    .number_missing = Escribe tu número de teléfono.
    .number_no_country = Empieza con el signo más y el prefijo de tu país, por ejemplo +34.
    .number_elsewhere = No enviamos mensajes de texto a números de ese país. Usa otro número u otra forma.
    .number_malformed = No es un número de teléfono completo. Compáralo con el tuyo.
    .use_totp = Usar mejor una app de autenticación
    .use_sms = Recibir mejor los códigos por SMS
    .message = Tu código para { $tenant } es { $code }. No se lo digas a nadie.
    .recovery = Alguien quiere entrar en tu cuenta de { $tenant } sin el segundo paso. ¿No eres tú? { $link }

enrol =
    .title = Configura un segundo paso
    .lead = Además de la contraseña, usarás un código de tu teléfono.
    .install = Abre una app de autenticación en tu teléfono o instala una.
    .scan = Añade en ella esta cuenta: escanea la imagen de abajo.
    .picture = Un código QR para tu app de autenticación
    .open = Abrir en tu app de autenticación
    .by_hand = ¿No puedes escanear? Escribe una clave
    .type_code = Escribe el código que la app muestra ahora.

codes =
    .title = Guarda tus códigos de recuperación
    .lead = Si pierdes el teléfono o el ordenador, cada código te deja entrar una vez. Solo los verás ahora: cópialos, imprímelos o anótalos.
    .anew = Ese era el último, así que aquí tienes códigos nuevos.
    .whose = Para { $login } en { $tenant }
    .print = Imprimir
    .copy = Copiar
    .copied = Copiado
    .saved = Ya los guardé

link =
    .confirm_title = Confirma tu correo electrónico
    .confirm = ¿{ $email } es la dirección de tu cuenta de { $tenant }?
    .confirm_button = Sí, confirmar
    .why_password = Empezaste en otro navegador. Escribe la contraseña que elegiste allí, o escribe en ese navegador el código del correo.
    .type_code = Para confirmar { $email }, escribe el código del correo en la página donde empezaste.
    .password_wrong = No es la contraseña que se eligió para esta cuenta.
    .deny_button = No, no fui yo
    .denied_title = No se confirmó nada
    .denied = { $email } no se usó. El enlace y el código de nuestro correo ya no funcionan.
    .not_you = ¿No es tuya? Cierra esta página y no pasará nada.
    .confirmed_title = Correo electrónico confirmado
    .confirmed = { $email } ya forma parte de tu cuenta.
    .close = Puedes cerrar esta página y seguir donde empezaste.
    .void_title = Este enlace ya no funciona
    .void = Los enlaces de nuestros correos funcionan una vez y por poco tiempo.
    .ask_again = Pedir uno nuevo

forgot =
    .title = ¿Olvidaste tu contraseña?
    .lead = Te enviaremos por correo un enlace para elegir una nueva.
    .void_title = Este enlace ya no funciona
    .send = Enviar el enlace
    .back = Volver al inicio de sesión
    .username_missing = Escribe tu nombre de usuario o tu correo.
    .link_void = Los enlaces de nuestros correos funcionan una vez y por poco tiempo. Aquí puedes pedir uno nuevo.
    .sent_title = Revisa tu correo
    .sent = Si hay una cuenta para { $username }, un correo con un enlace va en camino.
    .sent_hint = Puede tardar un minuto. Mira también en la carpeta de spam.
    .try_again = Probar con otro nombre o dirección

newpassword =
    .title = Elige una contraseña nueva
    .field = Contraseña nueva
    .save = Guardar la contraseña
    .effect = Se cerrará tu sesión en todos los demás sitios.
    .changed_title = Contraseña cambiada
    .changed = Se cerraron todas las demás sesiones. Usa la contraseña nueva a partir de ahora.
    .changed_here = Usa la contraseña nueva a partir de ahora. Las sesiones abiertas siguen abiertas.
    .changed_close = Puedes cerrar esta página e iniciar sesión en tu app.
    .why_operator = Quienes gestionan { $tenant } te piden una contraseña nueva antes de continuar.
    .why_breached = Tu contraseña fue robada en otro sitio y está en las listas que los atacantes prueban primero. Elige una nueva antes de continuar.
    .why_code = Tu cuenta no tiene contraseña: inicias sesión con una clave de acceso. Para definir una por correo hace falta además un código.
    .passkey_title = Inicias sesión con una clave de acceso
    .passkey_lead = Tu cuenta no tiene contraseña, y este enlace por sí solo no puede definir una. Inicia sesión con tu clave de acceso y allí podrás configurarla.
    .passkey_lost = ¿Perdiste todas tus claves de acceso? Solo quienes administran { $tenant } pueden devolverte el acceso.
    .lost = He perdido mis claves de acceso y mis códigos

lock =
    .title = ¿Bloquear tu cuenta?
    .lead = Hazlo si algo en tu cuenta de { $tenant } no fue cosa tuya.
    .out = Se cierran todas las sesiones, en cada navegador, app y dispositivo.
    .in = Nadie entra hasta que la desbloquees con una contraseña nueva.
    .undone = Se quitan las claves de acceso y las apps de autenticación añadidas en los últimos días. Una dirección nueva o una eliminación se revierte.
    .button = Bloquear mi cuenta
    .was_me = ¿Fuiste tú? Cierra esta página y no pasará nada.
    .void = Ya se usó o es demasiado antiguo. Si no puedes entrar en tu cuenta, elige una contraseña nueva.
    .done_title = Tu cuenta está bloqueada
    .done = Se cerraron todas las sesiones y nadie entra hasta que la desbloquees.
    .unlock_now = Desbloquearla ahora
    .later = Cuando quieras recuperarla, usa «{ $forgot }» en la página de inicio de sesión.
    .operators = Solo quienes administran { $tenant } pueden desbloquearla.
    .unlock_title = Desbloquea tu cuenta
    .unlock_lead = Elige una contraseña nueva. La anterior ya no sirve.
    .unlock_passkey = Inicias sesión con tu clave de acceso, como antes. Solo se quita el bloqueo.
    .code = Código del segundo paso
    .code_hint = El de tu app de autenticación o uno de tus códigos de recuperación.
    .code_missing = Escribe un código de tu app o un código de recuperación.
    .code_wrong = Este código no coincide o ya se usó.
    .unlock_submit = Desbloquear la cuenta
    .unlocked_title = Tu cuenta está desbloqueada
    .unlocked = Inicia sesión con tu contraseña nueva y comprueba que todas las formas de entrar son tuyas.
    .to_methods = Ver tus formas de entrar
    .allow_lead = Una app quiere desbloquear esta cuenta con uno de tus códigos de recuperación y elegir una contraseña nueva. Continúa solo si estás usando esa app ahora mismo.
    .allow_button = Sí, soy yo
    .allow_not_me = ¿No eres tú? Cierra esta página y la cuenta seguirá bloqueada.
    .allowed_title = Vuelve a la app
    .allowed = Ahora puedes elegir allí tu contraseña nueva.

regain =
    .cannot = No puedo usar nada de esto
    .title = Volver a entrar sin el segundo paso
    .lead = Para cuando perdiste todas las formas de dar el segundo paso. Lleva un tiempo, para que así no entre nadie más.
    .told = Te avisamos por correo y en todos los lugares donde tienes la sesión abierta. Desde allí se puede detener hasta el final.
    .wait = Podrás terminar a partir del { $at }, con un enlace que te enviaremos por correo. Si vuelves a encontrar alguna de tus formas, entra como siempre.
    .effect = Entonces se quitan todas tus formas de dar el segundo paso, se cierran todas las sesiones y configuras otras nuevas.
    .start = Pedir volver a entrar
    .waiting_title = Tu petición está en espera
    .waiting = Podrás terminar a partir del { $at }. Entonces te enviaremos el enlace por correo.
    .ready_title = Mira tu correo
    .ready = La espera terminó. Te enviamos un enlace para terminar.
    .mail_again = Enviar el enlace otra vez
    .mailed_again = Te enviamos un enlace nuevo. El anterior ya no sirve.
    .later_title = Ahora no se puede pedir
    .later = Ya hubo peticiones, o alguna se detuvo. Podrás pedirlo otra vez a partir del { $at }.
    .nobody_title = No hay dirección a la que escribir
    .nobody = Tu cuenta no tiene una dirección de correo verificada. Solo quienes administran { $tenant } pueden dejarte entrar.
    .asked_title = ¿Pediste tú volver a entrar?
    .asked = Alguien que conoce tu contraseña o lee tu correo dice que perdió el segundo paso y quiere entrar sin él.
    .when = Pedido: { $at }
    .from = Se puede terminar a partir del { $at }
    .stop = No soy yo: detenerla
    .keep = Soy yo, continuar
    .stop_title = ¿Detener esta petición?
    .stop_lead = Alguien quiere entrar en tu cuenta de { $tenant } sin el segundo paso. Si no eres tú, detenlo aquí.
    .stopped_title = La petición está detenida
    .stopped = Así no entra nadie. Pero puede que alguien conozca tu contraseña: cámbiala o bloquea tu cuenta.
    .void = Ya se usó, o la petición terminó.
    .finish_title = Volver a entrar
    .finish_lead = Pediste volver a entrar en tu cuenta de { $tenant } sin el segundo paso.
    .gone = Se quitan tus claves de acceso, tu app de autenticación, tu número y tus códigos de recuperación.
    .password = Eliges una contraseña nueva.
    .finish = Quitarlos y continuar
    .not_me = ¿No fuiste tú? Usa el otro enlace del correo, que la detiene.
    .early_title = Aún es pronto
    .done_title = Ya puedes volver a entrar
    .done = Se quitó todo lo del segundo paso. Inicia sesión y configura enseguida algo nuevo.
    .done_password = Se quitó todo lo del segundo paso. Elige una contraseña nueva, inicia sesión y configura enseguida algo nuevo.
    .set_up = Iniciar sesión y configurar
    .waits = Alguien quiere entrar en esta cuenta sin el segundo paso.
    .look = Verlo
    .approve = Soy yo: no esperar
    .approve_hint = Aquí iniciaste sesión en dos pasos. Si lo pediste tú, no tienes que esperar.
    .approved_title = Ya no hay que esperar
    .none_title = Nada que detener
    .none = Nadie pide entrar en tu cuenta sin el segundo paso.

consent =
    .title = { $app } quiere usar tu cuenta
    .leads_to = Después irás a { $host }.
    .other_account = Cambiar de cuenta
    .will = Podrá
    .new = Nuevo
    .allow = Permitir

scope =
    .openid = Saber que eres tú
    .profile = Ver tu nombre y tu perfil
    .email = Ver tu correo electrónico
    .address = Ver tu dirección postal
    .phone = Ver tu número de teléfono
    .offline_access = Mantener la conexión cuando no estés
    .other = Usar «{ $scope }»

device =
    .title = Conectar un dispositivo
    .lead = Tu televisor u otro dispositivo muestra un código. Escríbelo aquí.
    .code = Código del dispositivo
    .hint = Ocho letras. Las mayúsculas y los guiones no importan.
    .missing = Escribe el código que muestra el dispositivo.
    .unknown = Ningún dispositivo muestra este código. Compáralo letra por letra.
    .expired = Este código ya no funciona. Pide al dispositivo que muestre uno nuevo.
    .connect_title = ¿Conectar este dispositivo?
    .connect_named = ¿Conectar { $device }?
    .wants = { $app } quiere usar tu cuenta en este dispositivo.
    .compare = ¿El dispositivo que tienes delante muestra este código?
    .says = El dispositivo que lo pide
    .nameless = Un dispositivo sin nombre
    .asked = { $count ->
        [0] Lo pidió hace un momento
        [one] Lo pidió hace { $count } minuto
       *[other] Lo pidió hace { $count } minutos
    }
    .same_network = Desde la misma red que usas tú
    .elsewhere = Desde una red distinta de la tuya
    .warning = ¿Alguien te envió este código? Entonces el dispositivo es suyo, y entraría en tu cuenta.
    .deny = No es mío
    .connect = Conectar
    .done_title = Mira tu dispositivo
    .done = { $app } sigue allí en un momento. Puedes cerrar esta página.
    .done_named = { $app } sigue en un momento en { $device }. Puedes cerrar esta página.
    .denied_title = No se conectó nada
    .denied = El dispositivo fue rechazado. Si alguien te dio su código, no le respondas.
    .again = Escribir otro código

choose =
    .title = Elige una cuenta
    .asks_password = Pide contraseña
    .remove = Quitar
    .remove_person = Quitar { $person } de este navegador
    .removed = { $person } ya no está en este navegador.
    .other = Usar otra cuenta

signout =
    .title = ¿Cerrar sesión?
    .from_app = Se cerrará tu sesión en { $app } y en todo lo demás que usas con { $tenant } en este navegador.
    .from_tenant = Se cerrará tu sesión en todo lo que usas con { $tenant } en este navegador.
    .several = Varias personas tienen la sesión abierta en { $tenant } en este navegador.
    .who = ¿Quién cierra sesión?
    .everyone = Todas las personas de este navegador
    .confirm = Cerrar sesión
    .cancel = Mantener la sesión
    .done_title = Sesión cerrada
    .done = Ya no hay ninguna sesión de { $tenant } abierta en este navegador.
    .done_others = Tu sesión está cerrada. Otras personas siguen con la suya abierta en { $tenant } en este navegador.
    .apps = También se cierra la sesión en estas apps:
    .again = Entrar de nuevo en { $app }
    .again_short = Entrar de nuevo
    .cancelled_title = Tu sesión sigue abierta
    .cancelled = No se cambió nada. Tu sesión en { $tenant } sigue abierta.

formpost =
    .title = Ya casi está
    .lead = Volviendo a { $app }.

done =
    .title = Aquí ya está todo
    .to_app = Ya completaste este paso. Sigue en { $app }.
    .alone = Ya completaste este paso. Puedes cerrar esta página.

again =
    .expired_title = Ha pasado un buen rato
    .expired = Para proteger tu cuenta, un inicio de sesión solo espera un tiempo limitado.
    .other_browser_title = Empezó en otro sitio
    .other_browser = Este inicio de sesión empezó en otro navegador, o las cookies están desactivadas para este sitio. Aquí no puede continuar.
    .from_app = Vuelve a abrir la app e inicia sesión desde allí.
    .button = Empezar de nuevo

home =
    .title = Iniciar sesión
    .heading = Iniciar sesión en { $tenant }
    .lead = Abre la app que quieres usar e inicia sesión desde allí.
    .here = Aquí puedes gestionar tu cuenta. Para usar una app, ábrela e inicia sesión desde allí.
    .apps = Tus apps
    .no_apps = No hay apps que abrir desde aquí.

error =
    .app_title = Esta app no está bien configurada
    .app = No podemos estar seguros de quién lo pide, así que nos detuvimos aquí. Quienes hacen la app pueden arreglarlo.
    .request_title = Esta solicitud no funcionó
    .request = Vuelve a la app e inténtalo de nuevo. Si sigue pasando, avisa a quienes la hacen.
    .refused_title = Esta app no puede hacer eso
    .refused = La app pidió algo para lo que no está registrada. Quienes la hacen pueden arreglarlo.
    .no_return_title = No podemos llevarte de vuelta a la app
    .no_return = Hay un error en lo que pidió la app. Quienes la hacen pueden arreglarlo.
    .ours_title = Algo falló de nuestro lado
    .ours = Inténtalo de nuevo en un momento. Si sigue pasando, danos la referencia que aparece abajo.
    .not_found_title = Aquí no hay ninguna página
    .not_found = Puede que la dirección esté incompleta. Abre la app que quieres usar e inicia sesión desde allí.
    .unavailable_title = Volvemos en un momento
    .unavailable = Ahora mismo no responde un servicio que necesitamos. No se ha perdido nada; inténtalo de nuevo en breve.
    .unavailable_posted = En un momento, usa el botón Atrás del navegador y envíalo otra vez.
    .retry = Reintentar
    .reference = Referencia
    .for_developer = Para desarrolladores
    .for_developer_of = Para los desarrolladores de { $app }

terms =
    .title = Condiciones de uso
    .lead = Antes de continuar, lee las condiciones de { $name }.
    .lead_changed = Las condiciones de { $name } han cambiado. Léelas antes de continuar.
    .changes = Qué ha cambiado
    .read = Leer las condiciones de { $name }
    .read_beside = Leer las condiciones de { $name } (pestaña nueva)
    .version = Versión { $version }
    .accept = Aceptar
    .decline = Rechazar
    .declining = Si las rechazas, sales de esta página. La próxima vez te lo volveremos a preguntar.
    .agree = Al crear una cuenta, aceptas las condiciones de { $name }.

invite =
    .lead = Tienes una invitación a { $tenant }. Completa lo que falta y listo.
    .done_title = Tu cuenta está lista
    .done = A partir de ahora, inicia sesión con { $email }.
