mail =
    .hello = Olá,
    .hello_name = Olá, { $name },
    .link_hint = Se o botão não funcionar, abra este endereço:
    .sender = Enviado por { $tenant } porque alguém usou este endereço lá.
    .verify_subject = Seu código para { $tenant }: { $code }
    .verify_body = { $minutes ->
        [one] Digite este código na página de onde você veio, ou use o botão. Os dois funcionam por { $minutes } minuto.
       *[other] Digite este código na página de onde você veio, ou use o botão. Os dois funcionam por { $minutes } minutos.
    }
    .verify_button = Confirmar o endereço
    .verify_note = Não conte este código a ninguém. Se você não o pediu, pode ignorar este e-mail.
    .reset_subject = Escolha uma nova senha para { $tenant }
    .reset_body = { $minutes ->
        [one] Alguém pediu uma nova senha para a sua conta. Se foi você, escolha uma agora. O link funciona uma única vez e por { $minutes } minuto.
       *[other] Alguém pediu uma nova senha para a sua conta. Se foi você, escolha uma agora. O link funciona uma única vez e por { $minutes } minutos.
    }
    .reset_button = Escolher uma nova senha
    .reset_note = Se você não pediu isso, pode ignorar este e-mail. Sua senha continua a mesma.
    .exists_subject = Você já tem uma conta em { $tenant }
    .exists_body = Alguém tentou criar uma conta com este endereço, mas já existe uma. Se foi você, é só entrar. Se você esqueceu a senha, pode escolher uma nova.
    .exists_note = Se não foi você, pode ignorar este e-mail. Nada mudou.
    .changed_subject = Sua senha de { $tenant } foi alterada
    .changed_body = A senha da sua conta acabou de ser alterada, e todas as outras sessões foram encerradas. Se foi você, não precisa fazer nada.
    .changed_note = Se não foi você, escolha logo uma nova senha.
    .signin_body = { $minutes ->
        [one] Digite este código na página em que você está entrando. Ele funciona por { $minutes } minuto.
       *[other] Digite este código na página em que você está entrando. Ele funciona por { $minutes } minutos.
    }
    .signin_note = Não conte este código a ninguém. Se você não está entrando agora, alguém sabe sua senha: escolha uma nova.
    .signin_link_body = { $minutes ->
        [one] Use o botão no navegador em que você está entrando, ou digite este código lá. Os dois funcionam por { $minutes } minuto.
       *[other] Use o botão no navegador em que você está entrando, ou digite este código lá. Os dois funcionam por { $minutes } minutos.
    }
    .signin_link_note = Não conte este código a ninguém. Se você não está entrando agora, ignore este e‑mail: ninguém entra sem ele.
    .totp_added_subject = Uma segunda etapa foi configurada para { $tenant }
    .totp_added_body = De agora em diante, entrar na sua conta exige, além da senha, um código de um app autenticador. Se foi você que configurou, não precisa fazer nada.
    .totp_added_note = Se não foi você, alguém sabe sua senha. Escolha logo uma nova e avise quem administra { $tenant }.
    .totp_replaced_subject = Outro app autenticador foi configurado para { $tenant }
    .totp_replaced_body = De agora em diante, os códigos para entrar na sua conta vêm de outro app autenticador. O que você tinha não vale mais. Se foi você, não precisa fazer nada.
    .totp_removed_subject = Uma segunda etapa foi removida para { $tenant }
    .totp_removed_body = Entrar na sua conta não exige mais um código do seu app autenticador. Se foi você que removeu, não precisa fazer nada.
    .totp_removed_note = Se não foi você, escolha logo uma nova senha e configure a segunda etapa outra vez.
    .sms_added_body = De agora em diante, entrar na sua conta exige, além da senha, um código enviado por SMS para { $number }. Se foi você que configurou, não precisa fazer nada.
    .companion_added_body = De agora em diante, entrar na sua conta exige, além da senha, sua aprovação em { $app }. Se foi você que configurou, não precisa fazer nada.
    .companion_removed_body = Entrar na sua conta não exige mais sua aprovação em { $app }. Se foi você que removeu, não precisa fazer nada.
    .declined_subject = Um acesso a { $tenant } foi recusado
    .declined_body = Alguém digitou sua senha e quis entrar, e isso foi recusado em { $app }. A pessoa não foi além disso. Se não foi você, escolha outra senha: quem tentou conhece esta.
    .sms_moved_subject = Outro número de celular foi configurado para { $tenant }
    .sms_moved_body = De agora em diante, os códigos para entrar na sua conta são enviados por SMS para { $number }. O número que você tinha não vale mais. Se foi você, não precisa fazer nada.
    .sms_removed_body = Entrar na sua conta não exige mais um código enviado por SMS para { $number }. Se foi você que removeu o número, não precisa fazer nada.
    .codes_made_subject = Novos códigos de recuperação para { $tenant }
    .codes_made_body = Novos códigos de recuperação acabaram de ser criados para a sua conta. Os anteriores não valem mais. Se foi você, não precisa fazer nada.
    .codes_made_note = Se não foi você, escolha logo uma nova senha e avise quem administra { $tenant }.
    .recovery_used_subject = Um código de recuperação de { $tenant } foi usado
    .recovery_used_body = { $left ->
        [one] Um dos seus códigos de recuperação acabou de ser usado para entrar. Você ainda tem { $left }. Se foi você, não precisa fazer nada.
       *[other] Um dos seus códigos de recuperação acabou de ser usado para entrar. Você ainda tem { $left }. Se foi você, não precisa fazer nada.
    }
    .recovery_used_note = Se não foi você, escolha logo uma nova senha e avise quem administra { $tenant }.
    .changed_alone_body = A senha da sua conta acabou de ser alterada. Se foi você, não precisa fazer nada.
    .password_added_subject = Uma senha foi configurada em { $tenant }
    .password_added_body = Sua conta não tinha senha. Uma acaba de ser configurada e, a partir de agora, permite entrar. Se foi você, não é preciso fazer nada.
    .password_gone_subject = Sua senha de { $tenant } foi removida
    .password_gone_body = A senha da sua conta acaba de ser removida. A partir de agora, você entra com uma chave de acesso. Se foi você, não é preciso fazer nada.
    .moving_subject = Outro endereço para sua conta { $tenant }
    .moving_body = Alguém que entrou na sua conta quer que { $email } fique no lugar deste endereço. Isso vai acontecer quando uma mensagem enviada para lá for lida. Se foi você, não precisa fazer nada.
    .moving_button = Mudar sua senha
    .moving_note = Se não foi você, mude logo sua senha e saia de todos os outros lugares.
    .deletion_subject = Sua conta { $tenant } será excluída
    .deletion_body = { $days ->
        [one] Como você pediu, sua conta e tudo que faz parte dela serão excluídos em { $days } dia. Se você entrar antes disso, ela fica.
       *[other] Como você pediu, sua conta e tudo que faz parte dela serão excluídos em { $days } dias. Se você entrar antes disso, ela fica.
    }
    .deletion_now_body = Como você pediu, sua conta e tudo que faz parte dela estão sendo excluídos.
    .deletion_button = Entrar
    .deletion_note = Se não foi você, entre logo e mude sua senha.
    .device_subject = Um dispositivo foi conectado à sua conta { $tenant }
    .device_body = { $device } acabou de ser conectado à sua conta, para { $app }. Se foi você, não precisa fazer nada.
    .device_button = Ver seus dispositivos
    .device_note = Se não foi você, desconecte-o lá e escolha logo uma nova senha.
    .handed_over_subject = Um dos seus dispositivos em { $tenant } agora é de outra pessoa
    .handed_over_body = { $person } recebeu { $device }, com { $app }, com um código da sua conta. O dispositivo saiu da sua conta. Se era o que você queria, não precisa fazer nada.
    .taken_subject = Você recebeu um dispositivo em { $tenant }
    .taken_body = { $device }, com { $app }, está agora na lista dos seus dispositivos. Quem passou para você foi { $person }. Para usá-lo, conecte-o com o código da tela.
    .taken_note = Se não foi você, remova-o lá e escolha logo uma nova senha.
    .confirm_subject = { $app } pede que você confirme algo em { $tenant }
    .confirm_body = { $app } pede que você confirme algo. Você vê do que se trata em sua conta, por alguns minutos.
    .confirm_button = Ver do que se trata
    .confirm_note = Se você não esperava por isso, recuse lá. Nada acontece sem a sua confirmação.
    .passkey_added_subject = Uma chave de acesso foi adicionada em { $tenant }
    .passkey_added_body = Agora uma chave de acesso permite entrar na sua conta sem a senha: { $label }. Se foi você, não é preciso fazer nada.
    .passkey_added_note = Se não foi você, alguém entrou na sua conta. Escolha uma nova senha agora mesmo e avise quem administra { $tenant }.
    .invite_subject = Seu convite para { $tenant }
    .invite_body = { $days ->
        [one] Você recebeu um convite para criar uma conta em { $tenant }. Só precisamos do seu nome e de uma senha. O link funciona uma vez e por { $days } dia.
       *[other] Você recebeu um convite para criar uma conta em { $tenant }. Só precisamos do seu nome e de uma senha. O link funciona uma vez e por { $days } dias.
    }
    .invite_note = Se você não esperava este convite, pode ignorar este e-mail. Sem você, nenhuma conta é criada.
    .lock_button = Não fui eu
    .lock_note = Se não foi você, bloqueie sua conta. Todas as sessões são encerradas, e só você volta a entrar, com uma nova senha.
    .locked_subject = Sua conta { $tenant } está bloqueada
    .locked_body = Sua conta acabou de ser bloqueada. Todas as sessões foram encerradas, e ninguém consegue entrar. Quando quiser a conta de volta, escolha uma nova senha.
    .locked_note = Se não foi você que a bloqueou, talvez alguém esteja lendo seus e-mails. Proteja primeiro sua caixa de entrada.
    .unlocked_subject = Sua conta { $tenant } está desbloqueada
    .unlocked_body = Sua conta acaba de ser desbloqueada por um link enviado ao seu e-mail. Você volta a entrar com a sua chave de acesso. Se foi você, não é preciso fazer nada.
    .unlock_subject = Desbloqueie sua conta { $tenant }
    .unlock_body = Sua conta está bloqueada. Com uma nova senha você a desbloqueia. O link funciona uma única vez e por pouco tempo.
    .unlock_button = Desbloquear a conta
    .unlock_note = Se você não pediu isso, pode ignorar este e-mail. Sua conta continua bloqueada.
    .allow_unlock_body = Alguém digitou seu endereço e um dos seus códigos de recuperação em um app para desbloquear sua conta com uma nova senha. Se foi você, confirme aqui e continue no app. O link funciona uma única vez e por pouco tempo.
    .allow_unlock_button = Ver o pedido
    .allow_unlock_note = Se não foi você, não faça nada: sua conta continua bloqueada. Mas alguém tem um dos seus códigos de recuperação: desbloqueie a conta por e-mail e crie novos códigos.
    .regain_subject = Alguém quer entrar na sua conta { $tenant }
    .regain_body = Alguém que sabe sua senha ou lê seus e-mails diz que perdeu a segunda etapa e quer entrar sem ela: { $browser }, pela rede { $place }. Isso será possível a partir de { $at }, se você não interromper.
    .regain_button = Interromper
    .regain_note = Se foi você, não precisa fazer nada: enviaremos o link para concluir. Se não foi, interrompa e altere sua senha.
    .regain_reminder_subject = Alguém ainda quer entrar na sua conta { $tenant }
    .regain_reminder_body = Metade da espera já passou. A partir de { $at } alguém entra sem a sua segunda etapa, se você não interromper.
    .regain_ready_subject = Volte a entrar na sua conta { $tenant }
    .regain_ready_body = A espera acabou. Com este link você remove tudo o que havia para a segunda etapa e volta a entrar. Ele funciona uma vez, até { $at }.
    .regain_ready_button = Voltar a entrar
    .regain_ready_note = Se você não pediu isso, interrompa. Senão, quem lê seus e-mails entra na sua conta.
    .regain_stopped_subject = Ninguém entra sem a segunda etapa na sua conta { $tenant }
    .regain_stopped_body = O pedido para entrar na sua conta sem a segunda etapa foi interrompido. Se foi você, altere sua senha: talvez alguém saiba qual é.
    .regain_done_subject = A segunda etapa da sua conta { $tenant } foi removida
    .regain_done_body = Depois do tempo de espera, tudo o que havia para a segunda etapa da sua conta acabou de ser removido, e todas as sessões foram encerradas. Se foi você, entre e configure algo novo.
    .new_browser_subject = Novo acesso à sua conta { $tenant }
    .new_browser_body = Alguém entrou na sua conta às { $at }, em um navegador novo por aqui: { $browser }, pela rede { $place }. Se foi você, não precisa fazer nada.
    .new_network_body = Alguém entrou na sua conta às { $at }, por uma rede nova por aqui: { $place }, com { $browser }. Se foi você, não precisa fazer nada.
    .wrong_codes_subject = Códigos errados na sua conta { $tenant }
    .wrong_codes_body = Alguém que digitou sua senha ou está com sua sessão aberta digitou vários códigos errados na segunda etapa. Sem um código certo não dá para continuar. Se foi você, não precisa fazer nada.
    .passkey_gone_subject = Uma chave de acesso foi removida em { $tenant }
    .passkey_gone_body = Uma chave de acesso foi removida da sua conta: { $label }. Se foi você que removeu, não precisa fazer nada.
    .app_stays_subject = Um app pode agir por você em { $tenant }
    .app_stays_body = Você permitiu que { $app } use sua conta { $tenant } quando você não está presente, até você desconectar o app. Se foi você, não é preciso fazer nada.
    .app_stays_button = Ver seus apps
    .data_subject = Seus dados de { $tenant } foram baixados
    .data_body = Um arquivo com tudo o que é guardado sobre você acabou de ser baixado da sua conta. Se foi você, não é preciso fazer nada.
    .kept_subject = Sua conta { $tenant } não será excluída
    .kept_body = Alguém entrou na sua conta, por isso ela continua. Se foi você, não é preciso fazer nada. Se ainda quiser excluí-la, peça de novo.
    .factors_reset_subject = Uma forma de entrar foi removida em { $tenant }
    .factors_reset_body = Quem administra { $tenant } removeu uma forma de entrar da sua conta. Você pode entrar e configurar outra.
    .factors_reset_button = Ver suas formas de entrar
    .factors_reset_note = Se você não pediu isso, avise quem administra.
    .passkey_copied_subject = Uma chave de acesso foi recusada em { $tenant }
    .passkey_copied_body = Uma chave de acesso da sua conta foi usada e recusada, porque parece haver uma cópia dela: { $label }. Remova-a e adicione uma nova.
    .browser_copied_subject = Um navegador lembrado foi esquecido em { $tenant }
    .browser_copied_body = Um navegador que não precisava da segunda etapa na sua conta volta a precisar, porque o cookie dele parece ter sido copiado. Quem usou a cópia sabe sua senha.
