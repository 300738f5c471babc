account =
    .title = Sua conta
    .back = Voltar para sua conta
    .switch = Trocar de conta
    .sessions_title = Onde você está conectado
    .sessions_about = Os navegadores, e como sair deles
    .sessions_ended = Pronto. Lá será preciso entrar de novo.
    .browser_on = { $browser } no { $system }
    .unknown_browser = Navegador desconhecido
    .this_browser = Este aqui
    .last_seen = Último uso:
    .since = Desde:
    .end = Encerrar
    .end_session = Encerrar a sessão: { $browser }
    .end_others = Sair de todos os outros lugares
    .apps_title = Apps conectados
    .apps_about = Os apps que usam sua conta, e o que eles veem
    .no_apps = Nenhum app está conectado à sua conta.
    .app_ended = O app foi desconectado. Ele não vê mais sua conta.
    .app_devices = { $count ->
        [one] { $count } dispositivo é desconectado com ele.
       *[other] { $count } dispositivos são desconectados com ele.
    }
    .last_sign_in = Última entrada:
    .disconnect = Desconectar
    .disconnect_app = Desconectar { $app }
    .profile_title = Sobre você
    .profile_about = Nome, idioma, fuso horário
    .profile_saved = Suas alterações foram salvas.
    .given_name = Primeiro nome
    .family_name = Sobrenome
    .language = Idioma
    .language_of_browser = O do navegador
    .zone = Fuso horário
    .zone_hint = Por exemplo, America/Sao_Paulo
    .unknown_zone = Digite um fuso horário como America/Sao_Paulo.
    .save = Salvar
    .email_title = Endereço de e-mail
    .email_about = Aonde chegam nossas mensagens
    .email_changed = Seu endereço foi alterado.
    .email_same = Este já é o seu endereço.
    .email_hint = Vamos enviar um código para ele. Até você digitar o código, nada muda.
    .new_email = Novo endereço
    .password_title = Senha
    .password_about = Escolher outra
    .password_changed = Sua senha foi alterada.
    .password_wrong = Esta não é sua senha atual.
    .current_password = Senha atual
    .data_title = Baixar seus dados
    .data_about = Tudo que guardamos sobre você, em um arquivo
    .data_lead = Você vai receber um arquivo JSON com seu perfil, suas sessões, seus apps conectados e sua atividade.
    .data_submit = Baixar
    .deletion_title = Excluir sua conta
    .deletion_about = Com tudo que faz parte dela
    .deletion_lead = Você vai sair de todos os lugares, os apps vão perder o que você permitiu, e sua conta vai desaparecer com tudo que faz parte dela.
    .deletion_days = { $count ->
        [one] Se mudar de ideia, entre em até { $count } dia, e tudo continua como está.
       *[other] Se mudar de ideia, entre em até { $count } dias, e tudo continua como está.
    }
    .deletion_at_once = Isso não pode ser desfeito.
    .deletion_submit = Excluir minha conta
    .deleted_title = Sua conta será excluída

activity =
    .title = Atividade
    .about = O que aconteceu na sua conta
    .none = Faz tempo que nada acontece na sua conta.
    .not_you = Alguma coisa não foi você?
    .signed_in = Entrada na conta
    .profile_changed = Perfil alterado
    .email_changed = Endereço de e-mail alterado
    .password_changed = Senha alterada
    .password_reset = Nova senha escolhida por um link
    .app_allowed = App conectado
    .app_disconnected = App desconectado
    .sessions_ended = Saída de outros lugares
    .data_downloaded = Dados baixados
    .deletion_requested = Exclusão da conta pedida
    .deletion_cancelled = Conta mantida
    .totp_added = App autenticador configurado
    .totp_removed = App autenticador removido
    .recovery_codes_made = Novos códigos de recuperação criados
    .recovery_code_used = Código de recuperação usado
    .factors_reset = Segunda etapa removida pela administração
    .device_connected = Dispositivo conectado
    .device_denied = Dispositivo recusado
    .device_ended = Dispositivo desconectado
    .passkey_added = Uma chave de acesso foi adicionada
    .passkey_used = Uma chave de acesso foi usada
    .passkey_removed = Uma chave de acesso foi removida
    .passkey_copied = Uma chave de acesso que parece ser uma cópia foi recusada

security =
    .title = Formas de entrar
    .about = App autenticador, códigos de recuperação
    .back = Voltar às suas formas de entrar
    .change = Alterar
    .change_password = Alterar sua senha
    .password_set = Definida
    .not_set_up = Não configurado
    .totp = App autenticador
    .totp_about = Um código do seu celular além da senha
    .set_up = Configurar
    .set_up_totp = Configurar um app autenticador
    .replace = Substituir
    .replace_totp = Configurar outro app autenticador no lugar dele
    .codes = Códigos de recuperação
    .codes_left = { $count ->
        [0] Não resta nenhum
        [one] Resta { $count }
       *[other] Restam { $count }
    }
    .codes_few = Crie códigos novos antes que acabem.
    .renew = Criar novos
    .renew_codes = Criar novos códigos de recuperação
    .renew_hint = Os novos códigos de recuperação substituem todos os anteriores.
    .remove = Remover
    .remove_totp = Remover o app autenticador
    .remove_lead = Depois disso, só sua senha impedirá que outras pessoas entrem.
    .remove_codes = Seus códigos de recuperação também deixarão de valer.
    .totp_added = Seu app autenticador está configurado.
    .totp_removed = O app autenticador foi removido.
    .codes_made = Seus novos códigos de recuperação estão prontos. Os anteriores não valem mais.
    .totp_needed = Aqui todos entram com uma segunda etapa; por isso você pode substituir o app autenticador, mas não removê-lo.

devices =
    .title = Seus dispositivos
    .about = TVs e outros sem teclado
    .none = Nenhum dispositivo está conectado à sua conta.
    .ended = O dispositivo foi desconectado. Ele não pode mais usar sua conta.
    .renamed = O nome foi salvo.
    .name = Nome
    .rename_device = Renomear { $device }
    .name_odd = Use um nome de até 64 caracteres, sem caracteres invisíveis.
