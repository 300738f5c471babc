account =
    .title = Tu cuenta
    .back = Volver a tu cuenta
    .switch = Cambiar de cuenta
    .sessions_title = Dónde tienes la sesión abierta
    .sessions_about = Los navegadores, y cómo cerrar la sesión en ellos
    .sessions_ended = Listo. Allí habrá que iniciar sesión otra vez.
    .browser_on = { $browser } en { $system }
    .unknown_browser = Navegador desconocido
    .this_browser = Este
    .last_seen = Último uso:
    .since = Desde:
    .end = Cerrar
    .end_session = Cerrar la sesión de { $browser }
    .end_others = Cerrar sesión en todos los demás sitios
    .apps_title = Apps conectadas
    .apps_about = Las apps que usan tu cuenta, y lo que ven
    .no_apps = No hay ninguna app conectada a tu cuenta.
    .app_ended = La app se desconectó. Ya no puede ver tu cuenta.
    .app_devices = { $count ->
        [one] Con ella se desconecta { $count } dispositivo.
       *[other] Con ella se desconectan { $count } dispositivos.
    }
    .last_sign_in = Último inicio de sesión:
    .disconnect = Desconectar
    .disconnect_app = Desconectar { $app }
    .profile_title = Sobre ti
    .profile_about = Nombre, idioma, zona horaria
    .profile_saved = Tus cambios están guardados.
    .given_name = Nombre de pila
    .family_name = Apellidos
    .language = Idioma
    .language_of_browser = El del navegador
    .zone = Zona horaria
    .zone_hint = Por ejemplo, Europe/Madrid
    .unknown_zone = Escribe una zona horaria como Europe/Madrid.
    .save = Guardar
    .email_title = Correo electrónico
    .email_about = Adonde llegan nuestros mensajes
    .email_changed = Tu dirección se cambió.
    .email_same = Esta ya es tu dirección.
    .email_hint = Enviaremos un código a esa dirección. Hasta que lo escribas, no cambia nada.
    .new_email = Dirección nueva
    .password_title = Contraseña
    .password_about = Elegir otra
    .password_changed = Tu contraseña se cambió.
    .password_wrong = No es tu contraseña actual.
    .current_password = Contraseña actual
    .data_title = Descargar tus datos
    .data_about = Todo lo que guardamos sobre ti, en un archivo
    .data_lead = Recibirás un archivo JSON con tu perfil, tus sesiones, tus apps conectadas y tu actividad.
    .data_submit = Descargar
    .deletion_title = Eliminar tu cuenta
    .deletion_about = Con todo lo que le pertenece
    .deletion_lead = Se cerrará tu sesión en todas partes, las apps perderán lo que les permitiste, y tu cuenta desaparecerá con todo lo que le pertenece.
    .deletion_days = { $count ->
        [one] Si cambias de idea, inicia sesión antes de que pase { $count } día y todo seguirá igual.
       *[other] Si cambias de idea, inicia sesión antes de que pasen { $count } días y todo seguirá igual.
    }
    .deletion_at_once = Esto no se puede deshacer.
    .deletion_submit = Eliminar mi cuenta
    .deleted_title = Tu cuenta se eliminará

activity =
    .title = Actividad
    .about = Lo que ha pasado en tu cuenta
    .none = Hace tiempo que no pasa nada en tu cuenta.
    .not_you = ¿Hay algo que no hiciste tú?
    .signed_in = Inicio de sesión
    .profile_changed = Perfil cambiado
    .email_changed = Correo electrónico cambiado
    .password_changed = Contraseña cambiada
    .password_reset = Contraseña nueva elegida con un enlace
    .app_allowed = App conectada
    .app_disconnected = App desconectada
    .sessions_ended = Sesiones cerradas en otros sitios
    .data_downloaded = Datos descargados
    .deletion_requested = Eliminación de la cuenta solicitada
    .deletion_cancelled = Cuenta conservada
    .totp_added = App de autenticación configurada
    .totp_removed = App de autenticación quitada
    .recovery_codes_made = Códigos de recuperación nuevos
    .recovery_code_used = Código de recuperación usado
    .factors_reset = Segundo paso quitado por la administración
    .device_connected = Dispositivo conectado
    .device_denied = Dispositivo rechazado
    .device_ended = Dispositivo desconectado
    .passkey_added = Se añadió una clave de acceso
    .passkey_used = Se usó una clave de acceso
    .passkey_removed = Se eliminó una clave de acceso
    .passkey_copied = Se rechazó una clave de acceso que parece una copia

security =
    .title = Formas de entrar
    .about = App de autenticación, códigos de recuperación
    .back = Volver a tus formas de entrar
    .change = Cambiar
    .change_password = Cambiar tu contraseña
    .password_set = Definida
    .not_set_up = Sin configurar
    .totp = App de autenticación
    .totp_about = Un código de tu teléfono además de la contraseña
    .set_up = Configurar
    .set_up_totp = Configurar una app de autenticación
    .replace = Sustituir
    .replace_totp = Configurar otra app de autenticación en su lugar
    .codes = Códigos de recuperación
    .codes_left = { $count ->
        [0] No queda ninguno
        [one] Queda { $count }
       *[other] Quedan { $count }
    }
    .codes_few = Crea códigos nuevos antes de que se acaben.
    .renew = Crear nuevos
    .renew_codes = Crear códigos de recuperación nuevos
    .renew_hint = Los códigos de recuperación nuevos sustituyen a todos los anteriores.
    .remove = Quitar
    .remove_totp = Quitar la app de autenticación
    .remove_lead = Después, solo tu contraseña impedirá que entren otras personas.
    .remove_codes = Tus códigos de recuperación también dejarán de servir.
    .totp_added = Tu app de autenticación está configurada.
    .totp_removed = La app de autenticación se quitó.
    .codes_made = Tus códigos de recuperación nuevos están listos. Los anteriores ya no sirven.
    .totp_needed = Aquí todo el mundo entra con un segundo paso; por eso puedes sustituir la app de autenticación, pero no quitarla.

devices =
    .title = Tus dispositivos
    .about = Televisores y otros sin teclado
    .none = No hay ningún dispositivo conectado a tu cuenta.
    .ended = El dispositivo se desconectó. Ya no puede usar tu cuenta.
    .renamed = El nombre se guardó.
    .name = Nombre
    .rename_device = Cambiar el nombre de { $device }
    .name_odd = Usa un nombre de 64 caracteres como máximo, sin caracteres invisibles.
